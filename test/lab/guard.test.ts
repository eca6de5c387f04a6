import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WAITING_FOR_ANSWER } from '#electron/engine/guard/applyGuarded.ts';
import { noJournal } from '#electron/engine/history/journal.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { ApplyResult, Plan, Planned } from '#shared/edits/model.ts';
import type { GuardState } from '#shared/guard.ts';
import { linkId } from '#shared/topology/model.ts';
import { Bench, before } from './editing.ts';
import { describeInLab, ip, until } from './support/lab.ts';
import { labHost } from './support/labHost.ts';
import { proves } from './support/proves.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';
import { intoBridge } from './support/uplinkEdit.ts';

// The card that the host lives on is moved into a bridge and back, under the guard, which takes it back by itself.
// There is no systemd in the lab: the guard is started by setsid, for real.

const execute = promisify(execFile);
const ROUTER = '192.168.50.1';

describeInLab('a guarded edit', () => {
  let bench: Bench;

  beforeEach(async () => {
    await uplinkOnCard();
  });

  afterEach(async () => {
    await bench.close();
    await uplinkAway();
    await rm('/run/patchbay', { recursive: true, force: true });
  });

  afterAll(() => uplinkAway());

  const open = async (guardSeconds: number, host: Host = labHost) => {
    bench = await Bench.open(host, noJournal, { guardSeconds });
  };

  /** Applies it until the host waits for a word. */
  async function waiting(): Promise<{ id: string; result: Promise<ApplyResult>; isAsked: () => boolean }> {
    const { id } = await bench.plan(intoBridge);
    let isAsked = false;
    const result = bench.engine.apply(id, ({ doing }) => {
      isAsked ||= doing === WAITING_FOR_ANSWER;
    });
    await until('it waits', async () => (stateOf(id)?.phase === 'waiting' ? true : null));
    return { id, result, isAsked: () => isAsked };
  }

  /** What leads back or on, on facts of the moment. */
  async function planned(make: () => Planned): Promise<Plan> {
    await bench.engine.refresh();
    const made = make();
    if (!made.ok) throw new Error(made.refusal.why);
    return made.plan;
  }

  /** Applies a plan and keeps it. */
  async function kept(id: string): Promise<void> {
    const result = bench.engine.apply(id);
    await until('it waits', async () => (stateOf(id)?.phase === 'waiting' ? true : null));
    expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
    await until('it is told', async () => (stateOf(id)?.phase === 'kept' ? true : null));
    // Read and dismissed at once: the edit is kept all the same.
    await bench.engine.guards.settle(id);
    expect(stateOf(id)).toBeUndefined();
    expect(await result).toMatchObject({ outcome: 'done' });
    expect(stateOf(id)).toBeUndefined();
  }

  const stateOf = (id: string): GuardState | undefined =>
    bench.engine.guards.states.find((state) => state.id === id);

  const guardPid = (id: string): number =>
    Number(readFileSync(`/run/patchbay/guard/${id}/runner.1`, 'utf8').split(' ')[0]);

  test('stays once it was kept; its undo and its redo are guarded too', async () => {
    proves({ edit: 'guarded', live: true, undo: true, redo: true, by: ['ip'] });
    await open(30);
    const plan = await bench.plan(intoBridge);
    expect(plan.guard).toMatchObject({ probe: { address: ROUTER, link: 'br1' } });
    const { id, result } = await waiting();
    expect(await whereItLives()).toEqual(onBridge);
    await until('contact', async () => (stateOf(id)?.contact === 'yes' ? true : null), 5);
    expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
    expect(await result).toMatchObject({ outcome: 'done' });
    expect(await whereItLives()).toEqual(onBridge);
    expect((await result).steps.map(({ outcome }) => outcome)).not.toContain('not-run');

    const undo = await planned(() => bench.engine.planUndo());
    expect(undo.guard).toMatchObject({ probe: { address: ROUTER, link: 'enp3s0' } });
    await kept(undo.id);
    expect(await whereItLives()).toEqual(onCard);
    expect(bench.engine.history()).toMatchObject({ undo: null });

    const redo = await planned(() => bench.engine.planRedo());
    expect(redo.guard).toMatchObject({ probe: { address: ROUTER, link: 'br1' } });
    await kept(redo.id);
    expect(await whereItLives()).toEqual(onBridge);
  });

  test.each([
    [
      'takes the card out again',
      () => ip('link', 'set', 'dev', 'enp3s0', 'nomaster'),
      'enp3s0 is not connected to any bridge.',
    ],
    ['deletes the address', () => ip('addr', 'del', '192.168.50.10/24', 'dev', 'br1'), '192.168.50.10/24'],
    ['sets the bridge down', () => ip('link', 'set', 'dev', 'br1', 'down'), 'br1 is down.'],
    ['sets the card down', () => ip('link', 'set', 'dev', 'enp3s0', 'down'), 'enp3s0 is down.'],
    ['deletes a route', () => ip('route', 'del', '10.99.0.0/16'), 'There is no route 10.99.0.0/16'],
  ])(
    'is told as done in part where somebody %s before it is kept, with both ways out',
    async (_, meddle, differs) => {
      await open(30);
      const { id, result, isAsked } = await waiting();
      // The host may tell that it waits before Patchbay has read that all of the edit is there.
      await until('it is asked', async () => (isAsked() ? true : null));
      await meddle();
      expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
      expect(await result).toMatchObject({
        outcome: 'half-done',
        message: expect.stringContaining(differs),
        advice: 'Revert all of it, or keep it as it is now.',
      });
      expect(stateOf(id)).toMatchObject({ phase: 'kept-in-part', told: expect.stringContaining(differs) });
      expect(bench.engine.history().undo).toBeNull();
      const { id: back, guard } = await planned(() => bench.engine.past.planUndo(id));
      expect(guard).toBeDefined();
      await kept(back);
      expect(await whereItLives()).toEqual(onCard);
      // It has been led to its end: nothing is told of it any more.
      expect(stateOf(id)).toBeUndefined();
      expect((await bench.engine.past.entries()).at(-1)).toMatchObject({ id, outcome: 'put-back' });
    },
  );

  test('is taken back by the host when nobody keeps it', async () => {
    await open(4);
    const { id, result } = await waiting();
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect((await result).message).toContain('Nobody confirmed it within 4 s.');
    expect(await whereItLives()).toEqual(onCard);
    expect(stateOf(id)).toMatchObject({ phase: 'reverted' });
    expect(await bench.engine.guards.keep(id)).toMatchObject({ done: false });
    await bench.engine.guards.settle(id);
    expect(bench.engine.guards.states).toEqual([]);
  });

  test('that was taken back is found by its neighbours at once, though the bridge has a MAC of its own', async () => {
    const knownAs = () => ip('-n', 'lan', 'neigh', 'show', 'to', '192.168.50.10', 'dev', 'lan0');
    const macOf = async (link: string) =>
      / link\/ether (\S+)/.exec(await ip('-o', 'link', 'show', 'dev', link))?.[1] ?? '?';
    await open(3);
    const { result } = await waiting();
    const onBridge = await macOf('br1');
    await until('the router learns it', async () => ((await knownAs()).includes(onBridge) ? true : null), 5);
    expect(await result).toMatchObject({ outcome: 'reverted' });
    const card = await macOf('enp3s0');
    // Nothing is sent to the router meanwhile, nor does it ask.
    await until('the router learns again', async () => ((await knownAs()).includes(card) ? true : null), 4);
  });

  test.each(['revert', 'cancel'] as const)('is taken back at once by the user: %s', async (way) => {
    await open(60);
    const { id, result } = await waiting();
    if (way === 'cancel') bench.engine.cancel(id);
    else expect(await bench.engine.guards.revert(id)).toMatchObject({ done: true });
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect(await whereItLives()).toEqual(onCard);
  });

  test('is taken back where one of its commands fails, which is told', async () => {
    // A card with a macvtap on it can't be a port of a bridge.
    const host = before('guard.sh arm', async () => {
      await ip('link', 'add', 'link', 'enp3s0', 'name', 'late-tap', 'type', 'macvtap');
      return null;
    });
    await open(60, host);
    const result = await bench.apply(intoBridge);
    await ip('link', 'del', 'dev', 'late-tap');
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('The host reverted all of it');
    const failed = result.steps.find(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject({ command: 'ip link set dev enp3s0 master br1' });
    expect(failed?.output).toContain('busy');
    expect(await whereItLives()).toEqual(onCard);
    expect(bench.engine.history().undo).toBeNull();
  });

  test('is taken back where the host does not show all of it', async () => {
    const local = localHost();
    await open(60, {
      ...local,
      async run(command, limits) {
        const outcome = await local.run(command, limits);
        // A third hand undoes a part as soon as it is there.
        if (command.argv.includes('arm')) {
          await until('it is there', async () => ((await whereItLives()).other[0] === 'br1' ? true : null));
          await ip('route', 'del', '10.99.0.0/16');
        }
        return outcome;
      },
    });
    const result = await bench.apply(intoBridge);
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('There is no route 10.99.0.0/16');
    expect(await whereItLives()).toEqual(onCard);
  });

  test('of which the process is killed is taken back by Patchbay', async () => {
    await open(60);
    const { id, result } = await waiting();
    process.kill(guardPid(id), 'SIGKILL');
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect((await result).message).toContain('was killed');
    expect(await whereItLives()).toEqual(onCard);
  });

  test('of which the process is told to end, as at a shutdown, is taken back', async () => {
    await open(60);
    const { id, result } = await waiting();
    process.kill(guardPid(id), 'SIGTERM');
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect(await whereItLives()).toEqual(onCard);
  });

  test('says within seconds that the router does not answer any more, and that it does again', async () => {
    await open(60);
    const { id, result } = await waiting();
    await until('yes', async () => (stateOf(id)?.contact === 'yes' ? true : null), 6);
    await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'down');
    const began = Date.now();
    await until('no', async () => (stateOf(id)?.contact === 'no' ? true : null), 10);
    expect(Date.now() - began).toBeLessThan(9000);
    await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'up');
    await until('yes again', async () => (stateOf(id)?.contact === 'yes' ? true : null), 15);
    bench.engine.cancel(id);
    expect(await result).toMatchObject({ outcome: 'reverted' });
  });

  test('is guarded by a unit of systemd where there is systemd', async () => {
    // There is none in the lab: a stand-in tells what it was asked for, and runs it.
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-systemd-'));
    const asked = join(folder, 'asked');
    const standIn = `#!/bin/sh
printf '%s\\n' "$@" >${asked}
while [ "$1" != /bin/sh ]; do shift; done
setsid "$@" </dev/null >/dev/null 2>&1 &
`;
    await writeFile(join(folder, 'systemd-run'), standIn, { mode: 0o755 });
    await mkdir('/run/systemd/system', { recursive: true });
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    try {
      await open(3);
      const { id, result } = await waiting();
      expect(readFileSync(asked, 'utf8').trim().split('\n')).toEqual([
        '--quiet',
        '--collect',
        `--unit=patchbay-guard-${id}-1`,
        '--property=KillMode=mixed',
        '--property=TimeoutStopSec=60',
        '--property=Restart=on-abnormal',
        '/bin/sh',
        `/run/patchbay/guard/${id}/guardRun.sh`,
        id,
      ]);
      expect(await result).toMatchObject({ outcome: 'reverted' });
      // One that fails is no reason to go without a guard.
      await writeFile(join(folder, 'systemd-run'), '#!/bin/sh\nexit 1\n');
      await bench.close();
      await open(3);
      expect(await (await waiting()).result).toMatchObject({ outcome: 'reverted' });
    } finally {
      vi.unstubAllEnvs();
      await rm('/run/systemd', { recursive: true });
      await rm(folder, { recursive: true });
    }
    expect(await whereItLives()).toEqual(onCard);
  });

  test('is not begun where its guard can’t be written down', async () => {
    await open(60);
    const place = '/run/patchbay';
    await mkdir(place, { recursive: true });
    await execute('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]);
    try {
      await writeFile(join(place, 'all-of-it'), Buffer.alloc(40_000));
      const result = await bench.apply(intoBridge);
      expect(result).toMatchObject({ outcome: 'refused' });
      expect(result.message).toContain('under /run. Nothing was changed.');
    } finally {
      await execute('umount', [place]);
    }
    expect(await whereItLives()).toEqual(onCard);
    expect(bench.engine.guards.states).toEqual([]);
  });

  test('keeps any other edit waiting, guarded or not', async () => {
    await open(60);
    const { id, result } = await waiting();
    const other = await Bench.open(localHost(), noJournal, { guardSeconds: 5 });
    const refused = await other.apply({ kind: 'move', cable: linkId('tap-loose'), to: linkId('br-storage') });
    expect(refused).toMatchObject({ outcome: 'refused' });
    expect(refused.message).toContain('is not confirmed yet');
    expect(other.engine.guards.states).toEqual([expect.objectContaining({ id, phase: 'waiting' })]);
    // Whoever sees it may decide it.
    expect(await other.engine.guards.keep(id)).toMatchObject({ done: true });
    await other.close();
    expect(await result).toMatchObject({ outcome: 'done' });
  });

  describe('that the host waits with, and no read has shown yet', () => {
    let look: () => void;
    let id: string;
    let result: Promise<ApplyResult>;

    beforeEach(async () => {
      let isArmed = false;
      const looks = new Promise<void>((resolve) => {
        look = resolve;
      });
      await open(60, {
        ...labHost,
        async run(command, limits) {
          const outcome = await labHost.run(command, limits);
          isArmed ||= command.argv.includes('arm');
          if (!isArmed || command.argv[0] !== 'ip') return outcome;
          await looks;
          return labHost.run(command, limits);
        },
      });
      ({ id } = await bench.plan(intoBridge));
      result = bench.engine.apply(id);
      await until('it is checked', async () => (stateOf(id)?.phase === 'checking' ? true : null));
    });

    test('is not to be confirmed by who makes it', async () => {
      expect(await bench.engine.guards.keep(id)).toMatchObject({
        done: false,
        message: 'Patchbay is still checking whether the host shows the change.',
      });
      look();
      await until('it waits', async () => (stateOf(id)?.phase === 'waiting' ? true : null));
      expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
      expect(await result).toMatchObject({ outcome: 'done' });
      expect(await whereItLives()).toEqual(onBridge);
    });

    test('and another has confirmed and somebody has changed by then: both are told', async () => {
      const other = await Bench.open(localHost(), noJournal, {});
      expect(await other.engine.guards.keep(id)).toMatchObject({ done: true });
      await other.close();
      await ip('route', 'del', '10.99.0.0/16');
      look();
      expect(await result).toMatchObject({
        outcome: 'half-done',
        message: expect.stringMatching(/^It was confirmed, but .*There is no route 10\.99\.0\.0\/16/),
      });
      expect(stateOf(id)).toMatchObject({ phase: 'kept-in-part' });
    });
  });
});
