import { graphOf } from '#shared/topology/graph.ts';
import type { EdgeKind, NodeId, Topology, TopologyEdge } from '#shared/topology/model.ts';
import { evidenceWords } from '#shared/topology/words.ts';
import { Text } from '../../ui/Text.tsx';
import { nodeTitle } from '../words/nodeTitle.ts';
import { NodeLink } from './NodeLink.tsx';

/** Read as a sentence: `vnet7` `is a port of` `br0`. */
const verbs: { readonly [Kind in EdgeKind]: string } = {
  has: 'has',
  backs: 'is backed by',
  port: 'is a port of',
  uplink: 'has the uplink',
  member: 'has the member',
  lower: 'uses',
  nat: 'uses NAT through',
  routed: 'routes through',
  peer: 'is paired with',
  realises: 'is backed by',
  defined: 'connects at the next boot to',
};

/** One cable: from what to what, and how it is known. */
export function EdgeEvidence(props: {
  readonly topology: Topology;
  readonly edge: TopologyEdge;
  /** What the inspector is about, or leads to already: named in short, and no link. */
  readonly told: ReadonlySet<NodeId>;
}) {
  const { topology, edge, told } = props;
  const end = (id: NodeId) => (
    <strong>
      {told.has(id) ? (
        <Text>{graphOf(topology).nodes.get(id)?.name ?? id}</Text>
      ) : (
        <NodeLink to={id}>
          <Text>{nodeTitle(topology, id)}</Text>
        </NodeLink>
      )}
    </strong>
  );
  return (
    <li>
      <p>
        {end(edge.from)} {verbs[edge.kind]} {end(edge.to)}
      </p>
      <p className="how">{edge.evidence.map(evidenceWords).join('; ')}</p>
    </li>
  );
}
