import { randomBytes, randomUUID } from 'node:crypto';
import type { Preview } from '#shared/api.ts';
import type { ApplyProgress, ApplyResult, PlainEdit, Plan, Planned } from '#shared/edits/model.ts';
import type { PlanOptions } from '#shared/edits/plan.ts';
import { randomMac } from '#shared/edits/randomMac.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRead, type SourceName, type SourceReport } from '#shared/host/source.ts';
import { sourceOf } from '#shared/ops/condition.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Host, LockOptions } from '../hosts/host.ts';
import { type Applied, applySteps } from './apply/applySteps.ts';
import { focusOf } from './apply/focus.ts';
import type { Clock } from './apply/verify.ts';
import { applyGuarded } from './guard/applyGuarded.ts';
import type { Guards } from './guard/guards.ts';
import { EditLog } from './history/editLog.ts';
import type { Intent } from './history/intent.ts';
import type { JournaledEdits } from './history/journaledEdits.ts';
import { endOther, isOutOfTurn, undoRecordToKeep } from './history/turn.ts';
import { undoRecordOf } from './history/undoRecord.ts';
import { isSamePlan, type KnownPlan, PlanBook } from './planning/planBook.ts';
import { planIntent } from './planning/planIntent.ts';
import { type PreviewBase, previewOf } from './planning/preview.ts';
import type { Focus } from './reader.ts';
import type { Rights } from './rights/rights.ts';

/** What editing needs of the engine. */
export interface EditorParts {
  readonly host: Pick<Host, 'editable' | 'lock' | 'boot'>;
  /** The only way to what changes the host, for one edit; refused while Patchbay is locked. What has it goes on to its end. */
  openRights(): Promise<Rights | Refusal>;
  readonly clock: Clock;
  current(): PreviewBase;
  /** Reads what an edit may have changed, and shows it; the read begins after the call. */
  read(focus: Focus): Promise<HostSnapshot>;
  readonly history: JournaledEdits;
  readonly guards: Guards;
  /** How long a guard waits; null: as its plan says. */
  readonly guardSeconds: number | null;
  /** Something has been begun, done or undone. */
  onHistory(): void;
}

type Tell = (stepIndex: number, doing: string, cancellable: boolean) => void;

interface Running {
  readonly planId: string;
  readonly abort: AbortController;
  readonly ended: Promise<ApplyResult>;
}

/** Plans edits of one host and applies them, one at a time; remembers what was done, for undo and redo. */
export class Editor {
  readonly #parts: EditorParts;
  readonly #plans = new PlanBook();
  readonly #history: JournaledEdits;
  #running: Running | null = null;

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#history = parts.history;
  }

  plan(intent: Intent): Planned {
    return this.#plans.keep(intent, this.#make(intent));
  }

  /** What the host would be with these edits, and their plan, which may be applied as any. */
  preview(edits: readonly PlainEdit[]): Preview {
    const shown = this.#parts.current();
    if (!this.#parts.host.editable) {
      return { planned: uneditable(), refused: null, titles: [], topology: shown.topology };
    }
    const preview = previewOf(edits, shown, planOptions());
    const intent = { kind: 'edit', edit: { kind: 'several', edits } } as const;
    return { ...preview, planned: this.#plans.keepPreview(intent, preview.planned) };
  }

  planUndo(): Planned {
    const entry = this.#history.latestDone;
    return entry === null
      ? nothingTo('undo')
      : this.plan({ kind: 'undo', of: entry.id, entry, which: 'latest' });
  }

  planRedo(): Planned {
    const entry = this.#history.latestUndone;
    return entry === null ? nothingTo('redo') : this.plan({ kind: 'redo', of: entry.id, entry });
  }

  /** Applies a plan that was handed out before. What the host does never makes it reject. */
  apply(
    planId: string,
    onProgress: (progress: ApplyProgress) => void,
    lock: LockOptions,
  ): Promise<ApplyResult> {
    if (this.#running !== null) {
      return Promise.resolve(
        nothingRun(
          planId,
          'refused',
          'Another change is being applied.',
          'Wait until it has ended, or cancel it.',
        ),
      );
    }
    const known = this.#plans.take(planId);
    if (known === null) {
      return Promise.resolve(
        nothingRun(planId, 'refused', 'This plan is no longer available.', 'Plan the change again.'),
      );
    }
    const abort = new AbortController();
    const ended = this.#apply(known, lock, abort.signal, onProgress).finally(() => {
      this.#running = null;
    });
    this.#running = { planId, abort, ended };
    return ended;
  }

  /** Ends the plan that is under way, if it is this one: what it has done is put back. */
  cancel(planId: string): void {
    if (this.#running?.planId === planId) this.#running.abort.abort();
  }

  /** Cancels what is under way; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.ended;
  }

  async #apply(
    known: KnownPlan,
    lock: LockOptions,
    signal: AbortSignal,
    onProgress: (progress: ApplyProgress) => void,
  ): Promise<ApplyResult> {
    const { id: planId, touches, steps } = known.plan;
    const tell = (stepIndex: number, doing: string, cancellable: boolean, finished = false) =>
      onProgress({ planId, touches, stepIndex, stepCount: steps.length, doing, cancellable, finished });
    tell(0, 'Reading the host', true);
    try {
      const rights = await this.#parts.openRights();
      if (isRefusal(rights)) return this.#notYet(known, rights.why, rights.advice);
      const taken = await this.#parts.host.lock.take(lock);
      if (!taken.ok) {
        const refused = this.#notYet(known, taken.message, taken.advice);
        return taken.ignorable ? { ...refused, ignorableLock: true } : refused;
      }
      try {
        return await this.#applyAlone(known, rights, tell, signal);
      } finally {
        rights.close();
        this.#history.running = null;
        await taken.release();
        this.#parts.onHistory();
      }
    } finally {
      tell(steps.length - 1, '', false, true);
    }
  }

  /** While nobody else edits the host. */
  async #applyAlone(known: KnownPlan, rights: Rights, tell: Tell, signal: AbortSignal): Promise<ApplyResult> {
    const { plan, intent } = known;
    await this.#history.load();
    await this.#parts.guards.look();
    const { undecided } = this.#parts.guards;
    if (undecided !== null) {
      return this.#notYet(
        known,
        `“${undecided.title}” is not confirmed yet, and its host may revert it at any moment.`,
        'Confirm or revert the pending change first.',
      );
    }
    const focus = focusOf(plan.steps, this.#parts.current().snapshot);
    let before = await this.#parts.read(focus);
    let stale = this.#staleResult(known);
    if (stale === null && plan.steps.some((step) => step.rights !== 'libvirt')) {
      tell(0, 'Asking for root’s rights', true);
      if (await rights.prepare(signal)) {
        before = await this.#parts.read(focus);
        stale = this.#staleResult(known);
      }
    }
    if (stale !== null) return stale;
    this.#history.running = plan.id;
    const log = await EditLog.begin(this.#history, intent, plan, {
      snapshot: before,
      boot: this.#parts.host.boot,
    }).catch(asUserFailure);
    if (log instanceof UserFailure) return this.#notYet(known, log.message, log.advice);
    this.#parts.onHistory();
    const applied = await this.#run(plan, before, { rights, tell, log }, signal);
    const after = this.#parts.current().snapshot;
    const isDone = applied.outcome === 'done';
    const unkept = await log.end(
      applied,
      isDone ? undoRecordToKeep(intent, undoRecordOf(plan, applied.done, before, after)) : null,
    );
    if (isDone && 'past' in intent) await endOther(intent, this.#history, after);
    if (plan.guard !== undefined) await this.#parts.guards.release(plan.id);
    const { outcome, message, advice, steps } = applied;
    return { planId: plan.id, outcome, message: message + unkept, advice, steps, freshPlan: null };
  }

  #run(
    plan: Plan,
    before: HostSnapshot,
    given: { readonly rights: Rights; readonly tell: Tell; readonly log: EditLog },
    signal: AbortSignal,
  ): Promise<Applied> {
    const { clock, guards, guardSeconds } = this.#parts;
    const focus = focusOf(plan.steps, before);
    const read = () => this.#parts.read(focus);
    const { guard } = plan;
    if (guard === undefined) return applySteps(plan.steps, before, { ...given, clock, read }, signal);
    const terms = guardSeconds === null ? guard : { ...guard, seconds: guardSeconds };
    return applyGuarded(plan, terms, before, { ...given, clock, read, guards }, signal);
  }

  /** Nothing was run, and the plan may be applied all the same once the reason is gone. */
  #notYet({ plan, intent }: KnownPlan, message: string, advice: string): ApplyResult {
    this.#plans.keep(intent, { ok: true, plan });
    return nothingRun(plan.id, 'refused', message, advice);
  }

  #make(intent: Intent): Planned {
    if (!this.#parts.host.editable) return uneditable();
    const { snapshot, topology } = this.#parts.current();
    // Something may have come to it since it was chosen.
    const known = 'past' in intent ? this.#history.find(intent.of) : null;
    const present = 'past' in intent && known !== null ? { ...intent, past: known } : intent;
    return planIntent(present, snapshot, topology, planOptions());
  }

  /** A source that the plan rests on and that could not be read: nothing shows then whether the host has changed. */
  #silentSource({ steps }: Plan): SourceReport | null {
    const needed = new Set<SourceName>(
      steps.flatMap(({ expects, rights }) => [
        ...expects.map(sourceOf),
        ...(rights === 'libvirt' ? (['virsh'] as const) : []),
      ]),
    );
    const { sources } = this.#parts.current().snapshot;
    return sources.find((report) => needed.has(report.name) && !isRead(report)) ?? null;
  }

  /** Why a plan does not fit on what was just read; null: it does. */
  #staleResult({ plan, intent }: KnownPlan): ApplyResult | null {
    const fresh = this.#make(intent);
    if (fresh.ok && isSamePlan(plan, fresh.plan) && !isOutOfTurn(intent, this.#history)) return null;
    const silent = this.#silentSource(plan);
    if (silent !== null) {
      const { message, advice } = silent;
      return this.#notYet({ plan, intent }, `${message} Nothing was run.`.trimStart(), advice);
    }
    const result = nothingRun(
      plan.id,
      'stale',
      'The host has changed since this plan was made; nothing was run.',
      fresh.ok ? 'Review the updated plan.' : `${fresh.refusal.why} ${fresh.refusal.advice}`.trimEnd(),
    );
    if (!fresh.ok || isOutOfTurn(intent, this.#history)) return result;
    this.#plans.keep(intent, fresh);
    return { ...result, freshPlan: fresh.plan };
  }
}

function planOptions(): PlanOptions {
  return {
    id: randomUUID(),
    randomMac: () => randomMac(() => randomBytes(1)[0] ?? 0),
    randomUuid: randomUUID,
  };
}

function uneditable(): Planned {
  return { ok: false, refusal: refuse('This is a capture of a host: nothing can be changed on it.', '') };
}

function asUserFailure(error: unknown): UserFailure {
  if (error instanceof UserFailure) return error;
  throw error;
}

function nothingTo(what: string): Planned {
  return { ok: false, refusal: refuse(`There is nothing to ${what}.`, '') };
}

function nothingRun(
  planId: string,
  outcome: 'stale' | 'refused',
  message: string,
  advice: string,
): ApplyResult {
  return { planId, outcome, message, advice, steps: [], freshPlan: null };
}
