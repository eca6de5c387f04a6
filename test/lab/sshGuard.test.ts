import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { sshHost } from '#electron/hosts/ssh/ssh.ts';
import type { ApplyResult } from '#shared/edits/model.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { Bench } from './editing.ts';
import { describeInLab, ip, until } from './support/lab.ts';
import { SshServer } from './support/sshServer.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';
import { intoBridge } from './support/uplinkEdit.ts';

// The card that ssh comes in by is moved into a bridge under the guard on the host, which reverts it there whatever
// becomes of the connection.

// As nobody confirmed it, or as the host could not be read any more, which comes to the same.
const takenBack = { outcome: expect.stringMatching(/^(reverted|put-back)$/) };

describeInLab('a guarded edit of the link that ssh comes in by', () => {
  let server: SshServer;
  let bench: Bench;
  let state: string;

  beforeAll(async () => {
    server = await SshServer.start();
  });
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-ssh-'));
    await uplinkOnCard();
    // The router would look for the card that had the address before.
    await ip('-n', 'lan', 'neigh', 'flush', 'dev', 'lan0');
  });
  afterEach(async () => {
    await bench.close();
    await uplinkAway();
    await rm('/run/patchbay', { recursive: true, force: true });
    await rm(state, { recursive: true });
  });
  afterAll(() => server.stop());

  async function open(guardSeconds: number): Promise<void> {
    const target = sshTarget('ssh://root@lab');
    if (target === null) throw new Error('no name of a host');
    const host = await sshHost(target, 'nobody');
    bench = await Bench.open(host, journalFor(host, state), { guardSeconds });
  }

  const phase = (id: string) => bench.engine.guards.states.find((each) => each.id === id)?.phase ?? null;

  /** Applies it until the host waits for a word. */
  async function waiting(): Promise<{ id: string; result: Promise<ApplyResult> }> {
    const { id, guard } = await bench.plan(intoBridge);
    expect(guard).toBeDefined();
    const result = bench.engine.apply(id);
    await until('it waits', async () => (phase(id) === 'waiting' ? true : null), 60);
    return { id, result };
  }

  test('is confirmed over the connection that it moved', async () => {
    await open(60);
    const { id, result } = await waiting();
    expect(await whereItLives()).toEqual(onBridge);
    expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
    expect(await result).toMatchObject({ outcome: 'done' });
    expect(await whereItLives()).toEqual(onBridge);
  });

  test('is reverted there while the link is cut, and Patchbay comes back and tells', async () => {
    await open(8);
    const { result } = await waiting();
    await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'down');
    await until('it is back', async () => ((await whereItLives()).card === null ? true : null), 30);
    expect(await whereItLives()).toEqual(onCard);
    await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'up');
    expect(await result).toMatchObject(takenBack);
  });

  test('is reverted there while sshd is dead, and Patchbay comes back and tells', async () => {
    await open(8);
    const { result } = await waiting();
    await server.cut();
    await server.down();
    await until('it is back', async () => ((await whereItLives()).card === null ? true : null), 30);
    expect(await whereItLives()).toEqual(onCard);
    await server.up();
    expect(await result).toMatchObject(takenBack);
  });
});
