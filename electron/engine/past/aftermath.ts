import { type Condition, sourceOf } from '#shared/edits/condition.ts';
import type { Step } from '#shared/edits/model.ts';
import type { Op } from '#shared/edits/op.ts';
import { factsAfter } from '#shared/edits/steps.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { firstMismatch } from '../apply/verify.ts';
import { type Anchored, isAboutStopped, presentName, withoutLost } from '../historyEntry.ts';
import type { PastEdit } from './pastEdit.ts';
import type { KeptStep } from './record.ts';

/**
 * What a read shows of a step of an edit that did not come to its end:
 * - `done`: all of its effect, or that of a later step, which came after it
 * - `not-done`: nothing of it · `not-run`: it was never started
 * - `so`: it was never started, and its effect is there all the same
 * - `unclear`: neither
 * - `moot`: it was about a running VM that has been stopped since
 */
export type Shows = 'done' | 'not-done' | 'not-run' | 'so' | 'unclear' | 'moot';

export interface StepAftermath {
  readonly step: KeptStep;
  readonly shows: Shows;
  /** What the host shows instead of the step's effect, one sentence; empty where it shows that. */
  readonly mismatch: string;
}

/** `unseen`: the host could not be read far enough. */
export type Found = 'done' | 'not-done' | 'between' | 'unseen';

export interface Aftermath {
  readonly found: Found;
  readonly steps: readonly StepAftermath[];
}

/** What the host shows of an edit, step by step; the journal is asked only which commands were started. */
export function aftermathOf(edit: PastEdit, snapshot: HostSnapshot): Aftermath {
  const steps: StepAftermath[] = [];
  let isLaterDone = false;
  for (const [index, step] of [...edit.begun.steps.entries()].reverse()) {
    const seen = look(edit, index, step, isLaterDone, snapshot);
    isLaterDone ||= seen.shows === 'done' && edit.started.has(index);
    steps.unshift({ step, ...seen });
  }
  return { steps, found: isUnseen(edit, snapshot) ? 'unseen' : foundIn(steps) };
}

/** The ops that are still to be done, in their order. */
export function restOf({ steps }: Aftermath, snapshot: HostSnapshot): Op[] {
  const rest: Op[] = [];
  for (const { step, shows } of steps) {
    if (shows === 'done' || shows === 'moot') continue;
    // What is so now may not be so any more by then: a vNIC is taken out first, to be put in again behind another.
    if (shows === 'so' && mismatchOf(step.expects, factsAfter(snapshot, rest)) === '') continue;
    const op = presentName(step.op, snapshot);
    if (op !== null) rest.push(op);
  }
  return rest;
}

/** The ops that take back what was done of it, the latest first. */
export function backOf({ steps }: Aftermath, edit: PastEdit, snapshot: HostSnapshot): Op[] {
  const inverses = [...steps.entries()]
    .reverse()
    .filter(([index, { shows }]) => edit.started.has(index) && (shows === 'done' || shows === 'unclear'))
    .map(([, { step }]) => step.inverse);
  return withoutLost(inverses)
    .map((inverse) => presentName(inverse, snapshot))
    .filter((op) => op !== null);
}

/** The steps under the names that their TAPs have now; those whose TAP is gone are left out. */
export function presentSteps(
  steps: readonly StepAftermath[],
  snapshot: HostSnapshot,
): Pick<Step, 'op' | 'inverse' | 'expects'>[] {
  return steps.flatMap(({ step }) => {
    const op = presentName(step.op, snapshot);
    const inverse = presentName(step.inverse, snapshot);
    if (op === null || inverse === null) return [];
    const expects = step.expects.map((each) => presentName(each, snapshot)).filter((each) => each !== null);
    return [{ op, inverse, expects }];
  });
}

function look(
  edit: PastEdit,
  index: number,
  step: KeptStep,
  isLaterDone: boolean,
  snapshot: HostSnapshot,
): Pick<StepAftermath, 'shows' | 'mismatch'> {
  const started = edit.started.get(index);
  const mismatch = mismatchOf(step.expects, snapshot);
  if (started === undefined) return { shows: mismatch === '' ? 'so' : 'not-run', mismatch };
  if (isAboutStopped(step.op.what, step.op.behind, snapshot)) return { shows: 'moot', mismatch: '' };
  if (mismatch === '' || isLaterDone) return { shows: 'done', mismatch: '' };
  const isUndone = started.undoneWhen.length > 0 && mismatchOf(started.undoneWhen, snapshot) === '';
  return { shows: isUndone ? 'not-done' : 'unclear', mismatch };
}

function mismatchOf(conditions: readonly Anchored<Condition>[], snapshot: HostSnapshot): string {
  for (const condition of conditions) {
    const now = presentName(condition, snapshot);
    const found = now === null ? 'Its TAP is gone.' : firstMismatch([now], snapshot);
    if (found !== '') return found;
  }
  return '';
}

function foundIn(steps: readonly StepAftermath[]): Found {
  const shown = steps.map(({ shows }) => shows).filter((shows) => shows !== 'moot');
  if (!shown.some((shows) => shows === 'done' || shows === 'unclear')) return 'not-done';
  return shown.every((shows) => shows === 'done' || shows === 'so') ? 'done' : 'between';
}

/** Without these facts a condition neither holds nor fails. */
function isUnseen({ begun }: PastEdit, { sources }: HostSnapshot): boolean {
  const needed = new Set(
    begun.steps.flatMap(({ op, expects }): SourceName[] => [
      'ip-link',
      ...(op.behind === null ? [] : (['virsh'] as const)),
      ...expects.map(({ what }) => sourceOf(what)),
    ]),
  );
  return sources.some(({ name, status }) => needed.has(name) && status !== 'ok' && status !== 'partial');
}
