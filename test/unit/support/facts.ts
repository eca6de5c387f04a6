import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import { type Link, plainLink } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import { noNetworkSetup } from '#shared/host/networkSetup.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName, SourceReport, SourceStatus } from '#shared/host/source.ts';

/** Hand-written facts: plain ones with what a test is about given as overrides. */
export function aSnapshot(over: Partial<HostSnapshot> = {}): HostSnapshot {
  return {
    host: 'local',
    takenAt: '2026-01-02T03:04:05.000Z',
    sources: allSources(),
    links: [],
    addresses: [],
    routes: [],
    neighbours: [],
    fdb: [],
    domains: [],
    networks: [],
    leases: [],
    agentAddresses: [],
    tapHolders: [],
    vmProcesses: [],
    linkSpeeds: {},
    linkTraits: {},
    networkSetup: noNetworkSetup,
    ...over,
  };
}

const sourceNames: readonly SourceName[] = [
  'ip-link',
  'ip-addr',
  'ip-route',
  'ip-neigh',
  'bridge-fdb',
  'bridge-vlan',
  'virsh',
  'guest-agent',
  'tap-holders',
  'link-speed',
  'network-setup',
  'link-dns',
  'dhcp-servers',
  'pve',
  'ovs',
  'ovs-fdb',
  'containers',
  'firewall',
  'net-settings',
];

/** Every source read well, but for those given. */
export function allSources(over: Partial<Record<SourceName, SourceStatus>> = {}): SourceReport[] {
  return sourceNames.map((name) => aSource(name, over[name]));
}

export function aSource(name: SourceName, status: SourceStatus = 'ok'): SourceReport {
  const message = status === 'ok' ? '' : `${name} could not be read.`;
  return { name, status, message, advice: '', factsFrom: '2026-01-02T03:04:05.000Z' };
}

let nextIndex = 1;

export function aLink(name: string, over: Partial<Link> = {}): Link {
  nextIndex += 1;
  return { ...plainLink(name, nextIndex), operState: 'UP', up: true, carrier: true, ...over };
}

export function aTap(name: string, master: string | null, over: Partial<Link> = {}): Link {
  return aLink(name, {
    infoKind: 'tun',
    operState: 'UNKNOWN',
    master,
    slaveKind: master === null ? '' : 'bridge',
    bridgePort: master === null ? null : { state: 'forwarding', settings: {} },
    tun: { type: 'tap', persist: false, user: null },
    ...over,
  });
}

interface BridgeFacts extends Partial<Omit<Link, 'bridge'>> {
  readonly bridge?: Partial<NonNullable<Link['bridge']>>;
}

export function aBridge(name: string, { bridge, ...over }: BridgeFacts = {}): Link {
  const plain = { stp: false, forwardDelay: 15, vlanFiltering: false, nfCallIptables: false };
  return aLink(name, { infoKind: 'bridge', bridge: { ...plain, ...bridge }, ...over });
}

export function aPnic(name: string, master: string | null, over: Partial<Link> = {}): Link {
  return aLink(name, { parentBus: 'pci', parentDev: `0000:${name}`, master, ...over });
}

/** A bond with miimon as Patchbay sets it. */
export function aBond(name: string, mode: string, bond: Partial<NonNullable<Link['bond']>> = {}): Link {
  const settings = { miimon: '100' };
  const facts = { miimon: 100, hashPolicy: 'layer2', lacpRate: null, settings, ...bond };
  return aLink(name, { infoKind: 'bond', bondMode: mode, bond: facts, mac: '02:00:00:00:00:0b' });
}

/** A card in a bond, alive. */
export function aMember(name: string, bond: string, over: Partial<Link> = {}): Link {
  return aPnic(name, bond, {
    slaveKind: 'bond',
    mac: '02:00:00:00:00:0b',
    bondMember: {
      isActive: true,
      mii: 'UP',
      failures: 0,
      permanentMac: `02:00:00:00:01:${(name.length * 7).toString(16).padStart(2, '0')}`,
      aggregator: null,
      partnerState: null,
    },
    ...over,
  });
}

export function aVeth(name: string, peer: string | { netnsId: number }, over: Partial<Link> = {}): Link {
  const lower =
    typeof peer === 'string'
      ? { name: peer, ifindex: null, netnsId: null }
      : { name: null, ifindex: 2, netnsId: peer.netnsId };
  return aLink(name, { infoKind: 'veth', lower, ...over });
}

/** `source` as `{ bridge: 'br0' }`; the type follows from it unless it is given. */
export function anInterface(
  source: Partial<DomainInterface['source']>,
  over: Partial<Omit<DomainInterface, 'source'>> = {},
): DomainInterface {
  const type = source.network ? 'network' : source.bridge ? 'bridge' : source.dev ? 'direct' : 'user';
  return {
    type,
    mac: '52:54:00:aa:00:01',
    model: 'virtio',
    source: { network: null, bridge: null, dev: null, mode: null, pci: null, ...source },
    targetDev: null,
    targetManaged: true,
    linkState: 'up',
    alias: null,
    xml: '<interface/>',
    ...over,
  };
}

/** A running VM with these live interfaces, which are its definition as well unless that is given. */
export function aDomain(name: string, live: readonly DomainInterface[], over: Partial<Domain> = {}): Domain {
  return {
    uuid: `uuid-of-${name}`,
    name,
    state: 'running',
    active: over.state !== 'shut off',
    persistent: true,
    autostart: false,
    live,
    defined: live.map((one) => ({
      ...one,
      targetDev: one.targetManaged ? null : one.targetDev,
      alias: null,
    })),
    ...over,
  };
}

export function aShutOffDomain(
  name: string,
  defined: readonly DomainInterface[],
  over: Partial<Domain> = {},
): Domain {
  return aDomain(name, [], { state: 'shut off', defined, ...over });
}

export function aNetwork(name: string, over: Partial<Network> = {}): Network {
  return {
    uuid: `uuid-of-network-${name}`,
    name,
    active: true,
    autostart: true,
    persistent: true,
    forward: 'nat',
    forwardDev: null,
    cards: [],
    bridge: null,
    addresses: [],
    ...over,
  };
}
