import { shellLine } from '#shared/edits/shellWords.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isGuest,
  isLink,
  type NodeId,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '#shared/topology/model.ts';
import { explainTapMac, kindWord } from '#shared/topology/words.ts';
import { cableOf } from '../../actions/cable.ts';
import { subjectOf } from '../../actions/nodeActions.ts';
import { useLook } from '../../stores/look.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { Text } from '../../ui/Text.tsx';
import { FindingList } from '../findings/FindingList.tsx';
import { nodeTitle } from '../words/nodeTitle.ts';
import { EdgeEvidence } from './EdgeEvidence.tsx';
import { FactList } from './FactList.tsx';
import { factsOf, nicsOf } from './facts.ts';
import { InspectorFrame } from './InspectorFrame.tsx';
import { vnicBehind } from './linkFacts.ts';
import { lookCommands } from './lookCommands.ts';
import { LearnedMacs } from './macs/LearnedMacs.tsx';
import { NodeActions } from './NodeActions.tsx';
import { Persistence } from './Persistence.tsx';
import { StateList } from './StateList.tsx';
import { TrafficFacts } from './TrafficFacts.tsx';
import { VmNics } from './VmNics.tsx';
import './inspector.css';

/** Everything about what is selected; nothing while nothing is. */
export function Inspector({ topology }: { readonly topology: Topology }) {
  const selected = useLook((look) => look.selected);
  if (selected === null) return null;
  const node = graphOf(topology).nodes.get(selected);
  if (node !== undefined) return <NodeInspector key={selected} topology={topology} node={node} />;
  const edge = topology.edges.find(({ id }) => id === selected);
  return edge === undefined ? null : <EdgeInspector key={selected} topology={topology} edge={edge} />;
}

function NodeInspector({ topology, node }: { readonly topology: Topology; readonly node: TopologyNode }) {
  const edges = edgesToTell(topology, node);
  const explanation = isLink(node) ? explainTapMac(node, vnicBehind(topology, node)) : null;
  const commands = lookCommands(topology, node);
  const facts = factsOf(topology, node);
  const learning = learningOf(topology, node);
  const nics = nicsOf(topology, node.id);
  const told = new Set([node.id, ...facts.flatMap(({ to }) => to ?? []), ...nics.map(({ vnic }) => vnic.id)]);
  return (
    <InspectorFrame kind={kindWord(node.kind)} name={nodeTitle(topology, node.id)}>
      <NodeActions topology={topology} node={node} />
      <FindingList topology={topology} about={node.id} isNamed={!isGuest(node)} />
      <StateList topology={topology} node={node} />
      <VmNics nics={nics} />
      <FactList facts={facts} />
      {isLink(node) && <TrafficFacts link={node.name} />}
      {node.kind === 'vnic' && node.tap !== null && <TrafficFacts link={node.tap} />}
      {explanation !== null && (
        <section>
          <h3>Why its MAC differs from the guest’s</h3>
          <p className="explanation">
            <Text>{explanation}</Text>
          </p>
        </section>
      )}
      {learning !== null && <LearnedMacs topology={topology} {...learning} />}
      {isBridge(node) && <Persistence bridge={node.name} readAt={topology.takenAt} />}
      {commands.length > 0 && (
        <section>
          <h3>Check it yourself</h3>
          {commands.map((command) => (
            <CommandText key={command.argv.join(' ')} line={shellLine(command)} label="the command" />
          ))}
        </section>
      )}
      {edges.length > 0 && (
        <section>
          <h3>How it is known</h3>
          <ul className="evidence">
            {edges.map((edge) => (
              <EdgeEvidence key={edge.id} topology={topology} edge={edge} told={told} />
            ))}
          </ul>
        </section>
      )}
    </InspectorFrame>
  );
}

function EdgeInspector({ topology, edge }: { readonly topology: Topology; readonly edge: TopologyEdge }) {
  const end = subjectOf(topology, edge.id);
  const plugged = end === null || cableOf(topology, end.id) === null ? null : end;
  return (
    <InspectorFrame kind="cable" name={`${nodeTitle(topology, edge.from)} → ${nodeTitle(topology, edge.to)}`}>
      {plugged !== null && <NodeActions topology={topology} node={plugged} />}
      <FindingList topology={topology} about={edge.id} isNamed={false} />
      <section>
        <h3>How it is known</h3>
        <ul className="evidence">
          <EdgeEvidence topology={topology} edge={edge} told={nothingTold} />
        </ul>
      </section>
    </InspectorFrame>
  );
}

const nothingTold: ReadonlySet<NodeId> = new Set();

/** The node's own edges; of a vNIC also those of its TAP, as to the user the two are one cable. */
function edgesToTell(topology: Topology, node: TopologyNode): readonly TopologyEdge[] {
  const graph = graphOf(topology);
  const own = [...graph.into(node.id), ...graph.out(node.id)];
  const taps = own.filter(({ kind, from }) => kind === 'backs' && from === node.id);
  return [...own, ...taps.flatMap(({ to }) => graph.out(to))];
}

/** The bridge that has learned something on the node: itself, or the one that it is a port of; null: it has no bridge. */
function learningOf(topology: Topology, node: TopologyNode): { bridge: string; port: string | null } | null {
  if (isBridge(node)) return { bridge: node.name, port: null };
  const port = graphOf(topology)
    .out(node.id)
    .find(({ kind }) => kind === 'port');
  const master = port === undefined ? undefined : graphOf(topology).nodes.get(port.to);
  const uplinked = graphOf(topology)
    .into(node.id)
    .find(({ kind }) => kind === 'uplink');
  const bridge = master ?? (uplinked === undefined ? undefined : graphOf(topology).nodes.get(uplinked.from));
  return bridge === undefined ? null : { bridge: bridge.name, port: node.name };
}
