import type { StepOutcome, StepResult } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, holds } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Step } from '#shared/ops/step.ts';
import type { Ran } from '../rights/rights.ts';
import { deviceOf } from './device.ts';

/** A step on its way. */
export interface Attempt {
  readonly step: Step;
  /** What a read shows when nothing of the step is there, as before it. */
  readonly undoneWhen: readonly Condition[];
  /** The kernel's index of the link that it works on; null: it is about none, or makes it. */
  device: number | null;
  outcome: StepOutcome;
  /** How its command ended; null: it was not run. */
  ran: Ran | null;
  mismatch: string;
}

const MAX_OUTPUT = 4000;

/** @param facts as they are before the step; null for a step that is never reached */
export function attemptAt(step: Step, facts: HostSnapshot | null): Attempt {
  const undoneWhen =
    facts === null
      ? []
      : kindOf(step.inverse)
          .expects(step.inverse, kindOf(step.op).after(step.op, facts))
          // No undo can be asked for more than there was: a vNIC whose TAP had vanished was on no bridge.
          .filter((condition) => holds(condition, facts));
  const device = facts === null ? null : deviceOf(step.op, facts);
  return { step, undoneWhen, device, outcome: 'not-run', ran: null, mismatch: '' };
}

/** True where its command failed and can have changed nothing. */
export function hasFailedWhole({ step, ran }: Attempt): boolean {
  if (ran?.kind !== 'ran' || ran.outcome.kind !== 'exited' || ran.outcome.exitCode === 0) return false;
  return kindOf(step.op).failsWhole === true;
}

/** What the user is told of it. */
export function resultOf({ step, outcome, ran, mismatch }: Attempt): StepResult {
  return {
    title: step.title,
    command: shellLine(ran?.command ?? step.command) + elevationOf(ran),
    outcome,
    output: outputOf(ran).slice(0, MAX_OUTPUT),
    mismatch,
  };
}

/** As a comment of the shell: what is copied from here does the same for whoever has the rights. */
function elevationOf(ran: Ran | null): string {
  return ran?.kind === 'ran' && ran.elevation !== undefined ? `  # as root, through ${ran.elevation}` : '';
}

function outputOf(ran: Ran | null): string {
  if (ran === null) return '';
  if (ran.kind === 'refused') return ran.message;
  if (ran.kind === 'dismissed') return 'The prompt was closed.';
  const { outcome } = ran;
  switch (outcome.kind) {
    case 'exited':
    case 'timed-out':
      return [outcome.stdout, outcome.stderr]
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .join('\n');
    case 'failed':
    case 'denied':
      return outcome.message;
    default:
      return '';
  }
}
