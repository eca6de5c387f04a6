import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import { perTopology } from '#shared/topology/perTopology.ts';
import { type Ground, type Holding, lastLiving, type Stake, stakesOn } from './stake.ts';

const stakesIn = perTopology((topology) => stakesOn(groundOf(topology)));

/**
 * `atStake` by what the topology alone shows, for a face that has no more than that: it knows the preferred default
 * routes only, and not by whom the user came in. The planner knows more, and has the last word.
 */
export function nodeStake(topology: Topology, link: string): Stake | null {
  return stakesIn(topology).get(link) ?? null;
}

function groundOf(topology: Topology): Ground {
  const links = new Map(topology.nodes.flatMap((node) => (isLink(node) ? [[node.name, node]] : [])));
  const graph = graphOf(topology);
  const named = (id: string): LinkNode | null => {
    const node = graph.nodes.get(id);
    return node === undefined ? null : (links.get(node.name) ?? null);
  };
  return {
    holdings: [...links.values()].flatMap(holdingsOf),
    isBridge: (name) => links.get(name)?.kind === 'bridge',
    below(name) {
      const out = graph.out(linkId(name));
      const targets = (kind: string) =>
        out.flatMap((edge) => (edge.kind === kind ? (named(edge.to) ?? []) : []));
      const needed = [...targets('uplink'), ...targets('lower'), ...lastLiving(targets('member'))];
      return needed.map((link) => link.name);
    },
    perhaps: () => [],
  };
}

function holdingsOf({ name, defaultRoute, addresses }: LinkNode): Holding[] {
  const own = addresses.filter((address) => !address.startsWith('127.') && address !== '::1/128');
  return [
    ...(defaultRoute
      ? [{ link: name, clause: `the host’s default route leaves through ${name}`, isAddress: false }]
      : []),
    ...own.map((address) => ({
      link: name,
      clause: `the host’s address ${address} is on ${name}`,
      isAddress: true,
    })),
  ];
}
