import { graphOf } from '#shared/topology/graph.ts';
import {
  isLink,
  type LinkNode,
  linkId,
  networkId,
  type Topology,
  type VnicNode,
} from '#shared/topology/model.ts';
import { type MaybeFact, mac, name, words } from './fact.ts';
import { servedFacts } from './networkFacts.ts';

/** What its master is to it, where that is no bridge. */
const MASTER_LABELS: Readonly<Record<string, string>> = {
  bond: 'Member of',
  team: 'Member of',
  vrf: 'Routed by',
};

const heldWords = { yes: 'yes, by a process', no: 'no', unknown: null } as const;

/** A host interface's facts; of a TAP first whose it is. */
export function linkFacts(topology: Topology, link: LinkNode): readonly MaybeFact[] {
  const isTap = link.kind === 'tap' || link.kind === 'macvtap';
  return [
    ...guestFacts(topology, link),
    mac(isTap ? 'Its own MAC' : 'MAC', link.mac),
    {
      ...name(MASTER_LABELS[link.slaveKind] ?? 'On bridge', link.master),
      to: link.master === null ? null : `link:${link.master}`,
    },
    words('State', link.isTaken ? null : stateWords(link)),
    words('Speed', link.speed === null ? null : speedInWords(link.speed)),
    words('MTU', link.isTaken || link.mtu === 0 ? null : `${link.mtu} bytes`),
    words('Port state', link.portState),
    ...link.addresses.map((address) => name('Address', address)),
    words('Default route', link.defaultRoute ? 'yes' : null),
    ...link.networks.flatMap((network) => ofNetwork(topology, network)),
    words('Held open', isTap ? heldWords[link.held] : null),
    name('Process', link.holder === null ? null : String(link.holder)),
    ...link.details.map(([label, value]) => words(label, value)),
    ...virtualFunctionFacts(topology, link),
    ...link.altNames.map((alt) => name('Also called', alt)),
    words('Description', link.description),
    words('Index', link.isTaken || link.ifindex === 0 ? null : String(link.ifindex)),
  ];
}

/** The vNIC that a TAP, a macvtap or a VF is the host's end of; null for other links. */
export function vnicBehind(topology: Topology, link: LinkNode): VnicNode | null {
  const graph = graphOf(topology);
  const backs = graph.into(link.id).find(({ kind }) => kind === 'backs');
  const vnic = backs === undefined ? undefined : graph.nodes.get(backs.from);
  return vnic?.kind === 'vnic' ? vnic : null;
}

function guestFacts(topology: Topology, link: LinkNode): readonly MaybeFact[] {
  const vnic = vnicBehind(topology, link);
  if (vnic === null) return [];
  const vm = graphOf(topology).nodes.get(vnic.vm);
  return [
    { ...words('VM', vm?.name ?? null), to: vnic.vm },
    { ...words('vNIC', vnic.name), to: vnic.id },
    mac('Guest’s MAC', vnic.mac),
  ];
}

/** Of a bridge that a network of libvirt's stands on: which, and what it serves its guests. */
function ofNetwork(topology: Topology, called: string): readonly MaybeFact[] {
  const network = graphOf(topology).nodes.get(networkId(called));
  const served = network?.kind === 'network' ? servedFacts({ ...network, addresses: [] }) : [];
  return [{ ...words('Network', called), to: networkId(called) }, ...served];
}

/** Its virtual functions one by one, with who has each; of one itself, its card. */
function virtualFunctionFacts(topology: Topology, link: LinkNode): readonly MaybeFact[] {
  const graph = graphOf(topology);
  const pf = link.vf?.pf ?? null;
  if (link.kind === 'vf') return pf === null ? [] : [{ ...name('Card', pf), to: linkId(pf) }];
  return graph
    .into(link.id)
    .flatMap(({ kind, from }) => {
      const vf = kind === 'lower' ? graph.nodes.get(from) : undefined;
      return isLink(vf) && vf.kind === 'vf' ? [vf] : [];
    })
    .sort((a, b) => (a.vf?.index ?? 0) - (b.vf?.index ?? 0))
    .map((vf) => ({ ...words(functionLabel(vf), userOf(topology, vf)), to: vf.id }));
}

function functionLabel({ name: called, vf }: LinkNode): string {
  return vf === undefined || vf.index === null ? called : `VF ${vf.index}`;
}

function userOf(topology: Topology, vf: LinkNode): string {
  const vnic = vnicBehind(topology, vf);
  const vm = vnic === null ? undefined : graphOf(topology).nodes.get(vnic.vm);
  if (vm !== undefined) return vm.name;
  return vf.isTaken ? 'no link on this host' : vf.name;
}

/** What these leave unsaid is the usual: a TAP's state is UNKNOWN while all is well. */
const usualStates: ReadonlySet<string> = new Set(['UP', 'DOWN', 'UNKNOWN']);

function stateWords({ up, carrier, operState }: LinkNode): string {
  const state = `${up ? 'up' : 'down'}, ${carrier ? 'carrier' : 'no carrier'}`;
  return usualStates.has(operState) ? state : `${state} (${operState})`;
}

/** @param mbps Mbit/s */
export function speedInWords(mbps: number): string {
  return mbps >= 1000 ? `${mbps / 1000} Gbit/s` : `${mbps} Mbit/s`;
}
