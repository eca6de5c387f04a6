import { graphOf } from '#shared/topology/graph.ts';
import type { LinkNode, Topology, TopologyEdge, TopologyNode, VnicNode } from '#shared/topology/model.ts';
import { explainTapMac, kindWord } from '#shared/topology/words.ts';
import { select, useLook } from '../../stores/look.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ConflictList } from './ConflictList.tsx';
import { EdgeEvidence } from './EdgeEvidence.tsx';
import { FactList } from './FactList.tsx';
import { factsOf } from './facts.ts';
import { lookCommands } from './lookCommands.ts';
import { NodeActions } from './NodeActions.tsx';
import { TrafficFacts } from './TrafficFacts.tsx';
import './inspector.css';

/** Everything about what is selected; nothing while nothing is. */
export function Inspector({ topology }: { readonly topology: Topology }) {
  const selected = useLook((look) => look.selected);
  if (selected === null) return null;
  const node = graphOf(topology).nodes.get(selected);
  if (node !== undefined) return <NodeInspector topology={topology} node={node} />;
  const edge = topology.edges.find(({ id }) => id === selected);
  return edge === undefined ? null : <EdgeInspector topology={topology} edge={edge} />;
}

function NodeInspector({ topology, node }: { readonly topology: Topology; readonly node: TopologyNode }) {
  const edges = edgesToTell(topology, node);
  const conflicts = edges.flatMap((edge) => edge.conflicts);
  const explanation = isLink(node) ? explainTapMac(node, vnicBehind(topology, node)) : null;
  const commands = lookCommands(topology, node);
  return (
    <Frame kind={kindWord(node.kind)} name={titleOf(topology, node)}>
      <NodeActions topology={topology} node={node} />
      <ConflictList conflicts={conflicts} />
      <FactList facts={factsOf(topology, node)} />
      {isLink(node) && <TrafficFacts link={node.name} />}
      {node.kind === 'vnic' && node.tap !== null && <TrafficFacts link={node.tap} />}
      {explanation !== null && (
        <section>
          <h3>Why its MAC differs from the guest’s</h3>
          <p className="explanation">{explanation}</p>
        </section>
      )}
      {edges.length > 0 && (
        <section>
          <h3>How it is known</h3>
          <ul className="evidence">
            {edges.map((edge) => (
              <EdgeEvidence key={edge.id} topology={topology} edge={edge} />
            ))}
          </ul>
        </section>
      )}
      {commands.length > 0 && (
        <section>
          <h3>See for yourself</h3>
          {commands.map((command) => (
            <CommandText key={command.argv.join(' ')} command={command} label="the command" />
          ))}
        </section>
      )}
    </Frame>
  );
}

function EdgeInspector({ topology, edge }: { readonly topology: Topology; readonly edge: TopologyEdge }) {
  const nodes = graphOf(topology).nodes;
  return (
    <Frame
      kind="cable"
      name={`${nodes.get(edge.from)?.name ?? edge.from} → ${nodes.get(edge.to)?.name ?? edge.to}`}
    >
      <ConflictList conflicts={edge.conflicts} />
      <section>
        <h3>How it is known</h3>
        <ul className="evidence">
          <EdgeEvidence topology={topology} edge={edge} />
        </ul>
      </section>
    </Frame>
  );
}

function Frame(props: { readonly kind: string; readonly name: string; readonly children: React.ReactNode }) {
  return (
    <aside className="inspector" aria-label={`About ${props.name}`}>
      <div className="inspector-head">
        <div className="inspector-title">
          <p className="inspector-kind">{props.kind}</p>
          <h2>{props.name}</h2>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => select(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="inspector-body">{props.children}</div>
    </aside>
  );
}

/** The node's own edges; of a vNIC also those of its TAP, as to the user the two are one cable. */
function edgesToTell(topology: Topology, node: TopologyNode): readonly TopologyEdge[] {
  const graph = graphOf(topology);
  const own = [...graph.into(node.id), ...graph.out(node.id)];
  const taps = own.filter(({ kind, from }) => kind === 'backs' && from === node.id);
  return [...own, ...taps.flatMap(({ to }) => graph.out(to))];
}

function titleOf(topology: Topology, node: TopologyNode): string {
  const vm = node.kind === 'vnic' ? graphOf(topology).nodes.get(node.vm) : undefined;
  return vm === undefined ? node.name : `${node.name} of ${vm.name}`;
}

function isLink(node: TopologyNode): node is LinkNode {
  return node.kind !== 'vm' && node.kind !== 'vnic' && node.kind !== 'network';
}

function vnicBehind(topology: Topology, link: LinkNode): VnicNode | null {
  const backs = topology.edges.find(({ kind, to }) => kind === 'backs' && to === link.id);
  const vnic = backs === undefined ? undefined : graphOf(topology).nodes.get(backs.from);
  return vnic?.kind === 'vnic' ? vnic : null;
}
