import type { DomainInterface } from './domain.ts';

/** libvirt `src/conf/domain_conf.c` `virDomainNetTypes`. */
export type InterfaceType =
  | 'user'
  | 'ethernet'
  | 'vhostuser'
  | 'server'
  | 'client'
  | 'mcast'
  | 'network'
  | 'bridge'
  | 'internal'
  | 'direct'
  | 'hostdev'
  | 'udp'
  | 'vdpa'
  | 'null'
  | 'vds';

/** What the host has of an interface while its VM runs. */
interface InterfaceKind {
  /** Whether the kernel has a TAP or macvtap for it, which `<target dev>` names; else that is a mere label. */
  readonly device: 'yes' | 'no' | 'unknown';
  /** What `<source dev>` names: a link that it is plugged into, something else that it uses, or nothing of its own. */
  readonly sourceDev: 'link' | 'other' | 'none';
  /** Where its frames go that go to no link; null where they do. */
  readonly end: string | null;
}

const TAP: InterfaceKind = { device: 'yes', sourceDev: 'none', end: null };
const SOCKETS: InterfaceKind = { device: 'no', sourceDev: 'none', end: 'QEMU’s own sockets' };

const KINDS: Readonly<Record<InterfaceType, InterfaceKind>> = {
  bridge: TAP,
  network: TAP,
  ethernet: TAP,
  direct: { device: 'yes', sourceDev: 'link', end: null },
  // The device of libvirt's LXC driver is named by the link; QEMU's has a PCI address.
  hostdev: { device: 'no', sourceDev: 'link', end: 'a card passed through to the VM' },
  // With passt, <source dev> is the link whose addresses the guest is shown.
  user: { device: 'no', sourceDev: 'none', end: 'QEMU’s own user network' },
  vhostuser: { device: 'no', sourceDev: 'none', end: 'vhost-user socket' },
  vdpa: { device: 'no', sourceDev: 'other', end: 'vDPA device' },
  mcast: SOCKETS,
  server: SOCKETS,
  client: SOCKETS,
  udp: SOCKETS,
  internal: { device: 'no', sourceDev: 'none', end: 'an internal network of the hypervisor' },
  vds: { device: 'no', sourceDev: 'none', end: 'a distributed switch' },
  null: { device: 'no', sourceDev: 'none', end: 'nothing (as defined)' },
};

/** Of a later release: nothing is said of it that its XML does not say. */
const UNKNOWN: InterfaceKind = { device: 'unknown', sourceDev: 'other', end: null };

export function isInterfaceType(word: string): word is InterfaceType {
  return Object.hasOwn(KINDS, word);
}

export function interfaceKind(type: string): InterfaceKind {
  return isInterfaceType(type) ? KINDS[type] : UNKNOWN;
}

/** The TAP or macvtap that the XML names; null where it names none, or names something that is no link. */
export function deviceName({ type, targetDev }: Pick<DomainInterface, 'type' | 'targetDev'>): string | null {
  return interfaceKind(type).device === 'no' ? null : targetDev;
}

/** The link that the XML puts the interface on; null where it names none, or names something that is no link. */
export function sourceLink({ type, source }: Pick<DomainInterface, 'type' | 'source'>): string | null {
  return source.bridge ?? (interfaceKind(type).sourceDev === 'link' ? source.dev : null);
}
