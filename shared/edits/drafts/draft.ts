import type { NodeId } from '#shared/topology/model.ts';
import type { GuardTerms } from '../../guard.ts';
import type { Op } from '../../ops/op.ts';
import type { Refusal } from '../../ops/refusal.ts';
import type { Edit, Persist, PlanPart } from '../model.ts';

/** An edit turned into ops and words: a plan but for its commands. */
export interface EditDraft {
  /** As it was asked for, with everything filled in that was left to Patchbay: planned again, it is the same. */
  readonly edit: Edit;
  readonly title: string;
  readonly effects: readonly string[];
  readonly warnings: readonly string[];
  readonly lasts: Persist;
  readonly persistChoices: readonly Persist[];
  readonly ops: readonly Op[];
  readonly undoTitle: string;
  readonly touches: readonly NodeId[];
  readonly done: string;
  readonly parts?: readonly PlanPart[];
  readonly guard?: GuardTerms;
  /** Why it is to be done under the guard, which the draft itself finds out; absent: its ops alone tell. */
  readonly needsGuard?: Refusal;
}

/** What a repair says of itself; the rest is the same for all. */
export type RepairDraft = Omit<EditDraft, 'edit' | 'persistChoices' | 'touches'>;
