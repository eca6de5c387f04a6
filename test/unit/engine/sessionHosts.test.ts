import { describe, expect, it, vi } from 'vitest';
import { UserFailure } from '#shared/userFailure.ts';
import { patch } from '../server/support.ts';
import { FakeEngine } from './support/fakeEngine.ts';
import { hear, sessionStage } from './support/sessionStage.ts';

describe('another host', () => {
  it('takes the place of the one before, for every window', async () => {
    const { engines, closed, open } = await sessionStage();
    const session = await open('demo', 'demo-because-nothing-here');
    const { heard } = hear(session);
    const view = await session.request('host.open', { host: 'local' });
    expect(view).toMatchObject({ topology: { host: 'local' }, notice: null });
    expect(heard).toEqual([['view', view]]);
    expect(engines[0]?.did).toEqual(['start', 'stop']);
    expect(closed).toEqual(['demo']);
    engines[1]?.tell('patch', patch(1));
    expect(heard.at(-1)?.[0]).toBe('patch');
  });

  it('is not heard of any more once it was left', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    await session.request('host.open', { host: 'local' });
    expect(engines.map((engine) => engine.isFollowed)).toEqual([false, true]);
  });

  it('that cannot be opened leaves the present one as it is', async () => {
    const { engines, closed, open } = await sessionStage();
    const session = await open('replay:/x.json', 'replay');
    vi.spyOn(FakeEngine.prototype, 'start').mockImplementationOnce(() => {
      throw new UserFailure('No.', '');
    });
    await expect(session.request('host.open', { host: 'local' })).rejects.toThrow(UserFailure);
    expect(await session.request('view.open', {})).toMatchObject({ topology: { host: 'replay:/x.json' } });
    expect(engines[0]?.isFollowed).toBe(true);
    expect(closed).not.toContain('replay:/x.json');
  });

  it('is one of those that the window is told of, and no file of whoever asks', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    const { hosts } = await session.request('view.open', {});
    expect(hosts.map(({ name }) => name)).toEqual(['local', 'demo']);
    for (const host of ['replay:/etc/passwd', 'ssh://-oProxyCommand=x', '']) {
      await expect(session.request('host.open', { host })).rejects.toThrow(
        `There is no host called “${host}” to open here.`,
      );
    }
    expect(engines).toHaveLength(1);
  });

  it('is one, when two windows ask at once: the last one asked for', async () => {
    const { engines, closed, open } = await sessionStage();
    const session = await open();
    const views = await Promise.all([
      session.request('host.open', { host: 'local' }),
      session.request('host.open', { host: 'demo' }),
    ]);
    expect(views.at(-1)?.topology.host).toBe('demo');
    expect(engines.map((engine) => engine.did.at(-1))).toEqual(['stop', 'stop', 'start']);
    expect(closed).toEqual(['demo', 'local']);
  });
});

describe('a host that its owner names on a command line', () => {
  it('is opened, also a capture, and told as what it is', async () => {
    const { closed, open } = await sessionStage();
    const session = await open('local', null);
    await session.openNamed('replay:/tmp/x.json');
    const view = await session.request('view.open', {});
    expect([view.topology.host, view.notice]).toEqual(['replay:/tmp/x.json', 'replay']);
    expect(closed).toEqual(['local']);
  });

  it('that is open is left as it is', async () => {
    const { engines, open } = await sessionStage();
    const session = await open('demo');
    await session.openNamed('demo');
    expect(engines).toHaveLength(1);
  });

  it('that the window is just leaving is opened again: each is looked at in its turn', async () => {
    const { parts, open } = await sessionStage();
    const openHost: typeof parts.openHost = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return parts.openHost(...asked);
    };
    const session = await open('demo', 'demo', { openHost });
    const leaving = session.request('host.open', { host: 'local' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await session.openNamed('demo');
    await leaving;
    expect((await session.request('view.open', {})).topology.host).toBe('demo');
  });

  it('that can’t be opened leaves the present one', async () => {
    const { closed, open } = await sessionStage();
    const session = await open('demo');
    await expect(session.openNamed('replay:/missing')).rejects.toThrow('There is no such capture.');
    expect((await session.request('view.open', {})).topology.host).toBe('demo');
    expect(closed).toEqual([]);
  });

  it.each(['applying', 'checking', 'waiting', 'reverting'] as const)(
    'is not opened over a guarded edit that is %s',
    async (phase) => {
      const { engines, open } = await sessionStage();
      const session = await open('local', null);
      Object.assign(engines[0]?.guards ?? {}, { states: [{ id: 'p', title: 'Move eno1', phase }] });
      await expect(session.openNamed('demo')).rejects.toMatchObject({
        message: '“Move eno1” waits on local to be confirmed, so demo is not opened.',
        advice: expect.stringContaining('Confirm or revert the pending change first'),
      });
      expect(engines).toHaveLength(1);
    },
  );

  it('is opened over a guarded edit that is over', async () => {
    const { engines, open } = await sessionStage();
    const session = await open('local', null);
    Object.assign(engines[0]?.guards ?? {}, { states: [{ id: 'p', title: 'Move eno1', phase: 'kept' }] });
    await session.openNamed('demo');
    expect(engines).toHaveLength(2);
  });
});
