import type { Difference } from '#shared/edits/repairs.ts';
import type { Contradiction } from '#shared/topology/contradiction.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode, VnicNode } from '#shared/topology/model.ts';
import { cableStates } from '#shared/topology/states.ts';
import { Text } from '../../ui/Text.tsx';

const ofStates: ReadonlySet<Contradiction['code']> = new Set([
  'other-bridge',
  'orphaned',
  'next-boot',
  'next-boot-link',
  'only-now',
  'only-next-boot',
  'missing-tap',
]);

/** A cable's three states side by side, where they are not the same. */
export function StateList(props: {
  readonly topology: Topology;
  readonly node: TopologyNode;
  readonly differences: readonly Difference[];
}) {
  const { topology, node, differences } = props;
  if (!differences.some(({ conflict }) => ofStates.has(conflict.code))) return null;
  const vnic = vnicOf(topology, node);
  const states = vnic === null ? null : cableStates(topology, vnic);
  if (states === null) return null;
  return (
    <section>
      <h3>Where it’s connected</h3>
      <dl className="facts">
        <State name="Kernel, now" words={states.kernel} />
        <State name="libvirt, now" words={states.libvirt} />
        <State name="At next boot" words={states.nextBoot} />
      </dl>
    </section>
  );
}

function State({ name, words }: { readonly name: string; readonly words: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span>
          <Text>{words}</Text>
        </span>
      </dd>
    </div>
  );
}

/** The vNIC itself, or the only one behind a TAP. */
function vnicOf(topology: Topology, node: TopologyNode): VnicNode | null {
  if (node.kind === 'vnic') return node;
  const { into, nodes } = graphOf(topology);
  const backs = into(node.id).filter(({ kind }) => kind === 'backs');
  const vnic = backs.length === 1 ? nodes.get(backs[0]?.from ?? '') : undefined;
  return vnic?.kind === 'vnic' ? vnic : null;
}
