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

  test('is not done where sudo asks for a password; the command is offered to copy', async () => {
    await allow('nobody ALL=(root) /bin/true');
    const { exitCode, err } = await patchbay('move', 'tap-loose', 'br1', '--yes');
    expect(exitCode).toBe(1);
    expect(err).toContain("Changing a link takes root's rights");
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
