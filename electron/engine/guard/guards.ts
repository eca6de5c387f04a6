import type { GuardAnswer } from '#shared/api.ts';
import { type GuardState, type HostGuardPhase, isUndecided } from '#shared/guard.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import type { Host } from '../../hosts/host.ts';
import type { Clock } from '../apply/verify.ts';
import type { Ran, Rights } from '../rights/rights.ts';
import { answerOf, noSuchGuard, unseenYet } from './guardAnswer.ts';
import type { GuardBook } from './guardBook.ts';
import { formsOf, type GuardCall, type GuardOrder, listCommand } from './guardCall.ts';
import { type ListedGuard, parseGuardList } from './guardList.ts';
import { type Check, stateOf } from './guardWords.ts';

export interface GuardsParts {
  readonly host: Pick<Host, 'run' | 'guard'>;
  readonly clock: Clock;
  /** What the history knows of guarded edits. */
  readonly book: Pick<GuardBook, 'standing' | 'isInPart' | 'close'>;
  /** Rights of its own, which the lock does not withhold: a guarded edit was begun unlocked, and is led to its end. */
  rights(): Rights;
  onStates(states: readonly GuardState[]): void;
}

const APPLYING_MS = 150;
const WAITING_MS = 1000;
/** Between two looks for what others have begun. */
const IDLE_MS = 3000;
/** A busy host may answer late. One that an edit has cut off answers when its guard has reverted that, or later. */
const MUTE_MS = 120_000;
const LIST_LIMITS = { timeoutMs: 10_000, maxBytes: 1 << 20 };
/** Longer than the guard itself tries to take an edit back. */
const CALL_LIMITS = { timeoutMs: 90_000 };

/** The guarded edits of one host that are not settled yet: of this Patchbay, of those before it and beside it. */
export class Guards {
  readonly #parts: GuardsParts;
  readonly #shown = new Map<string, ListedGuard>();
  readonly #settled = new Set<string>();
  /** Of those that were confirmed: what the host showed instead after that. */
  readonly #checks = new Map<string, readonly string[]>();
  /** The edit that this Patchbay is at, and the rights that it was begun with. */
  #own: {
    readonly id: string;
    readonly seconds: number;
    readonly rights: Rights;
    readonly isSeen: boolean;
  } | null = null;
  /** The helper answers one request at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #looking: Promise<boolean> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #following: Promise<void> | null = null;
  readonly #ending = new AbortController();
  #told = '[]';

  constructor(parts: GuardsParts) {
    this.#parts = parts;
  }

  /** As they were last read; the latest last. */
  get states(): readonly GuardState[] {
    return [...this.#shown.values()]
      .filter(({ id }) => !this.#settled.has(id))
      .map((guard) => stateOf(guard, this.#checkOf(guard)))
      .filter(({ id, phase }) => phase !== 'kept-in-part' || this.#parts.book.isInPart(id));
  }

  /** A read has shown all of the edit that this Patchbay is at: from here on it may be confirmed. */
  seen(): void {
    if (this.#own !== null) this.#own = { ...this.#own, isSeen: true };
    this.#tell();
  }

  /** A read after the user's word has shown this instead of the edit, a sentence each; nothing: all of it is there. */
  checked(id: string, differs: readonly string[]): void {
    this.#checks.set(id, differs);
    this.#tell();
  }

  /** Starts an edit on its host, under its guard; its rights are kept for what comes of it until `release`. */
  arm(order: GuardOrder, rights: Rights, signal: AbortSignal): Promise<Ran | null> {
    this.#own = { id: order.id, seconds: order.seconds, rights, isSeen: false };
    return this.#call({ kind: 'arm', ...order }, signal);
  }

  /** The edit has come to its end and is in the history: the host need not tell of it any more. */
  async release(id: string): Promise<void> {
    const shown = this.#shown.get(id);
    if (shown !== undefined && !isUndecided(shown.phase)) await this.#call({ kind: 'forget', id });
    this.#own = null;
    if (this.#settled.has(id)) this.#shown.delete(id);
  }

  /** Resolves with the edit as soon as it is in none of these phases; null when the host does not know it, or is mute. */
  async finished(id: string, phases: readonly HostGuardPhase[]): Promise<ListedGuard | null> {
    const { clock } = this.#parts;
    for (let heardAt = clock.now(); clock.now() - heardAt < MUTE_MS + this.#secondsOf(id) * 1000; ) {
      const isTold = await this.look();
      const guard = this.#shown.get(id) ?? null;
      if (isTold && (guard === null || !phases.includes(guard.phase))) return guard;
      if (isTold) heardAt = clock.now();
      await this.#pause();
    }
    return null;
  }

  /** An edit that is still to be decided, here or by another Patchbay; null: none. */
  get undecided(): GuardState | null {
    return this.states.find(({ phase }) => isUndecided(phase)) ?? null;
  }

  /** The user has seen that the host is still reached. */
  async keep(id: string): Promise<GuardAnswer> {
    return this.states.some((each) => each.id === id && each.phase === 'checking')
      ? unseenYet
      : this.#answered('keep', id);
  }

  /** Takes it back at once, or begins it again where the process that guards it is gone. */
  revert(id: string): Promise<GuardAnswer> {
    return this.#answered('revert', id);
  }

  /** The user has read what became of it. */
  async settle(id: string): Promise<void> {
    const shown = this.#shown.get(id);
    if (shown === undefined || isUndecided(shown.phase)) return;
    this.#settled.add(id);
    this.#tell();
    // The user may have read it before the edit itself has: that still needs to know, and then has it forgotten.
    if (this.#own?.id === id) return;
    this.#shown.delete(id);
    const rights = this.#parts.rights();
    // What the host still knows of it is in nobody's way, and no reason to ask for a password.
    if (await rights.isRoot()) await this.#call({ kind: 'forget', id });
  }

  /** Looks for guarded edits, which other Patchbays may have begun or left behind; follows them while any is undecided. */
  lookNow(): void {
    if (this.#following !== null || this.#parts.clock.now() - this.#lookedAt < IDLE_MS) return;
    void this.look();
  }

  /** Reads what the host tells of all of them; false where it can't. */
  look(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Ends the following; the host's own guards go on. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#following;
    await this.#looking;
  }

  async #look(): Promise<boolean> {
    const { host } = this.#parts;
    if (host.guard === null) return false;
    const outcome = await host.run(listCommand(host.guard), LIST_LIMITS);
    this.#lookedAt = this.#parts.clock.now();
    const listed =
      outcome.kind === 'exited' && outcome.exitCode === 0 ? parseGuardList(outcome.stdout) : null;
    if (listed === null) return false;
    for (const guard of listed) await this.#take(guard);
    for (const [id, guard] of this.#shown) {
      // Another Patchbay has led it to its end and taken it away.
      if ((isUndecided(guard.phase) || guard.phase === 'gone') && !listed.some((each) => each.id === id))
        this.#shown.delete(id);
    }
    this.#tell();
    if (this.undecided !== null && this.#own === null) this.#following ??= this.#follow();
    return true;
  }

  async #take(guard: ListedGuard): Promise<void> {
    if (this.#settled.has(guard.id) && this.#own?.id !== guard.id) return;
    const standing = this.#parts.book.standing(guard.id);
    const isOver = !isUndecided(guard.phase);
    if (standing === 'interrupted' && isOver) {
      // Of one whose guard is gone the history tells more than the guard can.
      if (guard.phase === 'gone') this.#shown.delete(guard.id);
      else {
        const differs = await this.#parts.book.close(guard);
        if (differs === null) return;
        this.#checks.set(guard.id, differs);
        this.#shown.set(guard.id, guard);
      }
      return;
    }
    // Of what has ended, and is in the history, the user has been told; of another user's, nobody may have been.
    const isNews = this.#shown.has(guard.id) || (guard.phase === 'gone' && standing === 'unknown');
    if (!isOver || standing === 'running' || isNews) this.#shown.set(guard.id, guard);
  }

  /** What it was armed with; 0 where that isn’t known. */
  #secondsOf(id: string): number {
    return this.#own?.id === id ? this.#own.seconds : (this.#shown.get(id)?.seconds ?? 0);
  }

  #checkOf({ id, phase }: ListedGuard): Check | null {
    if (phase === 'waiting') return this.#own?.id === id && !this.#own.isSeen ? 'due' : null;
    return this.#checks.get(id) ?? (this.#own?.id === id ? 'due' : null);
  }

  async #follow(): Promise<void> {
    while (this.undecided !== null && !this.#ending.signal.aborted) {
      await this.#pause();
      await this.look();
    }
    this.#following = null;
  }

  #pause(): Promise<void> {
    const isWaiting = this.undecided?.phase === 'waiting';
    return this.#parts.clock.sleep(isWaiting ? WAITING_MS : APPLYING_MS, this.#ending.signal);
  }

  async #answered(kind: 'keep' | 'revert', id: string): Promise<GuardAnswer> {
    if (!this.#shown.has(id)) await this.look();
    if (!this.#shown.has(id)) return noSuchGuard;
    const ran = await this.#call({ kind, id });
    await this.look();
    return ran === null ? noSuchGuard : answerOf(kind, ran);
  }

  #call(call: GuardCall, signal?: AbortSignal): Promise<Ran | null> {
    const { guard } = this.#parts.host;
    const forms = guard === null ? null : formsOf(guard, call);
    if (forms === null || isRefusal(forms)) return Promise.resolve(null);
    const called = this.#turn.then(async () => {
      const isOwn = this.#own?.id === call.id;
      const rights = isOwn && this.#own !== null ? this.#own.rights : this.#parts.rights();
      const limits = signal === undefined ? CALL_LIMITS : { ...CALL_LIMITS, signal };
      const ran = await rights.run(forms.command, 'net-admin', limits, forms.request);
      if (!isOwn) rights.close();
      return ran;
    });
    this.#turn = called.catch(() => {});
    return called;
  }

  #tell(): void {
    const { states } = this;
    const told = JSON.stringify(states);
    if (told === this.#told) return;
    this.#told = told;
    this.#parts.onStates(states);
  }
}
