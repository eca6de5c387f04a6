import { expect, it } from 'vitest';
import { noJournal } from '#electron/engine/history/journal.ts';
import { JournaledEdits } from '#electron/engine/history/journaledEdits.ts';
import { liveMoves } from '#electron/engine/history/liveMoves.ts';
import type { JournalRecord } from '#electron/engine/history/record.ts';
import type { UndoRecord } from '#electron/engine/history/undoRecord.ts';
import { ownMark } from '#electron/hosts/local/processMark.ts';
import { entry, gone, whole } from './support.ts';

const now = { by: ownMark() };

const boot = now.by.boot;

function movesOf(...records: readonly JournalRecord[]) {
  const history = new JournaledEdits(noJournal);
  for (const record of records) history.remember(record);
  return liveMoves(history, boot);
}

function move(
  id: string,
  from: string | null,
  to: string | null,
  behind: UndoRecord['vnic'] = null,
): UndoRecord {
  return {
    ...entry(id),
    inverses: [{ what: { op: 'port-master', link: 'loose', master: from }, behind }],
    promises: [{ what: { is: 'port-master', link: 'loose', master: to }, behind }],
  };
}

it('are from where a link was at first to where it was plugged last', () => {
  const first = whole('a', now, { entry: move('a', null, 'br0') });
  const second = whole('b', now, { entry: move('b', 'br0', 'br1') });
  expect(movesOf(...first)).toEqual([{ link: 'loose', was: null, now: 'br0' }]);
  expect(movesOf(...first, ...second)).toEqual([{ link: 'loose', was: null, now: 'br1' }]);
});

it('are none once they were undone', () => {
  const undo = whole('u', { ...now, kind: 'undo', of: 'a' }, { entry: null });
  expect(movesOf(...whole('a', now), ...undo)).toEqual([]);
});

it('are none of an earlier run of the machine, whose boot has forgotten them already', () => {
  expect(movesOf(...whole('a', { by: gone }))).toEqual([]);
});

it('are of the host’s boot, where that is another machine than the one that wrote the journal', () => {
  const elsewhere = { ...now, hostBoot: 'its boot' };
  const history = new JournaledEdits(noJournal);
  for (const record of whole('a', elsewhere, { entry: move('a', null, 'br0') })) history.remember(record);
  expect(liveMoves(history, 'its boot')).toEqual([{ link: 'loose', was: null, now: 'br0' }]);
  expect(liveMoves(history, 'its next boot')).toEqual([]);
  expect(liveMoves(history, boot)).toEqual([]);
});

it('are none of a VM’s TAP, which its definition plugs in', () => {
  const vnic = { domain: 'uuid', key: { mac: '52:54:00:00:00:01', alias: null, address: null } };
  expect(movesOf(...whole('a', now, { entry: move('a', 'br0', 'br1', vnic) }))).toEqual([]);
});
