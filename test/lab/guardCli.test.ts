import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeInLab, ip, masterOf, until } from './support/lab.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';

// The `patchbay` command of an ordinary user, whom sudo lets start the helper and nothing else, moves the card that the
// host lives on.

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const app = '/run/lab/guard-app';
const home = '/run/lab/guard-home';
const guards = '/run/patchbay/guard';
const nobody = 65534;

describeInLab('patchbay moves the card that the host lives on', () => {
  beforeAll(async () => {
    await cp(join(root, '.build/main'), `${app}/.build/main`, { recursive: true });
    await cp(join(root, 'electron/helper'), `${app}/electron/helper`, { recursive: true });
    await execute('mount', ['-t', 'tmpfs', '-o', 'mode=750', 'tmpfs', '/etc/sudoers.d']);
    const rule = `nobody ALL=(root) NOPASSWD: ${process.execPath} ${app}/electron/helper/helper.mjs\n`;
    await writeFile('/etc/sudoers.d/lab', rule, { mode: 0o440 });
  });

  afterAll(async () => {
    await execute('umount', ['/etc/sudoers.d']);
    await rm(app, { recursive: true });
  });

  beforeEach(async () => {
    await mkdir(home);
    await chown(home, nobody, nobody);
    await uplinkOnCard();
  });

  afterEach(async () => {
    await rm(home, { recursive: true });
    await rm('/run/patchbay', { recursive: true, force: true });
    await ip('-n', 'lan', 'addr', 'replace', '192.168.50.1/24', 'dev', 'lan0');
    await uplinkAway();
  });

  function start(...args: string[]): { child: ChildProcess; said: () => string } {
    const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
    const command = [process.execPath, `${app}/.build/main/patchbay.js`, ...args];
    const env = { PATH: process.env.PATH, HOME: home };
    const child = spawn('setpriv', [...user, ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        said += data;
      });
    return { child, said: () => said };
  }

  async function run(...args: string[]): Promise<{ exitCode: number; said: string }> {
    const { child, said } = start(...args);
    const [exitCode] = await once(child, 'close');
    return { exitCode, said: said() };
  }

  test('and keeps it there as the router answers, with --yes', async () => {
    const { exitCode, said } = await run('move', 'enp3s0', 'br1', '--yes');
    expect(said).toContain('So it runs under a guard.');
    expect(said).toContain('192.168.50.1 answers.');
    expect([exitCode, await whereItLives()]).toEqual([0, onBridge]);
    // What came of it is in the history: the host need not know it any more.
    expect(await readdir(guards)).toEqual([]);
  });

  test('and leaves it to the guard at Ctrl-C; until that is decided, nothing else is done', async () => {
    // The router is gone: nobody keeps it.
    await ip('-n', 'lan', 'addr', 'del', '192.168.50.1/24', 'dev', 'lan0');
    const { child, said } = start('move', 'enp3s0', 'br1', '--yes');
    await until('the router is missed', async () => (said().includes('does not answer') ? true : null));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(said()).toContain('the host reverts the edit automatically');
    expect(await whereItLives()).toEqual(onBridge);

    const other = await run('move', 'tap-loose', 'br-storage', '--yes');
    expect(other.exitCode).toBe(1);
    expect(other.said).toContain('is not confirmed yet');
    expect(await masterOf('tap-loose')).toBeNull();

    const [id = ''] = await readdir(guards);
    expect(await readFile(join(guards, id, 'seconds'), 'utf8')).toBe('60\n');
    await until('it is taken back', async () => ((await whereItLives()).card === null ? true : null), 90);
    await until('it is done', async () => ((await whereItLives()).other.length === 1 ? true : null), 20);
    expect(await whereItLives()).toEqual(onCard);

    const after = await run('move', 'tap-loose', 'br-storage', '--yes');
    expect(after.said).toContain('Nobody confirmed it within 60 s.');
    expect(after.exitCode).toBe(0);
  });
});
