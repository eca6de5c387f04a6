/** Where what is sent into a link of a kind goes, or how to find that out. */
export type Nature =
  /** To another machine, or into a socket: a tunnel, a radio, a port of a switch chip. */
  | 'out'
  /** Out of the link that it sits on. */
  | 'lower'
  /** Out of the links that name it as their master. */
  | 'members'
  /** Out of the links that it names itself. */
  | 'slaves'
  /** Out of its other end. */
  | 'pair'
  /** To the process that holds it open. */
  | 'process'
  /** Into a switch whose ports the kernel does not tell. */
  | 'switch'
  /** To nobody. */
  | 'nowhere';

/**
 * What the kernel names by `linkinfo.info_kind` (`rtnl_link_ops.kind`, Linux 6.18). Drivers of cards name nothing,
 * whatever the card is plugged into: PCI, USB, virtio, VMBus, Thunderbolt.
 */
const NATURE = {
  amt: 'out',
  bareudp: 'out',
  dsa: 'out',
  erspan: 'out',
  geneve: 'out',
  gre: 'out',
  gretap: 'out',
  gtp: 'out',
  ip6erspan: 'out',
  ip6gre: 'out',
  ip6gretap: 'out',
  ip6tnl: 'out',
  ipip: 'out',
  netdevsim: 'out',
  ovpn: 'out',
  pfcp: 'out',
  ppp: 'out',
  sit: 'out',
  vti: 'out',
  vti6: 'out',
  vxlan: 'out',
  wireguard: 'out',
  wwan: 'out',
  xfrm: 'out',

  ipoib: 'lower',
  ipvlan: 'lower',
  ipvtap: 'lower',
  macsec: 'lower',
  macvlan: 'lower',
  macvtap: 'lower',
  rmnet: 'lower',
  virt_wifi: 'lower',
  vlan: 'lower',

  batadv: 'members',
  bond: 'members',
  bridge: 'members',
  team: 'members',

  // PRP too, which the kernel's HSR driver does.
  hsr: 'slaves',

  netkit: 'pair',
  veth: 'pair',
  vxcan: 'pair',

  tun: 'process',

  openvswitch: 'switch',

  can: 'nowhere',
  dummy: 'nowhere',
  ifb: 'nowhere',
  nlmon: 'nowhere',
  vcan: 'nowhere',
  // It routes between its members and takes no frames itself.
  vrf: 'nowhere',
  vsockmon: 'nowhere',

  // Open vSwitch’s own, of which the kernel has no link. Other tunnels of its are called as the kernel’s.
  dpdkvhostuser: 'process',
  dpdkvhostuserclient: 'process',
  patch: 'pair',
} as const satisfies Readonly<Record<string, Nature>>;

type KernelKind = keyof typeof NATURE;

/** Null for a kind that is not listed: one of a newer kernel, or of a driver that is not part of it. */
export function natureOf(infoKind: string): Nature | null {
  return isListed(infoKind) ? NATURE[infoKind] : null;
}

/** True of a link that is an end of two: a veth, a patch port of Open vSwitch. */
export function isPair({ infoKind }: { readonly infoKind: string }): boolean {
  return natureOf(infoKind) === 'pair';
}

function isListed(infoKind: string): infoKind is KernelKind {
  return Object.hasOwn(NATURE, infoKind);
}
