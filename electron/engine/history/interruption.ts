import type { Interruption } from '#shared/history.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type Aftermath, aftermathOf, isAsBefore, type Shows, type StepAftermath } from './aftermath.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import { planPutBack } from './planUnfinished.ts';

/** What was in flight when Patchbay exited, and what the host shows of it now. */
export function interruptionOf(
  edit: JournaledEdit,
  snapshot: HostSnapshot,
  topology: Topology,
): Interruption {
  const { id, title, at, guard } = edit.begun;
  const aftermath = aftermathOf(edit, snapshot);
  const { found, steps } = aftermath;
  const unconfirmed = guard !== undefined && found === 'done';
  const isInPart = (found === 'between' || unconfirmed) && steps.every(({ shows }) => shows !== 'unclear');
  return {
    id,
    title,
    at,
    found,
    told: wordsOf(edit, aftermath),
    unconfirmed,
    revertible: isInPart && planPutBack(edit, snapshot, topology, { id }).ok,
  };
}

/** The same in plain sentences. */
export function interruptionWords(edit: JournaledEdit, snapshot: HostSnapshot): string {
  return wordsOf(edit, aftermathOf(edit, snapshot));
}

function wordsOf(edit: JournaledEdit, aftermath: Aftermath): string {
  const { title, guard } = edit.begun;
  const doing = edit.wentBack ? 'reverting' : 'applying';
  return `Patchbay exited while ${doing} “${title}”. ${guard === undefined ? inFlight(edit) : unguarded(edit)}${shown(aftermath)}`;
}

/** Which command nobody saw the end of. */
function inFlight({ begun, started, results, wentBack }: JournaledEdit): string {
  if (wentBack) return '';
  const last = Math.max(-1, ...started.keys());
  const step = begun.steps[last];
  if (step === undefined) return 'None of its commands had been started. ';
  const count = begun.steps.length === 1 ? '' : ` (${last + 1} of ${begun.steps.length})`;
  return results.has(last)
    ? `The last command that had ended was “${step.title}”${count}. `
    : `The command in flight was “${step.title}”${count}. `;
}

/** Where its guard is still at it, that tells of it, and this does not. */
function unguarded({ started, wentBack }: JournaledEdit): string {
  if (wentBack) return '';
  if (started.size === 0) return 'None of its commands had been started. ';
  return 'Nobody confirmed it, and its guard is gone: it was killed, or the host was restarted. ';
}

function shown({ found, steps }: Aftermath): string {
  const told = steps.map(stepWords).filter(Boolean).join(' ');
  switch (found) {
    case 'unseen':
      return 'What the host shows of it can’t be read yet.';
    case 'done':
      return 'The host shows all of it as done.';
    case 'not-done':
      return isAsBefore(steps)
        ? 'The host is as it was before this edit.'
        : `Nothing of this is left on the host. ${told}`.trimEnd();
    case 'between':
      return `The host shows a part of it. ${told}`;
  }
}

function stepWords(step: StepAftermath, _: number, all: readonly StepAftermath[]): string {
  const words = stepEnds[step.shows](step);
  const isPlain = step.shows === 'not-done' || step.shows === 'not-run';
  // Of an edit of which nothing is left, only what is not as before is worth telling.
  const isNothing = all.every(({ shows }) => shows !== 'done' && shows !== 'unclear');
  return words === '' || (isNothing && isPlain) ? '' : `“${step.step.title}”: ${words}`;
}

const stepEnds: { readonly [S in Shows]: (step: StepAftermath) => string } = {
  done: () => 'done.',
  so: () => 'already set.',
  'not-done': () => 'not done.',
  'not-run': () => 'not done.',
  unclear: ({ mismatch }) => `neither done nor as before. ${mismatch}`,
  moot: () => '',
  gone: ({ mismatch }) => `what it changed has gone from the host. ${mismatch}`.trimEnd(),
};
