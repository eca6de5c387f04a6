import type { ApplyOutcome, Persist, PlanPart, StepOutcome, StepResult } from './edits/model.ts';

/** One applied edit, as the history tells of it. */
export interface HistoryRow {
  readonly id: string;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Null while it runs, and where Patchbay exited during it. */
  readonly endedAt: string | null;
  readonly lasts: Persist;
  /** `interrupted`: Patchbay exited during it · `running`: it, or another Patchbay, is at it now */
  readonly outcome: ApplyOutcome | 'interrupted' | 'running';
  /** One plain sentence on what came of it; empty while it runs. */
  readonly message: string;
  readonly advice: string;
  readonly steps: readonly HistoryStep[];
  /** The edits that it was made of, as in its plan; absent: one. */
  readonly parts?: readonly PastPart[];
  /** Whether it can be taken back now. */
  readonly undoable: Possible;
  /** Whether what is missing of it can be done now; null where nothing can be missing. */
  readonly finishable: Possible | null;
}

export type PastPart = Pick<PlanPart, 'title' | 'steps'>;

export type Possible = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** `in-flight`: its command was started, and nobody saw its end. */
export type HistoryStep = Omit<StepResult, 'outcome'> & { readonly outcome: StepOutcome | 'in-flight' };

/** An edit during which Patchbay exited, with what the host shows of it now. */
export interface Interruption {
  readonly id: string;
  readonly title: string;
  /** When it was begun. */
  readonly at: string;
  /** `unseen`: the host could not be read far enough to tell. */
  readonly found: 'done' | 'not-done' | 'between' | 'unseen';
  /** What was in flight and what the host shows, in plain sentences. */
  readonly told: string;
  /** All of it is done, and was to be confirmed under a guard, which is gone: the user decides whether it stays. */
  readonly unconfirmed: boolean;
  /** It can be reverted, and nobody else has changed what that touches: what to do where the user knows no better. */
  readonly revertible: boolean;
}
