import type { Command } from '#shared/host/command.ts';
import type { Condition } from './condition.ts';
import type { Op } from './op.ts';
import type { NeededRights } from './opKind.ts';

/** One command of a plan, with what must be true after it and how to put it back. */
export interface Step {
  /** What it does, in plain words, one line. */
  readonly title: string;
  readonly op: Op;
  readonly command: Command;
  readonly rights: NeededRights;
  readonly timeoutMs: number;
  /** What a fresh read must show afterwards; that, and no exit code, is success. */
  readonly expects: readonly Condition[];
  /** How long a fresh read may take to show it. */
  readonly settleMs: number;
  /** Said while waiting for `expects`: "waiting for the guest to release the vNIC". */
  readonly waitingFor: string;
  /** Puts the host back as it was before this step. */
  readonly inverse: Op;
  /** The inverse as commands, in their order, on the facts of the plan: shown as the undo. */
  readonly inverseCommands: readonly Command[];
}
