import type { HistoryState } from '#shared/api.ts';
import type { Planned } from '#shared/edits/model.ts';
import type { HistoryRow } from '#shared/history.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { refuse } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { aftermathOf } from './aftermath.ts';
import { historyRowOf, isUnfinished } from './historyRow.ts';
import type { Intent } from './intent.ts';
import { interruptionOf, interruptionWords } from './interruption.ts';
import type { JournaledEdits } from './journaledEdits.ts';
import { scriptOf } from './script.ts';
import { wholeUndoRecord } from './wholeUndoRecord.ts';

export interface HistoryParts {
  readonly host: string;
  readonly history: JournaledEdits;
  snapshot(): HostSnapshot;
  topology(): Topology;
  /** Reads the host again, and resolves when that is shown. */
  refresh(): Promise<void>;
  /** Whether the host itself still tells of a guarded edit: it is not told of twice. */
  isGuarded(id: string): boolean;
  plan(intent: Intent): Planned;
  onHistory(history: HistoryState): void;
}

/** As many as anybody looks through. */
const MOST_ENTRIES = 500;

/** The history of a host as its faces see it: to read, to take back from, to take away. */
export class History {
  readonly #parts: HistoryParts;
  #told = '';

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** Takes over what other Patchbays have written, and tells what is new, also of what the host shows of it. */
  async load(): Promise<void> {
    await this.#parts.history.load();
    const { state } = this;
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#parts.onHistory(state);
  }

  get state(): HistoryState {
    const { history, snapshot, topology, isGuarded } = this.#parts;
    const interrupted = history.interrupted
      .filter(({ begun }) => !isGuarded(begun.id))
      .map((edit) => interruptionOf(edit, snapshot(), topology()));
    return interrupted.length === 0 ? history.state : { ...history.state, interrupted };
  }

  /** What the user should know about the journal; a sentence each. */
  get remarks(): readonly string[] {
    return this.#parts.history.remarks;
  }

  /** The newest first. */
  async entries(): Promise<readonly HistoryRow[]> {
    await this.load();
    const { history, snapshot } = this.#parts;
    return history.edits
      .slice(-MOST_ENTRIES)
      .reverse()
      .map((edit) => historyRowOf(edit, history, snapshot()));
  }

  /** Plans to take this edit back, whichever came after it. */
  planUndo(id: string): Planned {
    const { history, plan, snapshot } = this.#parts;
    const past = history.find(id);
    if (past === null) return unknown;
    if (isUnfinished(past, history)) return plan({ kind: 'put-back', of: id, past });
    const entry = history.doneEntry(id);
    if (entry !== null) return plan({ kind: 'undo', of: id, entry, which: 'this' });
    const { undoable } = historyRowOf(past, history, snapshot());
    return { ok: false, refusal: refuse(undoable.ok ? '' : undoable.why, '') };
  }

  /** Plans what is missing of an edit that did not come to its end. */
  planFinish(id: string): Planned {
    const { history, plan } = this.#parts;
    const past = history.find(id);
    if (past === null) return unknown;
    if (isUnfinished(past, history)) return plan({ kind: 'finish', of: id, past });
    return { ok: false, refusal: refuse('It is already complete.', '') };
  }

  /**
   * Takes an interrupted edit as the host shows it, and tells of it no more. Nothing is run.
   * @throws {UserFailure} when the host does not show what came of it, or the journal can't be written
   */
  async settle(id: string): Promise<void> {
    const { history } = this.#parts;
    const past = history.find(id);
    if (past === null || history.standingOf(past) !== 'interrupted') return;
    // What is taken as done must be so now.
    await this.#parts.refresh();
    const snapshot = this.#parts.snapshot();
    const { found } = aftermathOf(past, snapshot);
    if (found === 'unseen') {
      throw new UserFailure('Patchbay couldn’t check its result yet.', 'Wait until the host has been read.');
    }
    await history.write({
      is: 'ended',
      id,
      at: new Date().toISOString(),
      outcome: found === 'done' ? 'done' : found === 'not-done' ? 'put-back' : 'half-done',
      message: interruptionWords(past, snapshot),
      advice: '',
      steps: [],
      entry: found === 'done' ? wholeUndoRecord(past, snapshot) : null,
    });
    await this.load();
  }

  /** One edit, or all of them (null), as a POSIX shell script. @throws {UserFailure} when there is no such edit */
  async script(id: string | null): Promise<string> {
    await this.load();
    const { history, host } = this.#parts;
    const edits = history.edits.filter(({ begun }) => id === null || begun.id === id);
    if (id !== null && edits.length === 0) throw new UserFailure(UNKNOWN, '');
    return scriptOf(host, edits, history);
  }
}

const UNKNOWN = 'This edit is no longer in the history.';
const unknown: Planned = { ok: false, refusal: refuse(UNKNOWN, '') };
