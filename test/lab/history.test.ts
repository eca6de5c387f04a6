import { execFile, execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { Edit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { Bench, before, granted, plugsOf, vnicOf } from './editing.ts';
import { Driver } from './support/driver.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab } from './support/lab.ts';
import { labHost } from './support/labHost.ts';

const WEB_0 = '52:54:00:aa:00:01';
const plugLoose: Edit = { kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') };

describeInLab('the history', () => {
  let state: string;
  let bench: Bench;
  let driver: Driver;

  beforeAll(async () => {
    driver = await Driver.build();
  });

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-history-'));
    bench = await start();
  });

  afterEach(async () => {
    await bench.close();
    vi.unstubAllEnvs();
    await rm(state, { recursive: true });
    await resetLab();
  });

  afterAll(() => driver.remove());

  const start = (host: Host = labHost) => Bench.open(host, journalFor({ historyKey: 'local' }, state));

  async function restart(host: Host = labHost): Promise<void> {
    await bench.close();
    bench = await start(host);
  }

  const moveWeb = async (): Promise<Edit> => ({
    kind: 'move',
    cable: await vnicOf('web 01', WEB_0),
    to: linkId('br1'),
  });
  const titles = async () =>
    (await bench.engine.past.entries()).map(({ title, outcome }) => [title, outcome]);

  test('outlives Patchbay: any edit of it is undone from the list, and the rest by Undo', async () => {
    await bench.apply(await moveWeb());
    await bench.apply(plugLoose);
    await bench.apply({ kind: 'unplug', cable: linkId('tap-plugged') });
    await restart();

    const entries = await bench.engine.past.entries();
    expect(entries.map(({ title, outcome, undoable }) => [title, outcome, undoable])).toEqual([
      ['Disconnect tap-plugged from br1', 'done', { ok: true }],
      ['Connect tap-loose to br1', 'done', { ok: true }],
      ['Move web 01’s net0 from br0 to br1', 'done', { ok: true }],
    ]);
    expect(entries[2]?.steps.map(({ command, outcome }) => [command.split('\n')[0], outcome])).toEqual([
      [expect.stringMatching(/^virsh -c qemu:\/\/\/system update-device .* --live <<'EOF'$/), 'done'],
      [expect.stringMatching(/ --config <<'EOF'$/), 'done'],
    ]);
    expect(entries[2]?.steps[0]?.output).toContain('updated successfully');

    const undo = granted(bench.engine.past.planUndo(entries[2]?.id ?? ''));
    expect((await bench.engine.apply(undo.id)).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    expect(await masterOf('tap-loose')).toBe('br1');
    expect((await bench.engine.past.entries())[3]?.undoable).toMatchObject({
      ok: false,
      why: expect.stringContaining('Already undone'),
    });

    await restart();
    expect(bench.engine.history()).toEqual({
      undo: 'Disconnect tap-plugged from br1',
      redo: 'Move web 01’s net0 from br0 to br1',
    });
    expect((await bench.undo()).outcome).toBe('done');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('tap-plugged')).toBe('br1');
    expect(await masterOf('tap-loose')).toBeNull();
    await restart();
    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBe('br1');
  });

  test('says why not, where somebody has changed it meanwhile, and leaves that alone', async () => {
    await bench.apply(plugLoose);
    await restart();
    const plan = granted(bench.engine.past.planUndo((await bench.engine.past.entries())[0]?.id ?? ''));
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br-storage');

    expect(await bench.engine.apply(plan.id)).toMatchObject({
      outcome: 'stale',
      steps: [],
      advice: expect.stringContaining('tap-loose is on br-storage'),
    });
    const [entry] = await bench.engine.past.entries();
    expect(entry?.undoable).toMatchObject({ ok: false, why: expect.stringContaining('br-storage') });
    expect(bench.engine.past.planUndo(entry?.id ?? '')).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('tap-loose is on br-storage') },
    });
    expect(await masterOf('tap-loose')).toBe('br-storage');
  });

  test('is a script that does the same again', async () => {
    await bench.apply(await moveWeb());
    await bench.apply(plugLoose);
    await bench.apply({ kind: 'unplug', cable: linkId('tap-plugged') });
    await bench.undo();
    const script = await bench.engine.past.script(null);
    await bench.undo();
    await bench.undo();
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect(await masterOf('tap-loose')).toBeNull();

    await writeFile(join(state, 'script.sh'), script);
    await promisify(execFile)('sh', ['-n', join(state, 'script.sh')]);
    await promisify(execFile)('sh', [join(state, 'script.sh')]);
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');
    expect(await masterOf(await liveTapOf('web 01', WEB_0))).toBe('br1');
    expect(await masterOf('tap-loose')).toBe('br1');
    expect(await masterOf('tap-plugged')).toBe('br1');
  });

  test('has what failed, with what the commands said', async () => {
    await restart(
      before('--config', async () => ({ kind: 'exited', exitCode: 1, stdout: '', stderr: 'error: no luck' })),
    );
    expect((await bench.apply(await moveWeb())).outcome).toBe('put-back');
    await restart();
    const [entry] = await bench.engine.past.entries();
    expect(entry).toMatchObject({ outcome: 'put-back', message: expect.stringContaining('no luck') });
    expect(entry?.steps.map(({ outcome, output }) => [outcome, output])).toEqual([
      ['put-back', expect.stringContaining('updated')],
      ['failed', 'error: no luck'],
    ]);
    expect(entry?.undoable).toEqual({ ok: false, why: 'Nothing of this is left on the host.' });
    expect(bench.engine.history()).toEqual({ undo: null, redo: null });
  });

  test('is shared with the command line, which tells what was interrupted', async () => {
    vi.stubEnv('XDG_STATE_HOME', join(state, 'xdg'));
    vi.stubEnv('XDG_CONFIG_HOME', join(state, 'xdg'));
    const directory = join(state, 'xdg/patchbay');
    await driver.runToDeath({
      edit: await moveWeb(),
      point: { at: 'after', command: 0 },
      state: directory,
    });
    const unplug = async () => {
      const terminal = new FakeTerminal();
      const exitCode = await runCli(['unplug', 'tap-plugged', '--yes'], terminal);
      return { exitCode, said: terminal.said };
    };
    const { exitCode, said } = await unplug();
    expect(exitCode).toBe(0);
    expect(said).toContain('Patchbay exited while applying “Move web 01’s net0 from br0 to br1”');
    expect(said).toContain('The host shows a part of it.');
    // As a person would, by the commands that were told.
    const finish = said.slice(said.indexOf('To finish it:\n'), said.indexOf('  To revert it:')).split('\n');
    execFileSync('sh', ['-e'], { input: finish.slice(1).join('\n') });
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');

    await ip('link', 'set', 'dev', 'tap-plugged', 'master', 'br1');
    expect((await unplug()).said).toContain('The host shows all of it as done.');
    await ip('link', 'set', 'dev', 'tap-plugged', 'master', 'br1');
    expect((await unplug()).said).not.toContain('exited while');

    await bench.close();
    bench = await Bench.open(localHost(), journalFor({ historyKey: 'local' }, directory));
    expect(await titles()).toEqual([
      ...Array(3).fill(['Disconnect tap-plugged from br1', 'done']),
      ['Move web 01’s net0 from br0 to br1', 'done'],
    ]);
  });

  test('keeps two Patchbays from editing at once, and recovers from one that was killed', async () => {
    const other = await driver.runToHang({ edit: await moveWeb(), state });
    const plan = await bench.plan(plugLoose);
    expect(await bench.engine.apply(plan.id)).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(
        new RegExp(`Another Patchbay edits this host .* process ${other.pid}, yours`),
      ),
    });
    expect(await masterOf('tap-loose')).toBeNull();
    expect(await titles()).toEqual([['Move web 01’s net0 from br0 to br1', 'running']]);
    expect(bench.engine.history().interrupted).toBeUndefined();

    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    await bench.engine.refresh();
    expect(bench.engine.history().interrupted).toEqual([expect.objectContaining({ found: 'not-done' })]);
    // The same plan: nothing has changed.
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBe('br1');
  });

  test('is written first: without room for it nothing is run, and what ran is put back', async () => {
    const small = join(state, 'small');
    execFileSync('mkdir', [small]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
    const fill = () => appendFile(join(small, 'filler'), Buffer.alloc(128 << 10)).catch(() => {});
    try {
      const kept = journalFor({ historyKey: 'local' }, small);
      await bench.close();
      bench = await Bench.open(localHost(), kept);
      await fill();
      expect(await bench.apply(plugLoose)).toMatchObject({
        outcome: 'refused',
        message: expect.stringContaining('disk is full'),
        advice: expect.stringContaining('Make room'),
        steps: [],
      });
      expect(await masterOf('tap-loose')).toBeNull();

      await rm(join(small, 'filler'));
      expect((await bench.apply(plugLoose)).outcome).toBe('done');

      // Between the two commands of an edit the disk becomes read-only, as one does that has an error.
      await bench.close();
      const filling = before('--live', async () => {
        execFileSync('mount', ['-o', 'remount,ro', small]);
        return null;
      });
      bench = await Bench.open(filling, journalFor({ historyKey: 'local' }, small));
      const result = await bench.apply(await moveWeb());
      expect(result).toMatchObject({ outcome: 'put-back', message: expect.stringContaining('EROFS') });
      expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
      expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    } finally {
      await bench.close();
      execFileSync('umount', [small]);
    }
  });

  test('is readable by a person, and by nobody else', async () => {
    await bench.apply(plugLoose);
    const file = join(state, 'history-local.jsonl');
    expect(execFileSync('stat', ['-c', '%a', file], { encoding: 'utf8' })).toBe('600\n');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).is)).toEqual([
      undefined,
      'begun',
      'step-started',
      'step-ended',
      'ended',
    ]);
  });
});
