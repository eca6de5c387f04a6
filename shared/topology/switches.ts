import { type Link, plainLink } from '#shared/host/link.ts';
import {
  isOvsBond,
  type OvsBridge,
  type OvsInterface,
  type OvsPlace,
  type OvsPort,
  ovsPlaces,
} from '#shared/host/ovs.ts';
import { masterIn, withSwitchMasters } from '#shared/host/ovsLinks.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';

/** What Open vSwitch tells of its bridges, by name. */
export interface OpenSwitches {
  readonly bridges: ReadonlyMap<string, OvsBridge>;
  /** Fake bridges: the ports that stand for a VLAN of their bridge. */
  readonly fakes: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, OvsPlace>;
  /** Those of a bond too, which is several interfaces. */
  readonly ports: ReadonlyMap<string, OvsPort>;
}

/** Null: nobody tells. */
export function openSwitches({ ovs }: HostSnapshot): OpenSwitches | null {
  if (ovs === undefined) return null;
  const fakes = ovs.bridges.flatMap(({ ports }) => ports.filter(({ fakeBridge }) => fakeBridge));
  return {
    bridges: new Map(ovs.bridges.map((bridge) => [bridge.name, bridge])),
    fakes: new Set(fakes.map(({ name }) => name)),
    places: ovsPlaces(ovs),
    ports: new Map(ovs.bridges.flatMap(({ ports }) => ports.map((port) => [port.name, port]))),
  };
}

/** The links as ports of their true bridges, and after them what only Open vSwitch knows and cables go through. */
export function linksWithSwitches({ links, ovs }: HostSnapshot): readonly Link[] {
  if (ovs === undefined) return links;
  const known = new Set(links.map(({ name }) => name));
  const added: Link[] = [];
  const add = (link: Link) => {
    if (known.has(link.name)) return;
    known.add(link.name);
    added.push(link);
  };
  for (const bridge of ovs.bridges) {
    add(ownLink(bridge.name, { infoKind: 'openvswitch', slaveKind: '' }));
    for (const port of bridge.ports) {
      if (isOvsBond(port)) add(bondLink(bridge, port));
      for (const iface of port.interfaces) {
        const link = interfaceLink({ bridge, port, iface });
        if (link !== null) add(link);
      }
    }
  }
  return [...withSwitchMasters(links, ovs), ...added];
}

/** True of what only Open vSwitch knows: the kernel has no link of that name. */
export function isInSwitchOnly({ ifindex }: Pick<Link, 'ifindex'>): boolean {
  return ifindex === NO_INDEX;
}

/** The kernel counts links from 1. */
const NO_INDEX = 0;

function ownLink(name: string, over: Partial<Link>): Link {
  const isUp = { up: true, carrier: true, operState: 'UNKNOWN' };
  return { ...plainLink(name, NO_INDEX), ...isUp, mtu: 0, slaveKind: 'openvswitch', ...over };
}

function bondLink(bridge: OvsBridge, port: OvsPort): Link {
  const iface: OvsInterface = { name: port.name, type: '', options: {}, externalIds: {}, error: null };
  const master = masterIn({ bridge, port, iface });
  return ownLink(port.name, { infoKind: 'bond', master, bondMode: port.bondMode ?? 'active-backup' });
}

/** Null for what is a link of the host, or should be one. */
function interfaceLink(place: OvsPlace): Link | null {
  const { name, type, options, error } = place.iface;
  const port = { master: masterIn(place), carrier: error === null };
  const below = (lower: string | undefined) =>
    lower === undefined ? null : { name: lower, ifindex: null, netnsId: null };
  switch (type) {
    case '':
    case 'system':
    case 'internal':
    case 'tap':
      return null;
    case 'patch':
      return ownLink(name, { ...port, infoKind: 'patch', lower: below(options.peer) });
    case 'dpdk':
      return ownLink(name, { ...port, parentBus: 'pci', parentDev: options['dpdk-devargs'] ?? null });
    default: {
      const isVxlan = type === 'vxlan';
      const udpPort = numberIn(options.dst_port) ?? (isVxlan ? 4789 : 6081);
      return ownLink(name, {
        ...port,
        infoKind: type,
        lower: below(KERNEL_TUNNEL[type]?.(udpPort)),
        vxlan: isVxlan ? vxlanOf(options, udpPort) : null,
      });
    }
  }
}

/** The kernel's one device for all tunnels of a kind (and port) of its datapath; one that is not there is of no account. */
const KERNEL_TUNNEL: Readonly<Record<string, ((port: number) => string) | undefined>> = {
  vxlan: (port) => `vxlan_sys_${port}`,
  geneve: (port) => `genev_sys_${port}`,
  gre: () => 'gre_sys',
  erspan: () => 'erspan_sys',
  ip6gre: () => 'ip6gre_sys',
  ip6erspan: () => 'ip6erspan_sys',
};

/** A key that each flow chooses is no one VNI. */
function vxlanOf({ key, remote_ip: remote }: OvsInterface['options'], port: number): Link['vxlan'] {
  const vni = key === undefined ? 0 : numberIn(key);
  return vni === null ? null : { vni, remote: remote === 'flow' ? null : (remote ?? null), port };
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,8}$/.test(text) ? Number(text) : null;
}
