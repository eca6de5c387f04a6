import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeInLab, masterOf, resetLab } from './support/lab.ts';

// The `patchbay` command of an ordinary user at a terminal, which `script` (util-linux) makes: pkexec asks for the
// password there. A stand-in for it asks on /dev/tty, as pkexec's own textual agent does, and then starts the helper.

const root = join(import.meta.dirname, '../..');
const folder = '/run/lab/terminal';
const app = `${folder}/app`;
const bin = `${folder}/bin`;
const log = `${folder}/pkexec.log`;
const nobody = 65534;

/**
 * The lab has no polkit: root's part is done by a sudo rule that only the stand-in knows of. It turns the echo off
 * before it asks: the answer comes as soon as the question is seen.
 */
const pkexec = `#!/bin/bash
printf '%s\\n' "$*" >> ${log}
case $1 in --*) echo 'Error executing command as another user: No authentication agent found.' >&2; exit 127;; esac
stty -echo < /dev/tty
printf '==== AUTHENTICATING FOR org.patchbay.helper ====\\nPassword: ' > /dev/tty
read -r password < /dev/tty || exit 126
stty echo < /dev/tty
printf '\\n' > /dev/tty
[ "$password" = swordfish ] || { echo 'Error executing command as another user: Not authorized' >&2; exit 127; }
exec ${bin}/real-sudo -n "$@"
`;

describeInLab('at a terminal, an ordinary user', () => {
  beforeAll(async () => {
    await mkdir(bin, { recursive: true });
    await mkdir(`${folder}/home`);
    await cp(join(root, '.build/main'), `${app}/.build/main`, { recursive: true });
    await cp(join(root, 'electron/helper'), `${app}/electron/helper`, { recursive: true });
    await writeFile(`${bin}/pkexec`, pkexec, { mode: 0o755 });
    // What Patchbay finds as sudo asks for a password that nobody knows.
    const sudo = "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n";
    await writeFile(`${bin}/sudo`, sudo, { mode: 0o755 });
    await writeFile(`${bin}/real-sudo`, '#!/bin/sh\nexec /usr/bin/sudo "$@"\n', { mode: 0o755 });
    await chown(`${folder}/home`, nobody, nobody);
    const mount = spawn('mount', ['-t', 'tmpfs', '-o', 'mode=750', 'tmpfs', '/etc/sudoers.d']);
    await once(mount, 'close');
    const rule = `nobody ALL=(root) NOPASSWD: ${process.execPath} ${app}/electron/helper/helper.mjs\n`;
    await writeFile('/etc/sudoers.d/lab', rule, { mode: 0o440 });
  });

  afterAll(async () => {
    await once(spawn('umount', ['/etc/sudoers.d']), 'close');
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    await writeFile(log, '');
    await chmod(log, 0o666);
  });

  afterEach(() => resetLab());

  /** Types each answer as soon as its words are there. */
  async function move(answers: readonly (readonly [words: string, keys: string])[]) {
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: `${folder}/home`, NO_COLOR: '1', TERM: 'dumb' };
    const line = `'${process.execPath}' '${app}/.build/main/patchbay.js' move tap-loose br1 --yes`;
    const user = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
    const child = spawn('setpriv', [...user, 'script', '-qec', line, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const left = [...answers];
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      while (left[0] !== undefined && said.includes(left[0][0])) child.stdin.write(left.shift()?.[1] ?? '');
    });
    const [exitCode] = await once(child, 'close');
    return { exitCode, said, asked: (await readFile(log, 'utf8')).trim().split('\n') };
  }

  test('is asked for a password by pkexec, and the edit is done', async () => {
    const { exitCode, said, asked } = await move([['Password: ', 'swordfish\n']]);
    expect(said).toContain('Done');
    expect(said).not.toContain('swordfish');
    expect(exitCode).toBe(0);
    expect(asked).toEqual([`${process.execPath} ${app}/electron/helper/helper.mjs`]);
    expect(await masterOf('tap-loose')).toBe('br1');
  });

  test('who gives a wrong one changes nothing, and is told why', async () => {
    const { exitCode, said } = await move([['Password: ', 'guess\n']]);
    expect(exitCode).toBe(1);
    expect(said).toContain('neither pkexec (Not authorized) nor sudo (a password is required) gave them');
    expect(await masterOf('tap-loose')).toBeNull();
  });

  test('who stops at the prompt changes nothing', async () => {
    const { exitCode } = await move([['Password: ', '\u0003']]);
    expect(exitCode).not.toBe(0);
    expect(await masterOf('tap-loose')).toBeNull();
  });
});
