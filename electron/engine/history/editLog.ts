import type { Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { ownMark } from '../../hosts/local/processMark.ts';
import { anchored } from '../apply/anchored.ts';
import type { Applied } from '../apply/applySteps.ts';
import { type Attempt, resultOf } from '../apply/attempt.ts';
import type { StepLog } from '../apply/parts.ts';
import type { Intent } from './intent.ts';
import type { JournaledEdits } from './journaledEdits.ts';
import type { JournalRecord } from './record.ts';
import type { UndoRecord } from './undoRecord.ts';

/** Writes one edit into the history while it runs. */
export class EditLog implements StepLog {
  readonly #history: JournaledEdits;
  readonly #before: HostSnapshot;
  readonly #id: string;
  /** Why a record could not be written after its command had run; the next command is not run then. */
  #failure: UserFailure | null = null;

  private constructor(history: JournaledEdits, id: string, before: HostSnapshot) {
    this.#history = history;
    this.#id = id;
    this.#before = before;
  }

  /**
   * Writes down what is about to be done.
   * @param host a read of the moment, and which boot of the host it is of
   * @throws {UserFailure} when that could not be written: nothing may be run then
   */
  static async begin(
    history: JournaledEdits,
    intent: Intent,
    plan: Plan,
    { snapshot: before, boot }: { readonly snapshot: HostSnapshot; readonly boot: string },
  ): Promise<EditLog> {
    const { id, title, undoTitle, edit, lasts, touches } = plan;
    const by = ownMark();
    await history.write({
      is: 'begun',
      id,
      at: now(),
      by,
      ...(boot === by.boot ? {} : { hostBoot: boot }),
      kind: intent.kind,
      of: ofIntent(intent),
      title,
      undoTitle,
      edit,
      lasts,
      touches,
      steps: plan.steps.map((step) => ({
        title: step.title,
        command: shellLine(step.command),
        rights: step.rights,
        op: anchored(step.op, before),
        inverse: anchored(step.inverse, before),
        expects: step.expects.map((each) => anchored(each, before)),
      })),
      parts: plan.parts?.map(({ title, steps }) => ({ title, steps })),
      guard: plan.guard,
    });
    return new EditLog(history, id, before);
  }

  async starting(index: number, { undoneWhen }: Attempt): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    await this.#history.write(this.#started(index, undoneWhen, false));
  }

  async puttingBack(index: number): Promise<void> {
    await this.#try(this.#started(index, [], true));
  }

  async ended(index: number, attempt: Attempt): Promise<void> {
    await this.#try({ is: 'step-ended', id: this.#id, at: now(), step: index, result: resultOf(attempt) });
  }

  /** Ends it. @returns what to add to the result's message when that could not be written; empty otherwise */
  async end({ outcome, message, advice, steps }: Applied, entry: UndoRecord | null): Promise<string> {
    const record = {
      is: 'ended',
      id: this.#id,
      at: now(),
      outcome,
      message,
      advice,
      steps,
      entry,
    } as const satisfies JournalRecord;
    await this.#try(record);
    if (this.#failure === null) return '';
    this.#history.remember(record);
    return ` What came of it is not in the history, though. ${this.#failure.message}`;
  }

  #started(step: number, undoneWhen: Attempt['undoneWhen'], back: boolean): JournalRecord {
    const kept = undoneWhen.map((each) => anchored(each, this.#before));
    return { is: 'step-started', id: this.#id, at: now(), step, back, undoneWhen: kept };
  }

  async #try(record: JournalRecord): Promise<void> {
    try {
      await this.#history.write(record);
    } catch (error) {
      if (!(error instanceof UserFailure)) throw error;
      this.#failure = error;
    }
  }
}

function ofIntent(intent: Intent): string | null {
  return intent.kind === 'edit' ? null : intent.of;
}

function now(): string {
  return new Date().toISOString();
}
