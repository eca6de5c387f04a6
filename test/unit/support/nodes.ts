import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The releases of Node that Patchbay is tried on beside the one that runs the tests: npm brings their binaries. */
export const releases = {
  '18': '18.20.8',
  '20.11': '20.11.1',
  '20.19': '20.19.6',
  '22': '22.23.3',
  '24': '24.21.0',
};

export type Release = keyof typeof releases;

/**
 * The binary of another Node, from the npm registry the first time and kept in the folder for temporary files.
 * @throws {Error} where the registry has none for this machine, or can’t be reached
 */
export async function nodeBinary(release: Release): Promise<string> {
  const version = releases[release];
  const folder = join(tmpdir(), `patchbay-node-${version}`);
  const binary = join(folder, 'bin/node');
  if (await exists(binary)) return binary;
  const next = await mkdtemp(join(tmpdir(), 'patchbay-node-'));
  try {
    const name = `node-linux-${process.arch}@${version}`;
    const { stdout } = await execute('npm', ['pack', '--silent', '--pack-destination', next, name], {
      timeout: 120_000,
    });
    const unpacked = join(next, 'unpacked');
    await mkdir(unpacked);
    const archive = join(next, stdout.trim());
    await execute('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1', 'package/bin/node']);
    await rename(unpacked, folder).catch(async (error) => {
      // Another test has brought it meanwhile.
      if (!(await exists(binary))) throw error;
    });
    return binary;
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
