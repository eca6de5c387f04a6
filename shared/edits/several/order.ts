import type { NodeId } from '#shared/topology/model.ts';
import { phases } from '../editKind.ts';
import { kindOfEdit } from '../kinds.ts';
import type { PlainEdit } from '../model.ts';

/**
 * The places of the edits in the order in which they are safe to do, whatever order they were put together in.
 *
 * Why that is safe: what is made or started comes first, so that nothing is plugged into what is not there yet; what is
 * stopped or deleted comes last, so that nothing is deleted from under what is still plugged into it; and what makes
 * comes in the order in which one may need the other: bridges, networks on them, their start, TAPs plugged into either.
 * Within a phase the order is the user's, as one edit may rest on another: a vNIC is attached, then moved. Where
 * something is made or started again that was deleted or stopped before, the user's order counts from there on: all
 * that was put together before it comes before it.
 */
export function safeOrder(edits: readonly PlainEdit[]): number[] {
  let turn = 0;
  let ended = new Set<NodeId>();
  const ranked = edits.map((edit, index) => {
    const kind = kindOfEdit(edit);
    const phase = phases.indexOf(kind.phase(edit));
    const subject = kind.subject(edit);
    if (phase < plug && ended.has(subject)) {
      turn += 1;
      ended = new Set();
    }
    if (phase > plug) ended.add(subject);
    return { index, turn, phase };
  });
  return ranked
    .toSorted((a, b) => a.turn - b.turn || a.phase - b.phase || a.index - b.index)
    .map(({ index }) => index);
}

const plug = phases.indexOf('plug');
