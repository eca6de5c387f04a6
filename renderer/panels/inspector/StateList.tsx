import type { FindingCode } from '#shared/findings/codes.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology, TopologyNode, VnicNode } from '#shared/topology/model.ts';
import { cableStates } from '#shared/topology/states.ts';
import { useFindingsAbout } from '../../stores/findings.ts';
import { Text } from '../../ui/Text.tsx';

/** A cable’s three states side by side, where they are not the same. */
export function StateList({ topology, node }: { readonly topology: Topology; readonly node: TopologyNode }) {
  const findings = useFindingsAbout(topology, node.id);
  if (!findings.some(({ finding }) => ofStates.has(finding.code))) return null;
  const vnic = vnicOf(topology, node);
  const states = vnic === null ? null : cableStates(topology, vnic);
  if (states === null || new Set(Object.values(states)).size === 1) return null;
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

const ofStates: ReadonlySet<FindingCode> = new Set([
  'tap-no-bridge',
  'libvirt-record-wrong',
  'live-differs-from-saved',
]);

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
