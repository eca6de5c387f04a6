import type { Contradiction } from './contradiction.ts';
import type { EdgeKind, Evidence, NodeId, TopologyEdge } from './model.ts';

/** The strongest first: what was told outright, then what the kernel shows, then what is only inferred. */
const STRENGTH: readonly Evidence[] = [
  'libvirt',
  'pve',
  'ovs',
  'namespace',
  'runtime',
  'qemu-args',
  'vmm-args',
  'kernel-fd',
  'kernel-master',
  'kernel-lower',
  'route',
  'fdb',
  'mac',
  'name',
];

/** Builds an edge; evidence may come in any order and more than once. */
export function edge(
  kind: EdgeKind,
  from: NodeId,
  to: NodeId,
  evidence: readonly Evidence[],
  conflicts: readonly Contradiction[] = [],
): TopologyEdge {
  return {
    id: `${kind}:${from}→${to}`,
    kind,
    from,
    to,
    evidence: STRENGTH.filter((one) => evidence.includes(one)),
    conflicts,
  };
}
