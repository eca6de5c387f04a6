import { isPartFresh, wasRead } from '#shared/host/freshness.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { type Condition, holds } from '#shared/ops/condition.ts';
import type { Op } from '#shared/ops/op.ts';
import type { Step } from '#shared/ops/step.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { type Anchored, isAboutStopped, presentName } from '../apply/anchored.ts';
import { firstMismatch, isUnseen } from '../apply/verify.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import type { KeptStep } from './record.ts';
import { isGone } from './subject.ts';
import { withoutLost } from './undoRecord.ts';

/**
 * What a read shows of a step of an edit that did not come to its end:
 * - `done`: all of its effect, but for what a later step has changed again
 * - `not-done`: nothing of it · `not-run`: it was never started
 * - `so`: it was never started, and its effect is there all the same
 * - `unclear`: neither
 * - `moot`: it was about a running VM that has been stopped since
 * - `gone`: the link, VM or network that it was about has gone from the host since, and its effect with that
 */
export type Shows = 'done' | 'not-done' | 'not-run' | 'so' | 'unclear' | 'moot' | 'gone';

export interface StepAftermath {
  readonly step: KeptStep;
  readonly shows: Shows;
  /** What the host shows instead of the step's effect, one sentence; empty where it shows that. */
  readonly mismatch: string;
}

/** `unseen`: the host could not be read far enough. */
export type Found = 'done' | 'not-done' | 'between' | 'unseen';

export interface Aftermath {
  /** `not-done`: nothing is left of it. */
  readonly found: Found;
  readonly steps: readonly StepAftermath[];
}

/** What the host shows of an edit, step by step; the journal is asked only which commands were started. */
export function aftermathOf(edit: JournaledEdit, snapshot: HostSnapshot): Aftermath {
  const steps: StepAftermath[] = [];
  let later: Later = { ops: [], before: snapshot };
  for (const [index, step] of [...edit.begun.steps.entries()].reverse()) {
    const seen = look(edit, index, step, later, snapshot);
    if (seen.shows === 'done') later = withStep(later, step, snapshot);
    steps.unshift({ step, ...seen });
  }
  return { steps, found: isDark(edit, snapshot) ? 'unseen' : foundIn(steps) };
}

/** What came after a step, as far as the host shows it. */
interface Later {
  readonly ops: readonly Op[];
  /** The host as it was before these ops. */
  readonly before: HostSnapshot;
}

function withStep(later: Later, step: KeptStep, snapshot: HostSnapshot): Later {
  const op = presentName(step.op, snapshot);
  const inverse = presentName(step.inverse, snapshot);
  if (op === null || inverse === null) return later;
  return { ops: [op, ...later.ops], before: factsAfter(later.before, [inverse]) };
}

/** Of an edit of which nothing is left: whether the host is as it was, and nothing that it changed has gone or stopped. */
export function isAsBefore(steps: readonly StepAftermath[]): boolean {
  return steps.every(({ shows }) => shows !== 'gone' && shows !== 'moot');
}

/** The ops that are still to be done, in their order. */
export function restOf({ steps }: Aftermath, snapshot: HostSnapshot): Op[] {
  const rest: Op[] = [];
  for (const { step, shows } of steps) {
    if (shows === 'done' || shows === 'moot' || shows === 'gone') continue;
    // What is so now may not be so any more by then: a vNIC is taken out first, to be put in again behind another.
    if (shows === 'so' && mismatchOf(step.expects, factsAfter(snapshot, rest)) === '') continue;
    const op = presentName(step.op, snapshot);
    if (op !== null) rest.push(op);
  }
  return rest;
}

/** The ops that take back what was done of it, the latest first. */
export function backOf({ steps }: Aftermath, edit: JournaledEdit, snapshot: HostSnapshot): Op[] {
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
  edit: JournaledEdit,
  index: number,
  step: KeptStep,
  later: Later,
  snapshot: HostSnapshot,
): Pick<StepAftermath, 'shows' | 'mismatch'> {
  const started = edit.started.get(index);
  const isMoot = isAboutStopped(step.op.what, step.op.behind, snapshot);
  // Of a VM that was saved, the vNICs can be seen in its image, and where their TAPs were can't.
  const isLeft = ({ what, behind }: Anchored<Condition>) => isMoot || !isAboutStopped(what, behind, snapshot);
  const mismatch = mismatchOf(step.expects.filter(isLeft), snapshot, (condition) =>
    isOvertaken(condition, step, later, snapshot),
  );
  if (started === undefined) return { shows: mismatch === '' ? 'so' : 'not-run', mismatch };
  if (isMoot) return { shows: 'moot', mismatch: '' };
  if (isGone(step.op, later.before)) {
    const earlier = edit.begun.steps.slice(0, index).map(({ op }) => op.what);
    // What the edit has made itself was not there before it.
    const isOwn = !isGone(step.op, factsAfter(snapshot, earlier));
    return { shows: isOwn ? 'not-done' : 'gone', mismatch };
  }
  if (mismatch === '') return { shows: 'done', mismatch };
  const isUndone =
    started.undoneWhen.length > 0 && mismatchOf(started.undoneWhen.filter(isLeft), snapshot) === '';
  return { shows: isUndone ? 'not-done' : 'unclear', mismatch };
}

/** True where the step had done this, and a later one has changed it again: a TAP is freed, then plugged. */
function isOvertaken(
  condition: Condition,
  step: KeptStep,
  { ops, before }: Later,
  snapshot: HostSnapshot,
): boolean {
  const op = presentName(step.op, snapshot);
  if (op === null || ops.length === 0) return false;
  // What a later step has deleted is there only in the facts before it.
  return [snapshot, before].some((facts) => {
    const made = factsAfter(facts, [op]);
    return holds(condition, made) && !holds(condition, factsAfter(made, ops));
  });
}

/** @param isExcused for what need not hold any more */
function mismatchOf(
  conditions: readonly Anchored<Condition>[],
  snapshot: HostSnapshot,
  isExcused: (condition: Condition) => boolean = () => false,
): string {
  for (const condition of conditions) {
    const now = presentName(condition, snapshot);
    const found = now === null ? 'Its TAP is gone.' : firstMismatch([now], snapshot);
    if (found !== '' && (now === null || !isExcused(now))) return found;
  }
  return '';
}

function foundIn(steps: readonly StepAftermath[]): Found {
  const shown = steps.map(({ shows }) => shows).filter((shows) => shows !== 'moot' && shows !== 'gone');
  if (!shown.some((shows) => shows === 'done' || shows === 'unclear')) return 'not-done';
  return shown.every((shows) => shows === 'done' || shows === 'so') ? 'done' : 'between';
}

/** Without these facts a condition neither holds nor fails. */
function isDark({ begun, started }: JournaledEdit, snapshot: HostSnapshot): boolean {
  const { sources } = snapshot;
  const isBehindVnic = begun.steps.some(({ op }) => op.behind !== null);
  const needed: readonly SourceName[] = ['ip-link', ...(isBehindVnic ? (['virsh'] as const) : [])];
  if (!needed.every((name) => wasRead(sources, name))) return true;
  const undone = [...started.values()].flatMap(({ undoneWhen }) => undoneWhen);
  return [...begun.steps.flatMap(({ expects }) => expects), ...undone].some(
    (condition) =>
      !isAboutStopped(condition.what, condition.behind, snapshot) && isUnseenNow(condition, snapshot),
  );
}

/** Its vNIC's TAP has a name only where the vNIC itself can be read. */
function isUnseenNow(condition: Anchored<Condition>, snapshot: HostSnapshot): boolean {
  const { behind } = condition;
  const isBlind =
    behind !== null && !isPartFresh(snapshot.sources, { of: 'domain', uuid: behind.domain, side: 'live' });
  const now = presentName(condition, snapshot);
  return isBlind || (now !== null && isUnseen([now], snapshot));
}
