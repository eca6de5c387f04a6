import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApplyResult } from '#shared/edits/model.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, uuidOf } from './support/lab.ts';

// Patchbay as an ordinary user's, whom sudo lets start the helper and nothing else.

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Where the user may read it, whatever the rights of this checkout are. */
const app = '/run/lab/app';
const home = '/run/lab/home';
const log = '/run/lab/sudo.log';
const helper = `${app}/electron/helper/helper.mjs`;
const nobody = 65534;

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The built `patchbay` command, run by the user `nobody`. */
async function patchbay(...args: string[]): Promise<Ran> {
  const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
  const command = [process.execPath, `${app}/.build/main/patchbay.js`, ...args];
  const env = { PATH: process.env.PATH, HOME: home };
  try {
    const { stdout, stderr } = await execute('setpriv', [...user, ...command], { env });
    return { exitCode: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exitCode: code, out: stdout, err: stderr };
  }
}

async function allow(rule: string): Promise<void> {
  const text = `Defaults logfile=${log}, !syslog\n${rule}\n`;
  await writeFile('/etc/sudoers.d/lab', text, { mode: 0o440 });
}

/** What sudo was asked to run so far. */
async function asked(): Promise<string[]> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).replace(/\n +/g, ' ').split('\n');
  return lines.filter((line) => line.includes('COMMAND='));
}

/** What the helper, which the user's sudo starts, answers these requests with. */
async function ask(...requests: readonly object[]): Promise<Record<string, unknown>[]> {
  const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
  const running = execute('setpriv', [...user, 'sudo', '-n', process.execPath, helper]);
  const lines = requests.map((request, index) => `${JSON.stringify({ id: index, ...request })}\n`);
  running.child.stdin?.end(lines.join(''));
  const [, ...answers] = (await running).stdout.trim().split('\n');
  return answers.map((line) => JSON.parse(line));
}

describeInLab('an edit of an ordinary user', () => {
  beforeAll(async () => {
    await cp(join(root, '.build/main'), `${app}/.build/main`, { recursive: true });
    await cp(join(root, 'electron/helper'), `${app}/electron/helper`, { recursive: true });
    await mkdir(home);
    await chown(home, nobody, nobody);
    // The lab has a mount namespace of its own: the machine's own rules are neither read nor touched.
    await execute('mount', ['-t', 'tmpfs', '-o', 'mode=750', 'tmpfs', '/etc/sudoers.d']);
  });

  afterAll(async () => {
    await execute('umount', ['/etc/sudoers.d']);
    await Promise.all([app, home].map((folder) => rm(folder, { recursive: true })));
  });

  beforeEach(async () => {
    await rm(log, { force: true });
    await allow(`nobody ALL=(root) NOPASSWD: ${process.execPath} ${helper}`);
  });

  afterEach(() => resetLab());

  test('plugs a loose TAP through one helper, and tells what gave it the rights', async () => {
    const { exitCode, out, err } = await patchbay('move', 'tap-loose', 'br1', '--yes', '--json');
    expect([exitCode, err]).toEqual([0, '']);
    const result = JSON.parse(out) as ApplyResult;
    expect(result.outcome).toBe('done');
    expect(result.steps.map(({ command }) => command)).toEqual([
      'ip link set dev tap-loose master br1  # as root, through sudo',
    ]);
    expect(await masterOf('tap-loose')).toBe('br1');
    const commands = await asked();
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(`COMMAND=${process.execPath} ${helper}`);
    expect(commands[0]).not.toContain('NOT allowed');
  });

  test('that frees a TAP, and puts it back as libvirt refuses the rest, starts one helper', async () => {
    const tap = await liveTapOf('web 01', '52:54:00:aa:00:01');
    // Moved behind libvirt's back: it has to be freed before libvirt will move it, which it does not for this user.
    await ip('link', 'set', 'dev', tap, 'master', 'br-storage');
    const cable = `${await uuidOf('web 01')}/52:54:00:aa:00:01`;
    const { exitCode, out } = await patchbay('move', cable, 'br1', '--persist', 'now', '--yes', '--json');
    expect(exitCode).toBe(1);
    const result = JSON.parse(out) as ApplyResult;
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['put-back', 'failed']);
    expect(await masterOf(tap)).toBe('br-storage');
    expect(await asked()).toHaveLength(1);
  });

  test('sets a link of the host down; asked again, it needs nobody', async () => {
    const { exitCode, out } = await patchbay('link', 'tap-loose', 'down', '--yes', '--json');
    expect(exitCode).toBe(0);
    expect((JSON.parse(out) as ApplyResult).steps.map(({ command }) => command)).toEqual([
      'ip link set dev tap-loose down  # as root, through sudo',
    ]);
    expect(await ip('link', 'show', 'dev', 'tap-loose')).not.toMatch(/[<,]UP[,>]/);
    const again = await patchbay('link', 'tap-loose', 'down', '--yes');
    expect([again.exitCode, again.out]).toEqual([0, 'tap-loose is already disabled.\n']);
    expect(await asked()).toHaveLength(1);
  });

  test('makes, sets and deletes bridges and TAPs through the helper, and deletes nothing else by it', async () => {
    const bridge = { name: 'br9', mac: '02:00:00:00:b9:00', stp: '1', delay: '400' };
    const answers = await ask(
      { verb: 'add-bridge-mac', ...bridge },
      { verb: 'set-mtu', link: 'br9', mtu: '9000' },
      { verb: 'set-bridge', link: 'br9', stp: '0', delay: '0' },
      { verb: 'add-tap-user', name: 'tap9', owner: 'nobody' },
      { verb: 'set-master', link: 'tap9', master: 'br9' },
    );
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 2, 0, 0]);
    expect(answers[2]?.stderr).toContain('out of range');
    expect(await ip('link', 'show', 'dev', 'br9')).toMatch(/ mtu 9000 .*\n.* 02:00:00:00:b9:00 /);
    expect(await masterOf('tap9')).toBe('br9');
    expect(await ask({ verb: 'del-link', device: 'tap9' })).toEqual([
      { refused: 'del-link needs a valid device.' },
    ]);
    const gone = await ask({ verb: 'del-tap', link: 'tap9' }, { verb: 'del-link', device: 'br9' });
    expect(gone.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    for (const name of ['tap9', 'br9']) await expect(ip('link', 'show', 'dev', name)).rejects.toThrow();
  });

  test('is not done where sudo asks for a password; the command is offered to copy', async () => {
    await allow('nobody ALL=(root) /bin/true');
    const { exitCode, err } = await patchbay('move', 'tap-loose', 'br1', '--yes');
    expect(exitCode).toBe(1);
    expect(err).toContain('Changing a link takes root’s rights');
    expect(err).toContain('a password is required');
    expect(err).toContain('sudo ip link set dev tap-loose master br1');
    expect(await masterOf('tap-loose')).toBeNull();
  });

  test('leaves no helper behind', async () => {
    expect((await patchbay('move', 'tap-loose', 'br1', '--yes')).exitCode).toBe(0);
    const { stdout } = await execute('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(helper);
  });

  test('gives the user nothing but the verbs of the helper', async () => {
    const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
    const asRoot = (...command: string[]) => execute('setpriv', [...user, 'sudo', '-n', ...command]);
    await expect(asRoot('ip', 'link', 'del', 'tap-loose')).rejects.toThrow();
    await expect(asRoot(process.execPath, '-e', '0')).rejects.toThrow();
    const requests = ['{"id":1,"verb":"del","link":"tap-loose"}', 'garbage', '{"id":1,"verb":"set-up"}'];
    for (const request of requests) {
      const child = asRoot(process.execPath, helper);
      child.child.stdin?.end(`${request}\n{"id":2,"verb":"set-down","link":"br0"}\n`);
      expect((await child).stdout).toMatch(/^\{"patchbay":1\}\n\{"refused":"[^"]+"\}\n$/);
    }
    expect(await ip('link', 'show', 'dev', 'tap-loose')).toContain('tap-loose');
    expect(await ip('link', 'show', 'dev', 'br0')).toContain('UP');
  });
});
