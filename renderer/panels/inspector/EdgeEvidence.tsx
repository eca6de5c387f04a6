import { graphOf } from '#shared/topology/graph.ts';
import type { EdgeKind, Topology, TopologyEdge } from '#shared/topology/model.ts';
import { evidenceWords } from '#shared/topology/words.ts';

/** Read as a sentence: `vnet7` `is a port of` `br0`. */
const verbs: { readonly [Kind in EdgeKind]: string } = {
  has: 'has',
  backs: 'is backed by',
  port: 'is a port of',
  uplink: 'leads out by',
  member: 'has the member',
  lower: 'sits on',
  nat: 'leads out by NAT through',
  routed: 'is routed out through',
  peer: 'is paired with',
  realises: 'is realised by',
  defined: 'will be plugged, at the next boot, into',
};

/** One cable: from what to what, and how it is known. */
export function EdgeEvidence({
  topology,
  edge,
}: {
  readonly topology: Topology;
  readonly edge: TopologyEdge;
}) {
  const nodes = graphOf(topology).nodes;
  return (
    <li>
      <p>
        <strong>{nodes.get(edge.from)?.name ?? edge.from}</strong> {verbs[edge.kind]}{' '}
        <strong>{nodes.get(edge.to)?.name ?? edge.to}</strong>
      </p>
      <p className="how">{edge.evidence.map(evidenceWords).join('; ')}</p>
    </li>
  );
}
