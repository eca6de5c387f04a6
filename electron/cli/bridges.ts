import { didYouMean } from '#shared/nearest.ts';
import { isBridge, isLink, type LinkNode, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import { unreadWords } from '#shared/topology/unread.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { byName } from './stops.ts';

/** All bridges of a host, by name. */
export function allBridges({ nodes }: Topology): LinkNode[] {
  return nodes.filter(isBridge).sort(byName);
}

/**
 * The bridge that BRIDGE names.
 * @throws {UserFailure} when the host has no such bridge, or that can’t be known
 */
export function bridgeCalled(topology: Topology, text: string): LinkNode {
  const bridges = allBridges(topology);
  const found = bridges.find(
    ({ name, id, altNames }) => name === text || id === text || altNames.includes(text),
  );
  if (found !== undefined) return found;
  const unread = unreadWords(topology.sources);
  if (unread !== null)
    throw new UserFailure(
      `Patchbay couldn’t check whether there is a bridge “${text}”: ${unread}.`,
      'Try again once it can be read.',
    );
  const other = topology.nodes.find(({ name, kind }) => name === text && kind !== 'vnic');
  const why =
    other === undefined ? `There is no bridge “${text}” on this host.` : `“${text}” is not a bridge.`;
  throw new UserFailure(why, adviceFor(other, text, bridges));
}

function adviceFor(other: TopologyNode | undefined, text: string, bridges: readonly LinkNode[]): string {
  const own =
    other === undefined
      ? null
      : other.kind === 'network'
        ? other.bridge
        : isLink(other)
          ? other.master
          : null;
  const names = bridges.map(({ name }) => name);
  if (own !== null && names.includes(own)) return `Did you mean its bridge, “${own}”?`;
  const meant = didYouMean(text, names).trim();
  if (meant !== '') return meant;
  return names.length === 0 ? 'It has no bridge.' : '“patchbay graph” lists its bridges.';
}
