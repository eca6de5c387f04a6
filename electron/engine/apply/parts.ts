import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Rights } from '../rights/rights.ts';
import type { Attempt } from './attempt.ts';
import type { Clock } from './verify.ts';

/** What applying needs of the engine. */
export interface ApplyParts {
  readonly rights: Pick<Rights, 'run'>;
  readonly clock: Clock;
  /** A read that begins after the call. */
  read(): Promise<HostSnapshot>;
  /** Tells what is being done, for the user. */
  tell(stepIndex: number, doing: string, cancellable: boolean): void;
  /** Absent: nothing is kept of it. */
  readonly log?: StepLog;
}

/** What is written down of a plan while it runs, so that whatever happens to Patchbay, it can be told afterwards. */
export interface StepLog {
  /** The step's command is about to run. @throws {UserFailure} when that could not be written: it must not run then */
  starting(index: number, attempt: Attempt): Promise<void>;
  /** What the step did is about to be taken back. Never rejects: putting back comes before writing. */
  puttingBack(index: number): Promise<void>;
  /** The host was read again after the step, or it was so already. Never rejects. */
  ended(index: number, attempt: Attempt): Promise<void>;
}
