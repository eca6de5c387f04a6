import type { StepResult } from '#shared/edits/model.ts';
import type { HistoryRow, HistoryStep, Possible } from '#shared/history.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { aftermathOf, backOf, restOf } from './aftermath.ts';
import { interruptionWords } from './interruption.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import { isSequel, type JournaledEdits } from './journaledEdits.ts';
import { wayBack } from './undoRecord.ts';

/** An edit of the history as a face shows it, with what can be done about it on the present facts. */
export function historyRowOf(
  edit: JournaledEdit,
  history: JournaledEdits,
  snapshot: HostSnapshot,
): HistoryRow {
  const { begun, ended } = edit;
  const { id, title, at, lasts } = begun;
  const standing = history.standingOf(edit);
  const isOpen = isUnfinished(edit, history);
  return {
    id,
    title,
    at,
    endedAt: ended?.at ?? null,
    lasts,
    outcome: ended?.outcome ?? (standing === 'running' ? 'running' : 'interrupted'),
    message: isOpen && ended === null ? interruptionWords(edit, snapshot) : (ended?.message ?? ''),
    advice: ended?.advice ?? '',
    steps: begun.steps.map((_, index) => stepOf(edit, index)),
    ...(begun.parts === undefined ? {} : { parts: begun.parts }),
    undoable: isOpen ? putBackable(edit, snapshot) : undoable(edit, history, snapshot),
    finishable: isOpen ? finishable(edit, snapshot) : null,
  };
}

/** True of what did not come to its end and may have left something behind. */
export function isUnfinished(edit: JournaledEdit, history: JournaledEdits): boolean {
  if (isSequel(edit)) return false;
  return edit.ended === null
    ? history.standingOf(edit) === 'interrupted'
    : edit.ended.outcome === 'half-done';
}

function stepOf({ begun, started, results, ended }: JournaledEdit, index: number): HistoryStep {
  const known = ended?.steps[index] ?? results.get(index);
  if (known !== undefined) return known;
  const { title = '', command = '' } = begun.steps[index] ?? {};
  const nothing: Omit<StepResult, 'outcome'> = { title, command, output: '', mismatch: '' };
  return { ...nothing, outcome: started.has(index) ? 'in-flight' : 'not-run' };
}

function undoable(edit: JournaledEdit, history: JournaledEdits, snapshot: HostSnapshot): Possible {
  const { begun, ended } = edit;
  const { id, kind } = begun;
  if (isSequel(edit)) return no('It completed another edit; see there.');
  const entry = history.doneEntry(id);
  if (entry !== null) {
    const way = wayBack(entry, snapshot);
    return isRefusal(way) ? no(`${way.why} ${way.advice}`.trimEnd()) : { ok: true };
  }
  if (ended === null) return no('It is being applied now.');
  if (history.isUndone(id)) return no('Already undone; use Redo to repeat it.');
  if (ended.outcome !== 'done') return no('Nothing of this is left on the host.');
  if (kind === 'undo') return no('It undid another edit; use Redo to repeat that one.');
  return no(ended.entry === null ? 'Nothing had to be changed for it.' : 'It has been undone since.');
}

function putBackable(edit: JournaledEdit, snapshot: HostSnapshot): Possible {
  const aftermath = aftermathOf(edit, snapshot);
  if (aftermath.found === 'unseen') return unseen;
  return backOf(aftermath, edit, snapshot).length > 0
    ? { ok: true }
    : no('Nothing of this is left on the host.');
}

function finishable(edit: JournaledEdit, snapshot: HostSnapshot): Possible {
  const aftermath = aftermathOf(edit, snapshot);
  if (aftermath.found === 'unseen') return unseen;
  return restOf(aftermath, snapshot).length > 0 ? { ok: true } : no('It is already complete.');
}

const unseen = {
  ok: false,
  why: 'Patchbay couldn’t check this: the host couldn’t be read far enough.',
} as const;

function no(why: string): Possible {
  return { ok: false, why };
}
