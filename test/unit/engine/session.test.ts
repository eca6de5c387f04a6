import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineListener } from '#electron/engine/engine.ts';
import type { EngineAsks, HostEngine, SessionParts } from '#electron/engine/session/openedHost.ts';
import { offeredHosts } from '#electron/engine/session/openHost.ts';
import { Session } from '#electron/engine/session/session.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { EventName } from '#shared/api.ts';
import { defaultSettings, emptyLayout, type Layout } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { patch } from '../server/support.ts';

/** An engine that notes what it is asked, and tells what the test makes it tell. */
class FakeEngine implements HostEngine {
  readonly host: Host;
  readonly asks: EngineAsks;
  readonly did: unknown[] = [];
  #listener: EngineListener | null = null;

  constructor(host: Host, asks: EngineAsks) {
    this.host = host;
    this.asks = asks;
  }
  start() {
    this.did.push('start');
  }
  async stop() {
    this.did.push('stop');
  }
  current() {
    const topology = { host: this.host.name, revision: 1, takenAt: '', sources: [], nodes: [], edges: [] };
    // A session looks at the topology alone.
    return { topology, snapshot: {} as never };
  }
  async refresh() {
    this.did.push('refresh');
  }
  plan(edit: unknown) {
    this.did.push(['plan', edit]);
    return { ok: false, refusal: { why: 'plan', advice: '' } } as const;
  }
  preview() {
    const planned = { ok: false, refusal: { why: 'preview', advice: '' } } as const;
    return { planned, refused: null, titles: [], topology: this.current().topology };
  }
  planUndo() {
    return { ok: false, refusal: { why: 'undo', advice: '' } } as const;
  }
  planRedo() {
    return { ok: false, refusal: { why: 'redo', advice: '' } } as const;
  }
  async apply(planId: string, onProgress: Parameters<HostEngine['apply']>[1]) {
    const progress = { planId, touches: [], stepIndex: 0, stepCount: 1, doing: 'x', cancellable: false };
    onProgress?.({ ...progress, finished: true });
    return { planId, outcome: 'done', message: '', advice: '', steps: [], freshPlan: null } as const;
  }
  cancel(planId: string) {
    this.did.push(['cancel', planId]);
  }
  persistence(bridge: string) {
    this.did.push(['persistence', bridge]);
    return null;
  }
  history() {
    return { undo: null, redo: null };
  }
  readonly past: HostEngine['past'] = {
    load: async () => {},
    remarks: ['The history begins afresh.'],
    entries: async () => [],
    planUndo: (id) => ({ ok: false, refusal: { why: `undo ${id}`, advice: '' } }),
    planFinish: (id) => ({ ok: false, refusal: { why: `finish ${id}`, advice: '' } }),
    settle: async (id) => void this.did.push(['settle', id]),
    script: async (id) => `script of ${id ?? 'all'}`,
  };
  readonly guards: HostEngine['guards'] = {
    states: [],
    keep: async (id) => ({ done: true, message: `kept ${id}`, advice: '' }),
    revert: async (id) => ({ done: true, message: `reverted ${id}`, advice: '' }),
    settle: async (id) => void this.did.push(['settle guard', id]),
  };
  on(listener: EngineListener) {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }
  get isFollowed() {
    return this.#listener !== null;
  }
  tell: EngineListener = (name, payload) => this.#listener?.(name, payload);
}

let config: string;
let engines: FakeEngine[];
let closed: string[];
let session: Session;

const parts = () => ({
  hosts: offeredHosts,
  async openHost(name: string): Promise<Host> {
    if (name.startsWith('replay:/missing'))
      throw new UserFailure('There is no such capture.', 'Give another.');
    const host = { name, editable: !name.startsWith('replay:') } as Host;
    return Object.assign(host, { close: async () => void closed.push(name) });
  },
  engineFor(host: Host, asks: EngineAsks) {
    const engine = new FakeEngine(host, asks);
    engines.push(engine);
    return engine;
  },
  configDirectory: config,
  readOnly: false,
});

const open = async (
  host = 'demo',
  notice: Parameters<typeof Session.open>[1] = 'demo',
  more: Partial<SessionParts> = {},
) => {
  session = await Session.open(host, notice, { ...parts(), ...more });
  return session;
};
const hear = () => {
  const heard: [EventName, unknown][] = [];
  const end = session.subscribe((name, payload) => void heard.push([name, payload]));
  return { heard, end };
};
const layout: Layout = { version: 1, positions: { 'vm:a': { x: 1, y: 2 } } };

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-session-'));
  engines = [];
  closed = [];
});
afterEach(async () => {
  await session?.close();
  await rm(config, { recursive: true });
});

describe('a session', () => {
  it('shows the host that it was opened on', async () => {
    await open('replay:/x.json', 'replay');
    expect(await session.request('view.open', {})).toEqual({
      topology: engines[0]?.current().topology,
      guards: [],
      layout: emptyLayout,
      settings: defaultSettings,
      history: { undo: null, redo: null },
      hosts: offeredHosts,
      editable: false,
      switchable: true,
      keeping: true,
      lock: 'none',
      notice: 'replay',
      remarks: ['The history begins afresh.'],
    });
    expect(engines[0]?.did).toEqual(['start']);
  });

  it('is not opened on a host that there is not', async () => {
    await expect(open('replay:/missing', 'replay')).rejects.toThrow(UserFailure);
  });

  it('passes on what the engine tells, to every window, until the window ends it', async () => {
    await open();
    const first = hear();
    const second = hear();
    engines[0]?.tell('patch', patch(1));
    second.end();
    engines[0]?.tell('history', { undo: 'x', redo: null });
    expect(first.heard.map(([name]) => name)).toEqual(['patch', 'history']);
    expect(second.heard.map(([name]) => name)).toEqual(['patch']);
  });

  it('passes edits to the engine, and their progress to every window', async () => {
    await open();
    const { heard } = hear();
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
    await open();
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

describe('another host', () => {
  it('takes the place of the one before, for every window', async () => {
    await open('demo', 'demo-because-nothing-here');
    const { heard } = hear();
    const view = await session.request('host.open', { host: 'local' });
    expect(view).toMatchObject({ topology: { host: 'local' }, notice: null });
    expect(heard).toEqual([['view', view]]);
    expect(engines[0]?.did).toEqual(['start', 'stop']);
    expect(closed).toEqual(['demo']);
    engines[1]?.tell('patch', patch(1));
    expect(heard.at(-1)?.[0]).toBe('patch');
  });

  it('is not heard of any more once it was left', async () => {
    await open();
    await session.request('host.open', { host: 'local' });
    expect(engines.map((engine) => engine.isFollowed)).toEqual([false, true]);
  });

  it('that cannot be opened leaves the present one as it is', async () => {
    await open('replay:/x.json', 'replay');
    vi.spyOn(FakeEngine.prototype, 'start').mockImplementationOnce(() => {
      throw new UserFailure('No.', '');
    });
    await expect(session.request('host.open', { host: 'local' })).rejects.toThrow(UserFailure);
    expect(await session.request('view.open', {})).toMatchObject({ topology: { host: 'replay:/x.json' } });
    expect(engines[0]?.isFollowed).toBe(true);
    expect(closed).not.toContain('replay:/x.json');
  });

  it('is one of those that the window is told of, and no file of whoever asks', async () => {
    await open();
    const { hosts } = await session.request('view.open', {});
    expect(hosts.map(({ name }) => name)).toEqual(['local', 'demo']);
    for (const host of ['replay:/etc/passwd', 'ssh://nas', '']) {
      await expect(session.request('host.open', { host })).rejects.toThrow(
        `There is no host called “${host}” to open here.`,
      );
    }
    expect(engines).toHaveLength(1);
  });

  it('is one, when two windows ask at once: the last one asked for', async () => {
    await open();
    const views = await Promise.all([
      session.request('host.open', { host: 'local' }),
      session.request('host.open', { host: 'demo' }),
    ]);
    expect(views.at(-1)?.topology.host).toBe('demo');
    expect(engines.map((engine) => engine.did.at(-1))).toEqual(['stop', 'stop', 'start']);
    expect(closed).toEqual(['demo', 'local']);
  });
});

describe('what is kept', () => {
  it('is the layout of each host by itself', async () => {
    await open();
    await session.request('layout.save', { layout });
    expect(await session.request('view.open', {})).toMatchObject({ layout });
    expect(await session.request('host.open', { host: 'local' })).toMatchObject({ layout: emptyLayout });
    expect(await session.request('host.open', { host: 'demo' })).toMatchObject({ layout });
    await session.close();
    expect(await (await open()).request('view.open', {})).toMatchObject({ layout });
  });

  it('are the settings: the engine follows them, and every window hears of them', async () => {
    await open();
    const { heard } = hear();
    const settings = { version: 1, theme: 'dark', pollMs: 5000 } as const;
    await session.request('settings.save', { settings });
    expect(engines[0]?.asks.settings()).toEqual(settings);
    expect(heard).toEqual([['view', expect.objectContaining({ settings })]]);
    await session.close();
    expect(await (await open()).request('view.open', {})).toMatchObject({ settings });
  });

  it('is the patience that a host is opened with; an older file, without it, is understood', async () => {
    const openHost = vi.fn(parts().openHost);
    await writeFile(join(config, 'settings.json'), '{"version":1,"theme":"system","pollMs":2000}');
    await open('local', null, { openHost });
    await session.request('settings.save', { settings: { ...defaultSettings, patience: 6 } });
    await session.close();
    await open('local', null, { openHost });
    expect(openHost.mock.calls).toEqual([
      ['local', defaultSettings],
      ['local', { ...defaultSettings, patience: 6 }],
    ]);
  });

  it('is remarked upon when it was broken, and never overwritten', async () => {
    await writeFile(join(config, 'settings.json'), 'broken');
    await writeFile(join(config, 'layout-demo.json'), '{"version":9}');
    await open();
    const { remarks } = await session.request('view.open', {});
    expect(remarks).toEqual([
      expect.stringContaining('settings.json'),
      expect.stringContaining('layout-demo.json'),
      'The history begins afresh.',
    ]);
  });

  it('holds for this session even where it cannot be written, and that is told', async () => {
    await mkdir(join(config, 'layout-demo.json'));
    await open();
    await expect(session.request('layout.save', { layout })).rejects.toThrow(UserFailure);
    expect(await session.request('view.open', {})).toMatchObject({ layout });
  });
});

describe('closing', () => {
  it('ends the engine, the host and the events', async () => {
    await open();
    const { heard } = hear();
    const [engine] = engines;
    await session.close();
    engine?.tell('patch', patch(1));
    expect(engine?.did).toEqual(['start', 'stop']);
    expect(closed).toEqual(['demo']);
    expect(heard).toEqual([]);
  });
});

describe('those who visit the address that a host is served at', () => {
  const readOnly = { readOnly: true, visitors: { oneHost: true } };

  it.each(['demo', 'local'] as const)('see the host that its owner named, and not %s', async (host) => {
    await open('replay:/x.json', 'replay', { visitors: { oneHost: true } });
    await expect(session.request('host.open', { host })).rejects.toThrow('This address shows one host only.');
    expect(await session.request('view.open', {})).toMatchObject({
      topology: { host: 'replay:/x.json' },
      switchable: false,
      keeping: true,
    });
    expect(engines).toHaveLength(1);
  });

  it('may see another one where none was named', async () => {
    await open('demo', 'demo-because-nothing-here', { visitors: { oneHost: false } });
    expect(await session.request('host.open', { host: 'local' })).toMatchObject({ switchable: true });
  });

  it.each([
    ['layout.save', { layout }],
    ['settings.save', { settings: { ...defaultSettings, theme: 'dark' } }],
    ['lock.set', { locked: true }],
    ['lock.set', { locked: false }],
    ['history.settle', { id: 'a' }],
    ['guard.settle', { id: 'a' }],
  ] as const)('change nothing that is kept where it is read-only: %s %j', async (name, input) => {
    await open('local', null, readOnly);
    const before = await session.request('view.open', {});
    expect(before).toMatchObject({ lock: 'start', keeping: false });
    await expect(session.request(name, input)).rejects.toThrow('--read-only');
    expect(await session.request('view.open', {})).toEqual(before);
    expect(engines[0]?.did).toEqual(['start']);
    expect(await readdir(config)).toEqual([]);
  });

  it('keep what they arrange where it is not', async () => {
    await open('local', null, { visitors: { oneHost: true } });
    await session.request('layout.save', { layout });
    expect(await readdir(config)).toEqual(['layout-local.json']);
  });
});

describe('a session that is locked until its end', () => {
  it('is not unlocked by anybody, tells every window, and locks no other Patchbay', async () => {
    await open();
    const { heard } = hear();
    session.lockUntilEnd();
    expect(heard).toEqual([['view', expect.objectContaining({ lock: 'start', keeping: true })]]);
    await expect(session.request('lock.set', { locked: false })).rejects.toThrow('--read-only');
    await expect(session.request('edit.apply', { planId: 'p' })).rejects.toThrow('--read-only');
    expect(await readdir(config)).toEqual([]);
  });
});

describe('a host that its owner names on a command line', () => {
  it('is opened, also a capture, and told as what it is', async () => {
    await open('local', null);
    await session.openNamed('replay:/tmp/x.json');
    const view = await session.request('view.open', {});
    expect([view.topology.host, view.notice]).toEqual(['replay:/tmp/x.json', 'replay']);
    expect(closed).toEqual(['local']);
  });

  it('that is open is left as it is', async () => {
    await open('demo');
    await session.openNamed('demo');
    expect(engines).toHaveLength(1);
  });

  it('that the window is just leaving is opened again: each is looked at in its turn', async () => {
    const slowly = {
      ...parts(),
      openHost: async (name: string) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return parts().openHost(name);
      },
    };
    await open('demo', 'demo', slowly);
    const leaving = session.request('host.open', { host: 'local' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await session.openNamed('demo');
    await leaving;
    expect((await session.request('view.open', {})).topology.host).toBe('demo');
  });

  it('that can’t be opened leaves the present one', async () => {
    await open('demo');
    await expect(session.openNamed('replay:/missing')).rejects.toThrow('There is no such capture.');
    expect((await session.request('view.open', {})).topology.host).toBe('demo');
    expect(closed).toEqual([]);
  });

  it.each(['applying', 'waiting', 'reverting'] as const)(
    'is not opened over a guarded edit that is %s',
    async (phase) => {
      await open('local', null);
      Object.assign(engines[0]?.guards ?? {}, { states: [{ id: 'p', title: 'Move eno1', phase }] });
      await expect(session.openNamed('demo')).rejects.toMatchObject({
        message: '“Move eno1” waits on local to be confirmed, so demo is not opened.',
        advice: expect.stringContaining('Confirm or revert the pending change first'),
      });
      expect(engines).toHaveLength(1);
    },
  );

  it('is opened over a guarded edit that is over', async () => {
    await open('local', null);
    Object.assign(engines[0]?.guards ?? {}, { states: [{ id: 'p', title: 'Move eno1', phase: 'kept' }] });
    await session.openNamed('demo');
    expect(engines).toHaveLength(2);
  });
});
