import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBinary, type Release } from '../unit/support/nodes.ts';
import { runProgram } from './support/runProgram.ts';

const root = join(import.meta.dirname, '../..');
const traced = 'home-assistant › 52:54:00:4a:55:10 (virtio) › vnet3 › br0 › enp3s0\n';

describe('the npm package', () => {
  let folder: string;
  let installed: string;
  let patchbay: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-npm-'));
    const packed = await runProgram(['npm', 'pack', '--silent', '--pack-destination', folder], { cwd: root });
    expect(packed.code, packed.stderr).toBe(0);
    const tarball = join(folder, packed.stdout.trim());
    const prefix = join(folder, 'prefix');
    const install = await runProgram(
      ['npm', 'install', '--global', '--offline', '--prefix', prefix, tarball],
      { cwd: folder },
    );
    expect(install.code, install.stderr).toBe(0);
    patchbay = join(prefix, 'bin/patchbay');
    installed = join(prefix, 'lib/node_modules/patchbay');
    // It has 1.08 MB; what is far above that has packed something else.
    expect((await stat(tarball)).size).toBeLessThan(1_400_000);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const installedFiles = () => readdir(installed, { recursive: true });

  it('needs no other package, and holds no sources', async () => {
    const files = await installedFiles();
    expect(files.filter((path) => /node_modules|\.map$|\.ts$|^test|^renderer|^shared/.test(path))).toEqual(
      [],
    );
    expect(files).toContain('.build/notices/THIRD-PARTY-NOTICES');
    expect(files).toContain('electron/helper/guard.sh');
  });

  it('brings the command, with its help, its version and the demo', async () => {
    expect(await runProgram([patchbay, 'trace', '52:54:00:4a:55:10', '--host', 'demo'])).toEqual({
      code: 0,
      stdout: traced,
      stderr: '',
    });
    expect((await runProgram([patchbay, '--help'])).stdout).toContain('Usage: patchbay');
    expect((await runProgram([patchbay, '--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const planned = await runProgram([patchbay, 'move', 'vnet3', 'br-iot', '--dry-run', '--host', 'demo']);
    expect(planned.stdout).toContain('virsh -c qemu:///system update-device');
  });

  it('brings the manual page', async () => {
    const page = join(folder, 'prefix/share/man/man1/patchbay.1');
    expect((await stat(page)).size).toBeGreaterThan(1_000);
  });

  it.for<Release>(['20.11', '20.19', '22', '24'])('runs on Node %s', async (release, { skip }) => {
    const node = await nodeBinary(release).catch((error) =>
      skip(`no Node ${release} from the npm registry: ${error}`),
    );
    expect((await runProgram([node, patchbay, 'trace', '52:54:00:4a:55:10', '--host', 'demo'])).stdout).toBe(
      traced,
    );
  });

  it('tells an old Node what it needs', async ({ skip }) => {
    const node = await nodeBinary('18').catch((error) => skip(`no Node 18 from the npm registry: ${error}`));
    const { code, stdout, stderr } = await runProgram([node, patchbay, 'graph', '--host', 'demo']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^patchbay: Patchbay needs Node\.js 20\.11 or later; this is 18\.\d+\.\d+ \(\/.*\)\. Install a newer one, or put it first in PATH\.\n$/,
    );
  });
});
