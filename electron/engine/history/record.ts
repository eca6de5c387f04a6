import { z } from 'zod';
import type { ApplyOutcome, Edit, Persist, StepResult } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';
import type { GuardTerms } from '#shared/guard.ts';
import type { PastPart } from '#shared/history.ts';
import type { Condition } from '#shared/ops/condition.ts';
import { conditionSchema } from '#shared/ops/condition.ts';
import { vnicKeyField } from '#shared/ops/fields.ts';
import { opSchema } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import type { NeededRights } from '#shared/ops/opKind.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { ProcessMark } from '../../hosts/local/processMark.ts';
import type { Anchored, VnicRef } from '../apply/anchored.ts';
import type { UndoRecord } from './undoRecord.ts';

/**
 * The journal of one host, one record a line, in the order in which things happened. A step's start is on disk before
 * its command runs, so that whenever Patchbay dies, what may be under way on the host can be told from the journal.
 */
export type JournalRecord = Begun | StepStarted | StepEnded | Ended;

/** What an applied plan was for. `finish` and `put-back` lead an edit to an end that did not come to one. */
export type JournaledKind = 'edit' | 'undo' | 'redo' | 'finish' | 'put-back';

/** A plan is about to be applied; nothing of it has run. */
export interface Begun {
  readonly is: 'begun';
  /** The plan's id: the other records of the edit have it too. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who wrote it: a process of the machine that the journal is on. */
  readonly by: ProcessMark;
  /** The host's boot, where that is another one than the writer's; absent: the same. */
  readonly hostBoot?: string | undefined;
  readonly kind: JournaledKind;
  /** The entry that this is the undo, redo, finish or putting back of. */
  readonly of: string | null;
  readonly title: string;
  readonly undoTitle: string;
  readonly edit: Edit | null;
  readonly lasts: Persist;
  readonly touches: readonly NodeId[];
  readonly steps: readonly KeptStep[];
  /** As in its plan; absent: one edit. */
  readonly parts?: readonly PastPart[] | undefined;
  /** The host runs its steps in one go and guards it; absent: it does not. */
  readonly guard?: GuardTerms | undefined;
}

/** A step in a form that outlives a restart of its VM. */
export interface KeptStep {
  readonly title: string;
  /** Its command as a person can paste it into a shell, without elevation. */
  readonly command: string;
  readonly rights: NeededRights;
  readonly op: Anchored<Op>;
  readonly inverse: Anchored<Op>;
  readonly expects: readonly Anchored<Condition>[];
}

/** The command of a step is about to run, or (`back`) the one that takes it back. */
export interface StepStarted {
  readonly is: 'step-started';
  readonly id: string;
  readonly at: string;
  readonly step: number;
  readonly back: boolean;
  /** What a read shows when nothing of the step is there. */
  readonly undoneWhen: readonly Anchored<Condition>[];
}

/** The command of a step has ended, and the host was read again. */
export interface StepEnded {
  readonly is: 'step-ended';
  readonly id: string;
  readonly at: string;
  readonly step: number;
  readonly result: StepResult;
}

/** The whole has ended; the latest of several counts. */
export interface Ended {
  readonly is: 'ended';
  readonly id: string;
  readonly at: string;
  readonly outcome: ApplyOutcome;
  readonly message: string;
  readonly advice: string;
  readonly steps: readonly StepResult[];
  /** What undoing and redoing it needs; null where nothing is to be undone. */
  readonly entry: UndoRecord | null;
}

const id = z.string().min(1).max(100);
const at = z.iso.datetime();
const text = z.string().max(200_000);
const count = z.number().int().min(0).max(10_000);
const nodeId = z.string().max(300);
const lasts = z.enum(['now', 'boot', 'both']);

const vnicRef: z.ZodType<VnicRef> = z.strictObject({ domain: text, key: vnicKeyField });
const anchoredOp = z.strictObject({ what: opSchema, behind: vnicRef.nullable() });
const anchoredCondition = z.strictObject({ what: conditionSchema, behind: vnicRef.nullable() });

const guard: z.ZodType<GuardTerms | undefined> = z
  .strictObject({
    seconds: count,
    why: z.array(text),
    probe: z.strictObject({ address: text, link: text }).nullable(),
  })
  .optional();

const stepResult: z.ZodType<StepResult> = z.strictObject({
  title: text,
  command: text,
  outcome: z.enum(['done', 'already-so', 'failed', 'not-run', 'put-back', 'not-put-back', 'unknown']),
  output: text,
  mismatch: text,
});

const begun: z.ZodType<Begun> = z.strictObject({
  is: z.literal('begun'),
  id,
  at,
  by: z.strictObject({ pid: z.number().int().positive(), startTime: text, boot: text }),
  hostBoot: text.optional(),
  kind: z.enum(['edit', 'undo', 'redo', 'finish', 'put-back']),
  of: id.nullable(),
  title: text,
  undoTitle: text,
  edit: editSchema.nullable(),
  lasts,
  touches: z.array(nodeId),
  steps: z.array(
    z.strictObject({
      title: text,
      command: text,
      rights: z.enum(['libvirt', 'net-admin', 'root']),
      op: anchoredOp,
      inverse: anchoredOp,
      expects: z.array(anchoredCondition),
    }),
  ),
  parts: z.array(z.strictObject({ title: text, steps: count })).optional(),
  guard,
});

const stepStarted: z.ZodType<StepStarted> = z.strictObject({
  is: z.literal('step-started'),
  id,
  at,
  step: count,
  back: z.boolean(),
  undoneWhen: z.array(anchoredCondition),
});

const stepEnded: z.ZodType<StepEnded> = z.strictObject({
  is: z.literal('step-ended'),
  id,
  at,
  step: count,
  result: stepResult,
});

const ended: z.ZodType<Ended> = z.strictObject({
  is: z.literal('ended'),
  id,
  at,
  outcome: z.enum(['done', 'put-back', 'half-done', 'cancelled', 'reverted', 'stale', 'refused']),
  message: text,
  advice: text,
  steps: z.array(stepResult),
  entry: z
    .strictObject({
      id,
      title: text,
      undoTitle: text,
      edit: editSchema.nullable(),
      lasts,
      touches: z.array(nodeId),
      inverses: z.array(anchoredOp),
      promises: z.array(anchoredCondition),
      vnic: vnicRef.nullable(),
      guard,
    })
    .nullable(),
});

export const recordSchema: z.ZodType<JournalRecord> = z.union([begun, stepStarted, stepEnded, ended]);
