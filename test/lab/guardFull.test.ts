import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noJournal } from '#electron/engine/history/journal.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { ApplyResult } from '#shared/edits/model.ts';
import { Bench } from './editing.ts';
import { describeInLab, ip, until } from './support/lab.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';
import { intoBridge } from './support/uplinkEdit.ts';

// /run, where the guard keeps what it knows, is filled or emptied while it waits. The host must be in the old state or in
// the new one all the same, and what came of it must not be told as a success that it is none.

const execute = promisify(execFile);
const helper = join(import.meta.dirname, '../../electron/helper');

describeInLab('a guarded edit while /run is full', () => {
  let bench: Bench;

  beforeEach(async () => {
    await uplinkOnCard();
    await mkdir('/run/patchbay', { recursive: true });
    await execute('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=200', 'tmpfs', '/run/patchbay']);
    bench = await Bench.open(localHost(), noJournal, { guardSeconds: 30 });
  });

  afterEach(async () => {
    await bench.close();
    // A guard that has just ended may still read its own script.
    await execute('umount', ['--lazy', '/run/patchbay']);
    await rm('/run/patchbay', { recursive: true });
    await uplinkAway();
  });

  /** Bytes and files: nothing more goes in. */
  function fill(): void {
    for (const [name, size] of [
      ['bytes', 2 << 20],
      ...Array.from({ length: 200 }, (_, at) => [`file-${at}`, 0]),
    ])
      try {
        writeFileSync(join('/run/patchbay', String(name)), Buffer.alloc(Number(size)));
      } catch {
        // That is what is wanted.
      }
    expect(() => writeFileSync('/run/patchbay/more', 'x')).toThrow('ENOSPC');
  }

  async function waiting(): Promise<{ id: string; result: Promise<ApplyResult> }> {
    const { id } = await bench.plan(intoBridge);
    const result = bench.engine.apply(id);
    await until('it waits', async () => (bench.engine.guards.states[0]?.phase === 'waiting' ? true : null));
    return { id, result };
  }

  test('is reverted, and told so: what that takes was laid aside', async () => {
    const { id, result } = await waiting();
    fill();
    expect(await bench.engine.guards.revert(id)).toMatchObject({ done: true });
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect(await whereItLives()).toEqual(onCard);
  });

  test('is kept, and told so', async () => {
    const { id, result } = await waiting();
    fill();
    expect(await bench.engine.guards.keep(id)).toMatchObject({ done: true });
    expect(await result).toMatchObject({ outcome: 'done' });
    expect(await whereItLives()).toEqual(onBridge);
  });

  test('is not told as reverted where the host is not as before', async () => {
    const { id, result } = await waiting();
    await ip('addr', 'add', '192.0.2.9/32', 'dev', 'enp3s0');
    fill();
    expect(await bench.engine.guards.revert(id)).toMatchObject({ done: false });
    expect(await result).toMatchObject({
      outcome: 'half-done',
      message: expect.stringContaining('Now: enp3s0 has the address 192.0.2.9/32.'),
    });
  });

  test('is reverted in time also where its folder has been removed', async () => {
    await bench.close();
    bench = await Bench.open(localHost(), noJournal, { guardSeconds: 4 });
    const { result } = await waiting();
    await rm('/run/patchbay/guard', { recursive: true });
    await until('it is back', async () => ((await whereItLives()).other[0] === 'enp3s0' ? true : null), 20);
    expect(await whereItLives()).toEqual(onCard);
    expect((await result).outcome).not.toBe('done');
  });
});

describeInLab(
  'the process that guards an edit, each of whose writes fails in turn and all after that',
  () => {
    // The kernel drops the route with the address, and no command of the edit brings it back: the guard has to see that.
    const document = `patchbay-guard 1
watch guarded0
do ip addr del 10.77.0.1/24 dev guarded0
undo ip addr add 10.77.0.1/24 dev guarded0
end
`;
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'patchbay-full-'));
      await ip('link', 'add', 'guarded0', 'type', 'bridge');
      await ip('addr', 'add', '10.77.0.1/24', 'dev', 'guarded0');
      await ip('link', 'set', 'dev', 'guarded0', 'up');
      await ip('route', 'add', '10.78.0.0/16', 'via', '10.77.0.2', 'dev', 'guarded0');
    });

    afterEach(async () => {
      await ip('link', 'del', 'dev', 'guarded0');
      await rm(folder, { recursive: true });
      await rm('/run/patchbay', { recursive: true, force: true });
    });

    const state = async () =>
      `${await ip('-4', '-o', 'addr', 'show', 'dev', 'guarded0')}${await ip('-4', 'route', 'show', 'dev', 'guarded0')}`;

    /** The guard as it is, but that its process runs in this shell and can write only so often. */
    function withWrites(count: number, shell: string): string {
      const own = join(folder, String(count));
      mkdirSync(own);
      for (const name of ['guard.sh', 'guardRun.sh', 'guardFiles.sh'])
        cpSync(join(helper, name), join(own, name));
      const guard = readFileSync(join(own, 'guard.sh'), 'utf8');
      expect(guard).toContain('/bin/sh "$dir/guardRun.sh"');
      writeFileSync(
        join(own, 'guard.sh'),
        guard.replaceAll('/bin/sh "$dir/guardRun.sh"', `${shell} "$dir/guardRun.sh"`),
      );
      const files = readFileSync(join(own, 'guardFiles.sh'), 'utf8');
      const head = 'write() { # PATH TEXT\n';
      expect(files).toContain(head);
      const failing = `  case $0 in *guardRun.sh) writes=$((\${writes:-0} + 1)); [ "$writes" -le ${count} ] || return 1 ;; esac\n`;
      writeFileSync(join(own, 'guardFiles.sh'), files.replace(head, head + failing));
      return join(own, 'guard.sh');
    }

    const counts = Array.from({ length: 11 }, (_, count) => count);

    // Where it fails is the same for all shells, of which each takes a second or two: all of them in one, in turns in the others.
    describe.each([
      ['dash', counts],
      ['bash', counts.filter((count) => count % 2 === 1)],
      ['busybox sh', counts.filter((count) => count % 2 === 0)],
    ] as const)('%s', (shell, counts) => {
      const [program = '', ...first] = shell.split(' ');

      test('leaves the host as it was', async () => {
        const before = await state();
        const phases = new Set<string>();
        for (const count of counts) {
          const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
          const guard = withWrites(count, shell);
          try {
            execFileSync(program, [...first, guard, 'arm', id, '1'], { input: document, stdio: 'pipe' });
          } catch {
            // It says that it could not: then nothing has run, or it is taken back.
          }
          const own = `/run/patchbay/guard/${id}`;
          await until(
            `${count} writes: as before`,
            async () => ((await state()) === before ? true : null),
            20,
          );
          // And it stays so: whatever runs still has come to its end.
          await until(
            'it has ended',
            async () => (/guardRun/.test(execFileSync('ps', ['ax', '-o', 'args']).toString()) ? null : true),
            30,
          );
          expect(await state(), `${count} writes`).toBe(before);
          const phase = existsSync(join(own, 'phase'))
            ? readFileSync(join(own, 'phase'), 'utf8').trim()
            : 'none';
          phases.add(phase);
          expect(phase, `${count} writes`).not.toBe('kept');
          rmSync('/run/patchbay', { recursive: true, force: true });
        }
        expect(phases).toContain('reverted');
        if (counts[0] === 0) expect(phases).toContain('none');
      }, 240_000);
    });
  },
);
