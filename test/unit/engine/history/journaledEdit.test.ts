import { describe, expect, it } from 'vitest';
import { journalStateOf } from '#electron/engine/history/journaledEdit.ts';
import { begun, ended, plug, started, whole } from './support.ts';

const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

describe('the past, from its records', () => {
  it('has what can be undone, and what can be done again', () => {
    const past = journalStateOf([
      ...whole('a'),
      ...whole('b'),
      ...whole('c'),
      ...whole('undo-c', { kind: 'undo', of: 'c' }, { entry: null }),
      ...whole('undo-a', { kind: 'undo', of: 'a' }, { entry: null }),
    ]);
    expect(ids(past.done)).toEqual(['b']);
    expect(ids(past.undone)).toEqual(['c', 'a']);
  });

  it('has a redone edit under its new name, and nothing to do again after a new edit', () => {
    const records = [
      ...whole('a'),
      ...whole('undo-a', { kind: 'undo', of: 'a' }, { entry: null }),
      ...whole('again', { kind: 'redo', of: 'a' }),
    ];
    expect(ids(journalStateOf(records).done)).toEqual(['again']);
    expect(journalStateOf(records).undone).toEqual([]);
    const undone = [...records, ...whole('undo-again', { kind: 'undo', of: 'again' }, { entry: null })];
    expect(ids(journalStateOf(undone).undone)).toEqual(['again']);
    expect(journalStateOf([...undone, ...whole('new')]).undone).toEqual([]);
  });

  it.each(['put-back', 'half-done', 'cancelled', 'refused'] as const)(
    'does not count what was %s',
    (outcome) => {
      expect(journalStateOf(whole('a', {}, { outcome })).done).toEqual([]);
    },
  );

  it('lets the latest end count, in its place: an edit may be finished much later', () => {
    const past = journalStateOf([
      ...whole('a', {}, { outcome: 'half-done', entry: null }),
      ...whole('b'),
      ended('a', { message: 'Finished.' }),
    ]);
    expect(ids(past.done)).toEqual(['b', 'a']);
    expect(past.edits.get('a')?.ended?.message).toBe('Finished.');
  });

  it('counts what finishing has started as started by the edit itself', () => {
    const steps = [plug('loose', null, 'br0'), plug('plugged', 'br1', 'br0')];
    const past = journalStateOf([
      begun('a', { steps }),
      started('a', 0, 'loose', null),
      begun('finish-a', { kind: 'finish', of: 'a', steps: steps.slice(1) }),
      started('finish-a', 0, 'plugged', 'br1'),
    ]);
    expect([...(past.edits.get('a')?.started.keys() ?? [])]).toEqual([0, 1]);
  });

  it('passes over the rest of an edit whose beginning was rotated away', () => {
    expect(journalStateOf([started('x', 0, 'loose', null), ended('x'), ...whole('a')]).done).toHaveLength(1);
  });
});
