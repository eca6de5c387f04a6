import type { Begun, Ended, JournalRecord, StepEnded, StepStarted } from '#electron/engine/history/record.ts';
import type { UndoRecord } from '#electron/engine/history/undoRecord.ts';
import { ownMark } from '#electron/hosts/local/processMark.ts';
import type { Edit } from '#shared/edits/model.ts';

const at = '2026-01-01T00:00:00.000Z';

/** A process that there surely is not: of another run of the machine. */
export const gone = { ...ownMark(), boot: 'an earlier one' };

export function begun(id: string, facts: Partial<Begun> = {}): Begun {
  const edit: Edit = { kind: 'unplug', cable: 'link:loose' };
  return {
    is: 'begun',
    id,
    at,
    by: gone,
    kind: 'edit',
    of: null,
    title: `Edit ${id}`,
    undoTitle: `Undo ${id}`,
    edit,
    lasts: 'now',
    touches: ['link:loose'],
    steps: [plug('loose', null, 'br0')],
    ...facts,
  };
}

/** A step that plugs a link. */
export function plug(link: string, from: string | null, to: string | null): Begun['steps'][number] {
  const master = (where: string | null) => ({ op: 'port-master', link, master: where }) as const;
  return {
    title: `Plug ${link} into ${to}`,
    command: `ip link set dev ${link} ${to === null ? 'nomaster' : `master ${to}`}`,
    rights: 'net-admin',
    op: { what: master(to), behind: null },
    inverse: { what: master(from), behind: null },
    expects: [{ what: { is: 'port-master', link, master: to }, behind: null }],
  };
}

export function started(id: string, step: number, link: string, from: string | null): StepStarted {
  const undoneWhen = [{ what: { is: 'port-master', link, master: from } as const, behind: null }];
  return { is: 'step-started', id, at, step, back: false, undoneWhen };
}

export function stepEnded(
  id: string,
  step: number,
  outcome: StepEnded['result']['outcome'] = 'done',
): StepEnded {
  const result = { title: 'a step', command: 'true', outcome, output: '', mismatch: '' };
  return { is: 'step-ended', id, at, step, result };
}

export function entry(id: string): UndoRecord {
  return {
    id,
    title: `Edit ${id}`,
    undoTitle: `Undo ${id}`,
    edit: null,
    lasts: 'now',
    touches: [],
    inverses: [{ what: { op: 'port-master', link: 'loose', master: null }, behind: null }],
    promises: [{ what: { is: 'port-master', link: 'loose', master: 'br0' }, behind: null }],
    vnic: null,
  };
}

export function ended(id: string, facts: Partial<Ended> = {}): Ended {
  return {
    is: 'ended',
    id,
    at,
    outcome: 'done',
    message: 'Done.',
    advice: '',
    steps: [],
    entry: entry(id),
    ...facts,
  };
}

/** An edit from its beginning to its end. */
export function whole(id: string, facts: Partial<Begun> = {}, end: Partial<Ended> = {}): JournalRecord[] {
  return [begun(id, facts), started(id, 0, 'loose', null), stepEnded(id, 0), ended(id, end)];
}
