import { useEffect, useRef } from 'react';
import type { Hop, HopVerdict, Walk } from '#shared/explain/walk.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { subjectOf } from '../../actions/nodeActions.ts';
import { show, stepWalk, useLook } from '../../stores/look.ts';
import { useStaging } from '../../stores/staging.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { Repairs } from '../findings/Repairs.tsx';
import { InspectorFrame } from '../inspector/InspectorFrame.tsx';
import { nodeTitle } from '../words/nodeTitle.ts';
import { useWalk } from './useWalk.ts';
import './walk.css';

/** The way of a vNIC’s packets, hop by hop, to the first that is broken. */
export function WalkPanel({ vnic, topology }: { readonly vnic: NodeId; readonly topology: Topology }) {
  const answer = useWalk(vnic);
  useFocusBack(vnic);
  return (
    <InspectorFrame kind="Why has it no network?" name={nodeTitle(topology, vnic)}>
      {answer === null ? (
        <p className="walk-note">Looking…</p>
      ) : 'failure' in answer ? (
        <p className="walk-note" role="alert">
          <Prose text={`${answer.failure.message} ${answer.failure.advice}`.trim()} />
        </p>
      ) : answer.walk === null ? (
        <p className="walk-note">This vNIC is no longer on the host.</p>
      ) : (
        <Hops walk={answer.walk} topology={topology} />
      )}
    </InspectorFrame>
  );
}

function Hops({ walk, topology }: { readonly walk: Walk; readonly topology: Topology }) {
  const list = useRef<HTMLOListElement>(null);
  const at = useLook((look) => look.walk?.at ?? null);
  const isPlanned = useStaging(({ preview }) => preview !== null);
  const end = walk.stop ?? walk.hops.length - 1;
  const current = Math.min(at ?? end, walk.hops.length - 1);
  /** Where the last answer ended: who stands there goes on to where the next one ends. */
  const ended = useRef<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another answer leads elsewhere
  useEffect(() => {
    const isFirst = ended.current === null;
    const next = isFirst || current === ended.current ? end : current;
    ended.current = end;
    stepTo(walk, next, topology);
    if (isFirst) list.current?.querySelectorAll('button')[next]?.focus();
  }, [walk]);

  return (
    <>
      <ol ref={list} className="walk" onKeyDown={focusByArrows} aria-label="Hops, from the guest outwards">
        {walk.hops.map((hop, index) => (
          <li key={keyOf(walk, index)} data-verdict={hop.verdict}>
            <button
              type="button"
              className="walk-hop"
              aria-current={index === current ? 'step' : undefined}
              tabIndex={index === current ? 0 : -1}
              onFocus={() => stepTo(walk, index, topology)}
              onClick={() => stepTo(walk, index, topology)}
            >
              <VerdictMark verdict={hop.verdict} />
              <span className="walk-words">
                <span className="walk-place mono">
                  <Text>{placeWords(topology, hop)}</Text>
                </span>
                <span className="walk-say">
                  <Prose text={hop.say} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <section className="walk-verdict" data-outcome={walk.outcome} aria-label="What it comes to">
        <p role="status">
          <Prose text={walk.verdict} />
        </p>
        {isPlanned ? (
          <p className="walk-note">This is the host as it is now, without the planned changes.</p>
        ) : (
          <Repairs repairs={walk.repairs} about={walk.verdict} />
        )}
      </section>
    </>
  );
}

const MARKS: { readonly [V in HopVerdict]: readonly [IconName, string] } = {
  ok: ['check', 'OK'],
  broken: ['error', 'Broken'],
  unknown: ['unknown', 'Not known'],
};

function VerdictMark({ verdict }: { readonly verdict: HopVerdict }) {
  const [icon, word] = MARKS[verdict];
  return (
    <span className="walk-mark">
      <Icon name={icon} />
      <span className="visually-hidden">{word}:</span>
    </span>
  );
}

/** Selects what a hop is about, and lights the way to it. */
function stepTo(walk: Walk, at: number, topology: Topology): void {
  const hop = walk.hops[at];
  // It was closed meanwhile.
  if (hop === undefined || useLook.getState().walk?.vnic !== walk.vnic) return;
  const ids = walk.hops.slice(0, at + 1).map(placeOf);
  const title = `The way of ${walk.name}`;
  stepWalk({ vnic: walk.vnic, at }, placeOf(hop), { title, ids: [...ids, walk.vnic], withPaths: false });
  const node = subjectOf(topology, placeOf(hop));
  if (node !== null) show(node.id);
}

function placeOf(hop: Hop): string {
  return 'node' in hop ? hop.node : hop.edge;
}

/** Two hops may be about one thing. */
function keyOf({ hops }: Walk, index: number): string {
  const hop = hops[index];
  if (hop === undefined) return '';
  const same = hops.slice(0, index).filter((one) => one.step === hop.step && placeOf(one) === placeOf(hop));
  return `${hop.step} ${placeOf(hop)} ${same.length}`;
}

function placeWords(topology: Topology, hop: Hop): string {
  const { nodes } = graphOf(topology);
  if ('node' in hop) return nodes.get(hop.node)?.name ?? hop.node;
  const edge = topology.edges.find(({ id }) => id === hop.edge);
  if (edge === undefined) return hop.edge;
  return `${nodes.get(edge.from)?.name ?? edge.from} → ${nodes.get(edge.to)?.name ?? edge.to}`;
}

/** When it closes, the focus goes back to where it was, else to the vNIC. */
function useFocusBack(vnic: NodeId): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // Elsewhere already: a click has closed it.
      if (document.activeElement !== document.body && document.activeElement !== null) return;
      const own = document.querySelector<HTMLElement>(`.panel [data-stop="${CSS.escape(vnic)}"]`);
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
      else own?.focus();
    };
  }, [vnic]);
}
