import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { offeredHosts } from '#electron/engine/session/openHost.ts';
import { noFindings } from '#shared/findings/finding.ts';
import { defaultSettings, emptyLayout } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { patch } from '../server/support.ts';
import { hear, sessionStage } from './support/sessionStage.ts';

describe('a session', () => {
  it('shows the host that it was opened on', async () => {
    const { engines, open } = await sessionStage();
    const session = await open('replay:/x.json', 'replay');
    expect(await session.request('view.open', {})).toEqual({
      topology: engines[0]?.current().topology,
      findings: noFindings,
      guards: [],
      dismissed: [],
      layout: emptyLayout,
      settings: defaultSettings,
      history: { undo: null, redo: null },
      hosts: offeredHosts,
      editable: false,
      keptHosts: [],
      switchable: true,
      keeping: true,
      lock: 'none',
      notice: 'replay',
      remarks: ['The history begins afresh.'],
    });
    expect(engines[0]?.did).toEqual(['start']);
  });

  it('is not opened on a host that there is not', async () => {
    const { open } = await sessionStage();
    await expect(open('replay:/missing', 'replay')).rejects.toThrow(UserFailure);
  });

  it('passes on what the engine tells, to every window, until the window ends it', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    const first = hear(session);
    const second = hear(session);
    engines[0]?.tell('patch', patch(1));
    second.end();
    engines[0]?.tell('history', { undo: 'x', redo: null });
    expect(first.heard.map(([name]) => name)).toEqual(['patch', 'history']);
    expect(second.heard.map(([name]) => name)).toEqual(['patch']);
  });

  it('passes edits to the engine, and their progress to every window', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    const edit = { kind: 'unplug', cable: 'link:tap0' } as const;
    expect(await session.request('edit.plan', { edit })).toMatchObject({ refusal: { why: 'plan' } });
    expect(await session.request('edit.planUndo', {})).toMatchObject({ refusal: { why: 'undo' } });
    expect(await session.request('edit.planRedo', {})).toMatchObject({ refusal: { why: 'redo' } });
    expect(await session.request('edit.apply', { planId: 'p' })).toMatchObject({ outcome: 'done' });
    await session.request('edit.cancel', { planId: 'p' });
    await session.request('view.refresh', {});
    expect(engines[0]?.did).toEqual(['start', ['plan', edit], ['cancel', 'p'], 'refresh']);
    expect(heard).toEqual([['progress', expect.objectContaining({ planId: 'p', finished: true })]]);
  });
});

describe('the history', () => {
  it('is that of the engine', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    expect(await session.request('history.list', {})).toEqual([]);
    expect(await session.request('history.planUndo', { id: 'a' })).toMatchObject({
      refusal: { why: 'undo a' },
    });
    expect(await session.request('history.planFinish', { id: 'a' })).toMatchObject({
      refusal: { why: 'finish a' },
    });
    expect(await session.request('history.export', { id: null })).toBe('script of all');
    expect(await session.request('history.export', { id: 'a' })).toBe('script of a');
    await session.request('history.settle', { id: 'a' });
    expect(engines[0]?.did.at(-1)).toEqual(['settle', 'a']);
  });
});

describe('a session that is locked until its end', () => {
  it('is not unlocked by anybody, tells every window, and locks no other Patchbay', async () => {
    const { config, open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    session.lockUntilEnd();
    expect(heard).toEqual([['view', expect.objectContaining({ lock: 'start', keeping: true })]]);
    await expect(session.request('lock.set', { locked: false })).rejects.toThrow('--read-only');
    await expect(session.request('edit.apply', { planId: 'p' })).rejects.toThrow('--read-only');
    expect(await readdir(config)).toEqual([]);
  });
});

describe('closing', () => {
  it('ends the engine, the host and the events', async () => {
    const { engines, closed, open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    const [engine] = engines;
    await session.close();
    engine?.tell('patch', patch(1));
    expect(engine?.did).toEqual(['start', 'stop']);
    expect(closed).toEqual(['demo']);
    expect(heard).toEqual([]);
  });
});
