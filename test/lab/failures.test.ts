import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { ApplyResult, Edit, PlainEdit } from '#shared/edits/model.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import { linkId, type NodeId } from '#shared/topology/model.ts';
import { Bench, before, granted, plugsOf, vnicOf } from './editing.ts';
import {
  describeInLab,
  ip,
  killLibvirtd,
  liveTapOf,
  masterOf,
  resetLab,
  startLibvirtd,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';

// Others change the host while an edit runs, or what it is changed with gives up: between two commands of the edit.

const DEAF_0 = '52:54:00:ad:00:01';
const MOVED = 'Move deaf’s net0 from br1 to br0';
const noLuck = { kind: 'exited', exitCode: 1, stdout: '', stderr: 'error: No space left on device' } as const;

let state: string;
let cable: NodeId;
let uuid: string;

/** The move of a running VM's vNIC, for now and for good: two commands. */
const move = (to = 'br0'): PlainEdit => ({ kind: 'move', cable, to: linkId(to) });

/** Applies an edit on a host on which something happens; sees that the history tells of it what the result told. */
async function applyOn(host: Host, edit: Edit): Promise<ApplyResult> {
  const bench = await Bench.open(host, journalFor({ historyKey: 'local' }, state));
  const result = await bench.apply(edit);
  await bench.close();
  const [entry] = await onNextStart(async ({ engine }) => engine.past.entries());
  expect(entry).toMatchObject({ outcome: result.outcome, message: result.message, steps: result.steps });
  return result;
}

/** What the next start of Patchbay makes of it. */
async function onNextStart<T>(look: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = await Bench.open(localHost(), journalFor({ historyKey: 'local' }, state));
  try {
    return await look(bench);
  } finally {
    await bench.close();
  }
}

const stepsOf = ({ steps }: ApplyResult) => steps.map(({ outcome }) => outcome);

async function isMoved(): Promise<[live: boolean, config: boolean]> {
  const [live] = await plugsOf('deaf', 'live');
  const [config] = await plugsOf('deaf', 'config');
  return [live === 'bridge br0', config === 'bridge br0'];
}

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'patchbay-failures-'));
});

afterEach(() => rm(state, { recursive: true }));

describeInLab('the VM, in the midst of an edit,', () => {
  beforeEach(async () => {
    [cable, uuid] = await Promise.all([vnicOf('deaf', DEAF_0), uuidOf('deaf')]);
  });
  afterEach(resetLab);

  test('is destroyed after its running side was changed: its definition is changed, and that is told', async () => {
    const result = await applyOn(
      before('--config', async () => {
        await virsh('destroy', uuid);
        return null;
      }),
      move(),
    );
    expect(result).toMatchObject({ outcome: 'done' });
    expect(result.message).toContain('deaf was stopped in the meantime');
    expect((await plugsOf('deaf', 'config'))[0]).toBe('bridge br0');
    const undo = await onNextStart(async (bench) => (await bench.undo()).outcome);
    expect(undo).toBe('done');
    expect((await plugsOf('deaf', 'config'))[0]).toBe('bridge br1');
  });

  test('is destroyed before anything was changed: nothing is', async () => {
    const result = await applyOn(
      before('--live', async () => {
        await virsh('destroy', uuid);
        return null;
      }),
      move(),
    );
    expect(result.outcome).toBe('put-back');
    expect(result.message).toMatch(/not running.*Nothing was changed/);
    expect((await plugsOf('deaf', 'config'))[0]).toBe('bridge br1');
  });

  test('is stopped and started: what was to be done to its old TAP is not done to a link that has got its name', async () => {
    const tap = await liveTapOf('deaf', DEAF_0);
    const options = { stp: false, forwardDelay: 0, vlanFiltering: false, mtu: null };
    const result = await applyOn(
      before('br9 up', async () => {
        await virsh('destroy', uuid);
        await virsh('start', uuid);
        await ip('tuntap', 'add', 'dev', tap, 'mode', 'tap');
        await ip('link', 'set', 'dev', tap, 'master', 'br-storage');
        return null;
      }),
      {
        kind: 'several',
        edits: [
          { kind: 'unplug', cable },
          { kind: 'bridge-create', name: 'br9', ...options },
        ],
      },
    );
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain(`${tap} is now a different link than the one this was planned for`);
    expect(stepsOf(result)).toEqual(['put-back', 'put-back', 'not-run']);
    expect(await masterOf(tap)).toBe('br-storage');
    expect(await masterOf(await liveTapOf('deaf', DEAF_0))).toBe('br1');
    await expect(ip('link', 'show', 'dev', 'br9')).rejects.toThrow('does not exist');
  });

  test('is stopped and started after its running side was changed: all is as it was, the one by the start', async () => {
    const result = await applyOn(
      before('--config', async () => {
        await virsh('destroy', uuid);
        await virsh('start', uuid);
        return null;
      }),
      move(),
    );
    expect(result.outcome).toBe('put-back');
    expect(await isMoved()).toEqual([false, false]);
    expect(await masterOf(await liveTapOf('deaf', DEAF_0))).toBe('br1');
  });

  test('vanishes from the host altogether, as by a migration: that is told', async () => {
    const result = await applyOn(
      before('--config', async () => {
        await virsh('destroy', uuid);
        await virsh('undefine', uuid);
        return null;
      }),
      move(),
    );
    expect(result.outcome).toBe('half-done');
    expect(result.steps[0]?.mismatch).toContain('no longer on this host');
    expect(await virsh('list', '--all', '--uuid')).not.toContain(uuid);
  });

  test('is changed by somebody else after its running side was: theirs is left as it is', async () => {
    const tap = await liveTapOf('deaf', DEAF_0);
    for (const ending of [noLuck, null]) {
      const result = await applyOn(
        before('--config', async () => {
          await plugAway('br-storage');
          return ending;
        }),
        move(),
      );
      expect(result.outcome).toBe('half-done');
      expect(result.message).toContain(
        'Somebody else has changed this meanwhile, and it was left as they have it',
      );
      expect(stepsOf(result)[0]).toBe('not-put-back');
      expect(await masterOf(tap)).toBe('br-storage');
      expect((await plugsOf('deaf', 'live'))[0]).toBe('bridge br-storage');
      expect((await plugsOf('deaf', 'config'))[0]).toBe('bridge br1');
      await plugAway('br1');
    }
  });

  /** What virt-manager does when its user chooses another bridge. */
  async function plugAway(bridge: string): Promise<void> {
    const [own = ''] = (await virsh('dumpxml', uuid)).match(/<interface [\s\S]*?<\/interface>/) ?? [];
    const file = join(state, 'vnic.xml');
    await writeFile(file, own.replace(/<source bridge='[^']*'\/>/, `<source bridge='${bridge}'/>`));
    await virsh('update-device', uuid, file, '--live');
  }

  test('loses the bridge that it was moved to: it is led back', async () => {
    await ip('link', 'add', 'br9', 'type', 'bridge');
    const tap = await liveTapOf('deaf', DEAF_0);
    const result = await applyOn(
      before('--config', async () => {
        await ip('link', 'del', 'br9');
        return null;
      }),
      move('br9'),
    );
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('Somebody else has changed the host in the meantime.');
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('deaf', 'live'))[0]).toBe('bridge br1');
    expect((await plugsOf('deaf', 'config'))[0]).toBe('bridge br1');
  });
});

describeInLab('libvirtd, in the midst of an edit,', () => {
  beforeEach(async () => {
    [cable, uuid] = await Promise.all([vnicOf('deaf', DEAF_0), uuidOf('deaf')]);
  });
  afterEach(resetLab);

  test('dies and comes back: what was done is put back', async () => {
    const result = await applyOn(
      before('--config', async () => {
        await killLibvirtd();
        setTimeout(() => void startLibvirtd(), 3000);
        return null;
      }),
      move(),
    );
    expect(result.outcome).toBe('put-back');
    expect(stepsOf(result)).toEqual(['put-back', 'failed']);
    expect(await isMoved()).toEqual([false, false]);
    expect(await masterOf(await liveTapOf('deaf', DEAF_0))).toBe('br1');
  });

  test('dies and stays away: what is left is not known, and is put back from the history once it is', async () => {
    const tap = await liveTapOf('deaf', DEAF_0);
    const bench = await Bench.open(
      before('--config', async () => {
        await killLibvirtd();
        return null;
      }),
      journalFor({ historyKey: 'local' }, state),
    );
    const result = await bench.apply(move());
    await bench.close();
    expect(result.outcome).toBe('half-done');
    expect(stepsOf(result)).toEqual(['unknown', 'unknown']);
    expect(result.message).toContain('can’t be seen at present');
    expect(result.message).not.toContain('could not be put back');
    expect(await masterOf(tap)).toBe('br0');

    await startLibvirtd();
    await until('libvirtd answers', async () => virsh('version').catch(() => null));
    expect(await isMoved()).toEqual([true, false]);
    await onNextStart(async ({ engine }) => {
      const [entry] = await engine.past.entries();
      expect(entry).toMatchObject({ title: MOVED, outcome: 'half-done', undoable: { ok: true } });
      const back = granted(engine.past.planUndo(entry?.id ?? ''));
      expect((await engine.apply(back.id)).outcome).toBe('done');
    });
    expect(await isMoved()).toEqual([false, false]);
    expect(await masterOf(tap)).toBe('br1');
  });

  test('hangs: the command is given up, and what it may still do is told', async () => {
    const bench = await Bench.open(
      impatient(
        before('--config', async () => {
          await signalLibvirtd('SIGSTOP');
          return null;
        }),
      ),
      journalFor({ historyKey: 'local' }, state),
    );
    const result = await bench.apply(move()).finally(() => signalLibvirtd('SIGCONT'));
    await bench.close();
    expect(result.outcome).toBe('half-done');
    expect(stepsOf(result)).toEqual(['unknown', 'unknown']);
    expect(result.message).toContain('virsh did not answer within');
    expect(result.advice).toContain('It may still make the change');
    await until('libvirtd answers', async () => virsh('version').catch(() => null));
    await onNextStart(async ({ engine }) => {
      const [entry] = await engine.past.entries();
      const back = granted(engine.past.planUndo(entry?.id ?? ''));
      expect((await engine.apply(back.id)).outcome).toBe('done');
    });
    expect(await isMoved()).toEqual([false, false]);
  });

  test('hangs from the start: a cable that is none of its own is moved all the same', async () => {
    const bench = await Bench.open(localHost(), journalFor({ historyKey: 'local' }, state));
    const plan = await bench.plan({ kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') });
    await signalLibvirtd('SIGSTOP');
    const result = await bench.engine.apply(plan.id).finally(() => signalLibvirtd('SIGCONT'));
    await bench.close();
    expect(result.outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBe('br1');
  });
});

async function signalLibvirtd(signal: 'SIGCONT' | 'SIGSTOP'): Promise<void> {
  process.kill(Number(await readFile('/run/libvirtd.pid', 'utf8')), signal);
}

/** A host on which nobody waits for a command as long as one would. */
function impatient(host: Host): Host {
  return {
    ...host,
    run: (command, limits): Promise<RunOutcome> =>
      host.run(command, { ...limits, timeoutMs: Math.min(limits.timeoutMs, 3000) }),
  };
}
