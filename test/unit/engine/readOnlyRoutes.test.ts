import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Engine } from '#electron/engine/engine.ts';
import { answer } from '#electron/engine/session/answer.ts';
import { offeredHosts } from '#electron/engine/session/openHost.ts';
import { Session } from '#electron/engine/session/session.ts';
import type { Host } from '#electron/hosts/host.ts';
import { answerWindows } from '#electron/shell/ipc.ts';
import { type ApiAnswer, type RequestName, type Requests, requestEffects } from '#shared/api.ts';
import type { Edit } from '#shared/edits/model.ts';
import { defaultSettings, emptyLayout } from '#shared/kept.ts';
import { linkId } from '#shared/topology/model.ts';
import { TestHost } from '../server/support.ts';
import { FakeWebContents, ipcMain } from '../shell/fakeElectron.ts';

vi.mock('electron', () => import('../shell/fakeElectron.ts'));

// Nothing may change the host while Patchbay is locked, whichever way a request comes in.

const plug: Edit = { kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') };
const changing = (Object.keys(requestEffects) as RequestName[]).filter(
  (name) => requestEffects[name] === 'host',
);

let config: string;
let session: Session;
let hosts: Host[];

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-read-only-'));
  hosts = [];
});
afterEach(async () => {
  await session.close();
  await rm(config, { recursive: true });
});

async function open(readOnly: boolean) {
  session = await Session.open('demo', 'demo', {
    hosts: offeredHosts,
    suggestHosts: async () => [],
    openHost: async () => {
      const host = demoHost();
      hosts.push(host);
      return host;
    },
    engineFor: (host, { settings, lock }) => new Engine(host, { pollMs: () => settings().pollMs, lock }),
    configDirectory: config,
    readOnly,
  });
  await session.request('view.refresh', {});
}

/** An input for each request, or it does not compile: a change must be one that would be done. */
async function inputs(): Promise<{ readonly [Name in RequestName]: Requests[Name]['input'] }> {
  const planned = await session.request('edit.plan', { edit: plug });
  if (!planned.ok) throw new Error(planned.refusal.why);
  const planId = planned.plan.id;
  return {
    'view.open': {},
    'view.refresh': {},
    'host.open': { host: 'demo' },
    'hosts.keep': { hosts: [{ name: 'ssh://nas', title: null }] },
    'hosts.suggest': {},
    'connecting.answer': { id: planId, answer: '' },
    'connecting.cancel': {},
    'connecting.retry': {},
    'edit.plan': { edit: plug },
    'edit.preview': { edits: [] },
    'edit.planUndo': {},
    'edit.planRedo': {},
    'edit.apply': { planId },
    'edit.cancel': { planId },
    'guard.keep': { id: planId },
    'guard.revert': { id: planId },
    'guard.settle': { id: planId },
    'history.list': {},
    'history.planUndo': { id: planId },
    'history.planFinish': { id: planId },
    'history.settle': { id: planId },
    'history.export': { id: null },
    'bridge.persistence': { bridge: 'br0' },
    'macs.seen': { bridge: null },
    'vnic.explain': { vnic: 'vnic:none' },
    'address.find': { vnic: 'vnic:none', subnet: '192.168.1.0/24' },
    'finding.dismiss': { key: 'tap-no-bridge vnic:a', dismissed: true },
    'layout.save': { layout: emptyLayout },
    'settings.save': { settings: defaultSettings },
    'lock.set': { locked: true },
  };
}

/** What the TAP is plugged into now, by the host's own word. */
async function masterOfTap(): Promise<unknown> {
  const outcome = await hosts.at(-1)?.run({ argv: ['ip', '-j', '-d', '-s', 'link'] }, { timeoutMs: 5000 });
  if (outcome?.kind !== 'exited') throw new Error('the demo does not answer');
  return JSON.parse(outcome.stdout).find((link: { ifname: string }) => link.ifname === 'tap-spare').master;
}

const routes: [string, (name: RequestName, input: unknown) => Promise<ApiAnswer<unknown>>][] = [
  ['a request', async (name, input) => (await answer(session, name, input, console.error)).answer],
  [
    'IPC',
    async (name, input) => {
      ipcMain.removeAllListeners();
      answerWindows(session, console.error);
      const sender = new FakeWebContents();
      const senderFrame = { url: 'patchbay://app/index.html', parent: null };
      const invoked = ipcMain.handlers.get('patchbay:request')?.({ senderFrame, sender }, name, input);
      return (await invoked) as ApiAnswer<unknown>;
    },
  ],
  [
    'the web host',
    async (name, input) => {
      const web = await TestHost.start(session);
      try {
        return await (await web.signedIn()).ask(name, input);
      } finally {
        await web.host.close();
      }
    },
  ],
];

/** What is let through comes to this: an edit is done, and nothing has the vNIC whose address is asked for. */
function letThrough(name: RequestName): object {
  return name === 'address.find'
    ? { ok: false, error: { message: 'This vNIC is no longer on the host.' } }
    : { ok: true, value: { outcome: 'done' } };
}

describe.each(routes)('by %s', (_route, ask) => {
  it.each(changing)('%s is let through while unlocked', async (name) => {
    await open(false);
    expect(await ask(name, (await inputs())[name])).toMatchObject(letThrough(name));
    expect(await masterOfTap()).toBe(name === 'edit.apply' ? 'br0' : undefined);
  });

  it.each(changing)('%s is refused while the user has locked it, until it is unlocked', async (name) => {
    await open(false);
    const input = (await inputs())[name];
    await ask('lock.set', { locked: true });
    expect(await ask(name, input)).toMatchObject({
      ok: false,
      error: {
        message: expect.stringContaining('Read-only'),
        advice: 'Click the lock in the toolbar.',
      },
    });
    expect(await masterOfTap()).toBeUndefined();
    await ask('lock.set', { locked: false });
    expect(await ask(name, input)).toMatchObject(letThrough(name));
  });

  it.each(changing)('%s is refused with --read-only, whatever else is asked', async (name) => {
    await open(true);
    const all = await inputs();
    expect(await ask('lock.set', { locked: false })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('--read-only') },
    });
    await writeFile(join(config, 'read-only.json'), '{"version":1,"locked":false}');
    for (const other of Object.keys(all) as RequestName[])
      if (other !== 'host.open') await ask(other, all[other]);
    const refused = { ok: false, error: { message: expect.stringContaining('--read-only') } };
    expect(await ask(name, all[name])).toMatchObject(refused);
    // Another host is another engine: it is locked as well.
    await ask('host.open', { host: 'demo' });
    await ask('view.refresh', {});
    expect(await ask(name, (await inputs())[name])).toMatchObject(refused);
    expect(await session.request('view.open', {})).toMatchObject({ lock: 'start' });
    expect(await masterOfTap()).toBeUndefined();
  });
});

describe('the windows', () => {
  it('learn of a lock at once, also of one that another Patchbay has set', async () => {
    await open(false);
    const heard: unknown[] = [];
    session.subscribe((name, payload) => {
      if (name === 'view') heard.push((payload as { lock: string }).lock);
    });
    await session.request('lock.set', { locked: true });
    expect(heard).toEqual(['user']);
    await writeFile(join(config, 'read-only.json'), '{"version":1,"locked":false}');
    await session.request('edit.apply', { planId: 'never heard of' });
    expect(heard).toEqual(['user', 'none']);
    await writeFile(join(config, 'read-only.json'), '{"version":1,"locked":true}');
    await expect(session.request('edit.apply', { planId: 'never heard of' })).rejects.toThrow('Read-only');
    expect(heard).toEqual(['user', 'none', 'user']);
  });

  it('learn of a file that could not be understood', async () => {
    await writeFile(join(config, 'read-only.json'), 'broken');
    await open(false);
    expect(await session.request('view.open', {})).toMatchObject({
      lock: 'user',
      remarks: [expect.stringContaining('read-only.json')],
    });
  });
});
