import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBinary } from '../unit/support/nodes.ts';
import { runProgram } from './support/runProgram.ts';
import { standInElectron } from './support/standInElectron.ts';

const root = join(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];

/** Who builds the packages, as Debian’s tools have it. */
const builder = {
  DEBFULLNAME: 'A Builder',
  DEBEMAIL: 'builder@patchbay.invalid',
  SOURCE_DATE_EPOCH: '1700000000',
};

// Built around a stand-in for Electron, then installed by the real dpkg below a folder.
describe('the debs', () => {
  let folder: string;
  let target: string;
  let patchbay: string;
  let debs: string[];

  async function build(name: string): Promise<string[]> {
    const output = join(folder, name);
    const { code, stderr } = await runProgram(
      [
        process.execPath,
        join(root, 'electron/package/package.mjs'),
        ...['--electron', join(folder, 'electron'), '--output', output, '--only', 'deb'],
      ],
      { env: { ...process.env, ...builder } },
    );
    expect(code, stderr).toBe(0);
    return [...stderr.matchAll(/^Built (.*)$/gm)].map(([, path = '']) => path);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-debs-'));
    await chmod(folder, 0o755);
    await standInElectron(join(folder, 'electron'));
    debs = await build('first');
    target = join(folder, 'root');
    patchbay = join(target, 'usr/bin/patchbay');
    const lists = join(target, 'var/lib/dpkg');
    for (const part of ['info', 'updates', 'triggers']) await mkdir(join(lists, part), { recursive: true });
    for (const file of ['status', 'available']) await writeFile(join(lists, file), '');
    const forced = ['--force-not-root', '--force-script-chrootless', '--force-depends'];
    const installed = await runProgram(['dpkg', `--root=${target}`, ...forced, '--install', ...debs]);
    expect(installed.code, installed.stderr).toBe(0);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are the command and its helper for every machine, and the window for this kind', () => {
    expect(debs.map((path) => path.replace(/.*\//, ''))).toEqual([
      expect.stringMatching(/^patchbay-cli_\d+\.\d+\.\d+_all\.deb$/),
      expect.stringMatching(/^patchbay_\d+\.\d+\.\d+_(amd64|arm64)\.deb$/),
    ]);
  });

  it('are the same, byte for byte, when they are built again', async () => {
    const again = await build('second');
    const [first, second] = await Promise.all(
      [debs, again].map((paths) => Promise.all(paths.map((path) => readFile(path)))),
    );
    expect(first?.map((bytes, index) => bytes.equals(second?.[index] ?? Buffer.alloc(0)))).toEqual([
      true,
      true,
    ]);
  });

  it('please lintian', async ({ skip }) => {
    const { code, stdout, stderr } = await runProgram(['lintian', '--fail-on', 'error', ...debs]).catch(() =>
      skip('lintian is not installed'),
    );
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).not.toMatch(/^E:/m);
  });

  it('bring a command that runs, with its manual page, completions, licences and units', async () => {
    const traced = await runProgram([
      process.execPath,
      patchbay,
      'trace',
      '52:54:00:4a:55:10',
      '--host',
      'demo',
    ]);
    expect(traced.stdout).toBe('home-assistant › 52:54:00:4a:55:10 (virtio) › vnet3 › br0 › enp3s0\n');
    const share = join(target, 'usr/share');
    for (const unit of ['patchbay.socket', 'patchbay.service'])
      expect((await stat(join(target, 'usr/lib/systemd/user', unit))).mode & 0o777).toBe(0o644);
    for (const path of [
      'man/man1/patchbay.1.gz',
      'bash-completion/completions/patchbay',
      'zsh/vendor-completions/_patchbay',
      'fish/vendor_completions.d/patchbay.fish',
      'doc/patchbay-cli/changelog.gz',
      'applications/org.patchbay.Patchbay.desktop',
      'metainfo/org.patchbay.Patchbay.metainfo.xml',
      'icons/hicolor/256x256/apps/org.patchbay.Patchbay.png',
      'icons/hicolor/scalable/apps/org.patchbay.Patchbay.svg',
    ])
      expect((await stat(join(share, path))).mode & 0o777, path).toBe(0o644);
    for (const name of ['patchbay-cli', 'patchbay']) {
      const copyright = await readFile(join(share, 'doc', name, 'copyright'), 'utf8');
      expect(copyright).toContain('Patchbay authors');
      for (const bundled of ['react-dom 19', 'zod 4', 'execa 9', '@xyflow/react 12'])
        expect(copyright).toContain(`\n ${bundled}`);
    }
    expect(await readFile(join(share, 'doc/patchbay/copyright'), 'utf8')).toContain('Electron contributors');
  });

  it('bring a helper that serves without anything else, where polkit’s action says that it is', async () => {
    const action = await readFile(
      join(target, 'usr/share/polkit-1/actions/org.patchbay.helper.policy'),
      'utf8',
    );
    const [, path = ''] = /exec\.path">([^<]+)</.exec(action) ?? [];
    expect((await stat(join(target, path))).mode & 0o777).toBe(0o755);
    const { stdout } = await runProgram([process.execPath, join(target, path)], {
      input: '{"id":1,"verb":"rm"}\n',
    });
    expect(stdout.split('\n')[0]).toBe('{"patchbay":1}');
    expect(stdout).toContain('refused');
  });

  it('bring a helper that serves on Node 18 too', async ({ skip }) => {
    const node = await nodeBinary('18').catch((error) => skip(`no Node 18 from the npm registry: ${error}`));
    const helper = join(target, 'usr/lib/patchbay/helper/helper.mjs');
    const request = { id: 7, verb: 'guard-keep', guard: '00000000-0000-4000-8000-000000000000' };
    const { code, stdout, stderr } = await runProgram([node, helper], {
      input: `${JSON.stringify(request)}\n`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // What guard.sh, which lies beside it, says of a guard that was never armed.
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { patchbay: 1 },
      { id: 7, exitCode: expect.any(Number), stdout: '', stderr: expect.stringMatching(/guard/i) },
    ]);
  });

  it.runIf(isRoot)('start the installed helper for an edit of an ordinary user', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    const log = join(folder, 'pkexec.log');
    await writeFile(log, '');
    await chmod(log, 0o666);
    // Whoever it asks closes its prompt.
    await writeFile(join(bin, 'pkexec'), `#!/bin/sh\necho "$@" >> ${log}\nexit 126\n`, { mode: 0o755 });
    await writeFile(join(bin, 'sudo'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: '/nonexistent', NO_COLOR: '1' };
    const edit = [...nobody, process.execPath, patchbay, 'link', 'patch0', 'up', '--yes'];
    const script = `ip link add patch0 type veth peer name patch1 && exec "$@"`;
    const ran = await runProgram(['unshare', '--net', 'sh', '-c', script, 'sh', ...edit], { env });
    expect(ran.code, ran.stderr).toBe(1);
    expect(await readFile(log, 'utf8')).toContain(` ${target}/usr/lib/patchbay/helper/helper.mjs\n`);
  });

  it.runIf(isRoot)(
    'open the window by the same command, which is given its options and Chromium’s',
    async () => {
      const home = join(folder, 'home');
      await mkdir(home);
      await chmod(home, 0o777);
      const env = { PATH: '/usr/bin:/bin', HOME: home, DISPLAY: ':77' };
      const opened = [...nobody, process.execPath, patchbay, '--host', 'demo', '--ozone-platform=x11'];
      expect(await runProgram(opened, { env })).toMatchObject({ code: 0, stdout: '', stderr: '' });
      const given = (await readFile(join(home, 'window-args'), 'utf8')).trim().split('\n');
      expect(given).toEqual(['--host=demo', '--ozone-platform=x11']);
    },
  );

  it('leave a window that may not run code of others', async () => {
    const window = await readFile(join(target, 'usr/lib/patchbay/window/patchbay'));
    const at = window.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32;
    // RunAsNode, cookies, NODE_OPTIONS, --inspect off; the archive’s integrity on, nothing but the archive.
    expect(window.subarray(at + 2, at + 8).toString()).toMatch(/^0.0011$/);
    await expect(stat(join(target, 'usr/lib/patchbay/window/resources/helper'))).rejects.toThrow();
  });
});
