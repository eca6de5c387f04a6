import { buildTopology } from '#shared/topology/build.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isGuest,
  isLink,
  type LinkKind,
  type Topology,
  type TopologyNode,
} from '#shared/topology/model.ts';
import { unseen } from '#shared/unseen.ts';
import { Reader } from '../../engine/reader.ts';
import { openHost } from '../../engine/session/openHost.ts';
import { namedHosts } from '../../hosts/ssh/namedHosts.ts';
import type { Invocation } from '../command.ts';
import { byName } from '../stops.ts';
import type { Terminal } from '../terminal.ts';
import type { OnHost } from '../words.ts';

/** How long whoever presses Tab waits for a host that answers slowly; milliseconds. */
const PATIENCE_MS = 1500;

/**
 * `patchbay __words KIND`: for the completions, names of the host, one a line, or of the hosts that the user has names
 * for. Only the sources that answer quickly are read. Nothing is told of what goes wrong: there is nothing to complete then.
 */
export async function wordsOnHost(
  { host: name, connect, args }: Invocation,
  terminal: Terminal,
): Promise<number> {
  if (args[0] === 'host') {
    for (const each of (await namedHosts()).filter(canBeTyped)) terminal.out(each);
    return 0;
  }
  // Without the settings: a broken file would be set aside, and nobody would be told.
  const host = await openHost(name, () => 1, connect);
  try {
    const { snapshot } = await new Reader(host).poll(PATIENCE_MS);
    for (const word of wordsFor(buildTopology(snapshot, 1), args[0] as OnHost)) terminal.out(word);
  } finally {
    await host.close();
  }
  return 0;
}

/** What this word of a command line can be on a host. */
export function wordsFor(topology: Topology, what: OnHost): string[] {
  return [...new Set(NAMES[what](topology))].filter(canBeTyped);
}

/** A name that can’t be typed as it is, or would be read as an option, is not offered; nor one that is two lines. */
function canBeTyped(name: string): boolean {
  return name !== '' && !name.startsWith('-') && name.search(unseen) === -1;
}

const NAMES: Readonly<Record<OnHost, (topology: Topology) => string[]>> = {
  what: (topology) => [
    ...vmNames(topology),
    ...namesOf(topology, isLink),
    ...targetNames(topology),
    ...topology.nodes.flatMap((node) => (node.kind === 'vnic' && node.mac !== null ? [node.mac] : [])),
  ],
  cable: (topology) => [
    ...namesOf(topology, (node) => isLink(node) && CABLES.has(node.kind) && node.isTaken !== true),
    ...vnicNames(topology),
  ],
  vm: vmNames,
  target: targetNames,
  bridge: (topology) => namesOf(topology, isBridge),
};

const CABLES: ReadonlySet<LinkKind> = new Set([
  'tap',
  'macvtap',
  'veth',
  'pnic',
  'bond',
  'vlan',
  'vxlan',
  'vf',
]);

function namesOf({ nodes }: Topology, isWanted: (node: TopologyNode) => boolean): string[] {
  return nodes
    .filter(isWanted)
    .toSorted(byName)
    .map(({ name }) => name);
}

function vmNames(topology: Topology): string[] {
  return namesOf(topology, isGuest);
}

function targetNames(topology: Topology): string[] {
  return namesOf(topology, (node) => isBridge(node) || node.kind === 'network');
}

/** `web 01/net0`: that of each vNIC, as a VM that is off has no TAP by which its cable could be named. */
function vnicNames(topology: Topology): string[] {
  const { nodes } = graphOf(topology);
  return topology.nodes.flatMap((node) => {
    if (node.kind !== 'vnic') return [];
    const owner = nodes.get(node.vm);
    return isGuest(owner) ? [`${owner.name}/${node.name}`] : [];
  });
}
