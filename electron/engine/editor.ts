import { randomBytes, randomUUID } from 'node:crypto';
import type { HistoryState } from '#shared/api.ts';
import type { ApplyProgress, ApplyResult, Plan, Planned, Refusal } from '#shared/edits/model.ts';
import { randomMac } from '#shared/edits/randomMac.ts';
import { isRefusal, refuse } from '#shared/edits/refusal.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { applySteps } from './apply/applySteps.ts';
import type { Clock } from './apply/verify.ts';
import { History } from './history.ts';
import { entryOf } from './historyEntry.ts';
import { type Intent, isSamePlan, type KnownPlan, PlanBook } from './planBook.ts';
import { planIntent } from './planIntent.ts';
import type { Rights } from './rights.ts';

/** What editing needs of the engine. */
export interface EditorParts {
  readonly editable: boolean;
  /** The only way to what changes the host; refused while Patchbay is locked. An edit that has it goes on to its end. */
  openRights(): Promise<Rights | Refusal>;
  readonly clock: Clock;
  current(): { readonly snapshot: HostSnapshot; readonly topology: Topology };
  /** Reads what an edit of these domains may have changed, and shows it; the read begins after the call. */
  read(domains: readonly string[]): Promise<HostSnapshot>;
  onHistory(history: HistoryState): void;
}

interface Running {
  readonly planId: string;
  readonly abort: AbortController;
  readonly ended: Promise<ApplyResult>;
}

/** Plans edits of one host and applies them, one at a time; remembers what was done, for undo and redo. */
export class Editor {
  readonly #parts: EditorParts;
  readonly #plans = new PlanBook();
  readonly #history = new History();
  #running: Running | null = null;

  constructor(parts: EditorParts) {
    this.#parts = parts;
  }

  get history(): HistoryState {
    return this.#history.state;
  }

  plan(intent: Intent): Planned {
    return this.#plans.keep(intent, this.#make(intent));
  }

  planUndo(): Planned {
    const entry = this.#history.latestDone;
    return entry === null ? nothingTo('undo') : this.plan({ kind: 'undo', entry });
  }

  planRedo(): Planned {
    const entry = this.#history.latestUndone;
    return entry === null ? nothingTo('do again') : this.plan({ kind: 'redo', entry });
  }

  /** Applies a plan that was handed out before. What the host does never makes it reject. */
  apply(planId: string, onProgress: (progress: ApplyProgress) => void): Promise<ApplyResult> {
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
        nothingRun(planId, 'refused', 'This plan is not known any more.', 'Plan the change again.'),
      );
    }
    const abort = new AbortController();
    const ended = this.#apply(known, abort.signal, onProgress).finally(() => {
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
    { plan, intent }: KnownPlan,
    signal: AbortSignal,
    onProgress: (progress: ApplyProgress) => void,
  ): Promise<ApplyResult> {
    const tell = (stepIndex: number, doing: string, cancellable: boolean, finished = false) => {
      const { id: planId, touches, steps } = plan;
      onProgress({ planId, touches, stepIndex, stepCount: steps.length, doing, cancellable, finished });
    };
    tell(0, 'Reading the host', true);
    try {
      const rights = await this.#parts.openRights();
      if (isRefusal(rights)) {
        this.#plans.keep(intent, { ok: true, plan });
        return nothingRun(plan.id, 'refused', rights.why, rights.advice);
      }
      const domains = domainsOf(plan);
      const before = await this.#parts.read(domains);
      const fresh = this.#make(intent);
      if (!fresh.ok || !isSamePlan(plan, fresh.plan) || this.#isOutOfTurn(intent)) {
        return this.#stale(plan, intent, fresh);
      }
      const applied = await applySteps(
        plan.steps,
        before,
        { rights, clock: this.#parts.clock, read: () => this.#parts.read(domains), tell },
        signal,
      );
      if (applied.outcome === 'done')
        this.#remember(intent, entryOf(plan, applied.done, before, this.#parts.current().snapshot));
      const { outcome, message, advice, steps } = applied;
      return { planId: plan.id, outcome, message, advice, steps, freshPlan: null };
    } finally {
      tell(plan.steps.length - 1, '', false, true);
    }
  }

  #make(intent: Intent): Planned {
    if (!this.#parts.editable) {
      return { ok: false, refusal: refuse('This is a capture of a host: nothing can be changed on it.', '') };
    }
    const { snapshot, topology } = this.#parts.current();
    return planIntent(intent, snapshot, topology, {
      id: randomUUID(),
      randomMac: () => randomMac(() => randomBytes(1)[0] ?? 0),
    });
  }

  /** Only the latest edit can be undone: others may rest on it. */
  #isOutOfTurn(intent: Intent): boolean {
    return (
      (intent.kind === 'undo' && intent.entry !== this.#history.latestDone) ||
      (intent.kind === 'redo' && intent.entry !== this.#history.latestUndone)
    );
  }

  #stale(plan: Plan, intent: Intent, fresh: Planned): ApplyResult {
    const result = nothingRun(
      plan.id,
      'stale',
      'The host has changed since this plan was made; nothing was run.',
      fresh.ok
        ? 'Look at the plan as it would be now.'
        : `${fresh.refusal.why} ${fresh.refusal.advice}`.trimEnd(),
    );
    if (!fresh.ok || this.#isOutOfTurn(intent)) return result;
    this.#plans.keep(intent, fresh);
    return { ...result, freshPlan: fresh.plan };
  }

  #remember(intent: Intent, entry: ReturnType<typeof entryOf>): void {
    if (intent.kind === 'undo') this.#history.undid();
    else if (entry.inverses.length === 0) return;
    else if (intent.kind === 'redo') this.#history.redid(entry);
    else this.#history.applied(entry);
    this.#parts.onHistory(this.#history.state);
  }
}

function domainsOf({ steps }: Plan): string[] {
  return [...new Set(steps.flatMap(({ op }) => ('domain' in op ? [op.domain] : [])))];
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
