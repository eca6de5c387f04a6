import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runtimeDirectory } from '../../files/kept.ts';

/** What the kernel takes for the path of a unix socket, in bytes (unix(7)); ssh makes it under a name 17 bytes longer first. */
const LONGEST = 107 - 17;

/**
 * Where the socket of the connection to a host is, in a folder that is its user’s alone.
 * @param name the host’s, as given to `--host`
 * @throws {Error} where that can’t be had
 */
export async function socketPlace(name: string): Promise<string> {
  const file = `ssh-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  const usual = join(runtimeDirectory(), file);
  // A folder of another user’s in /tmp is refused below.
  const path = isShort(usual) ? usual : join(tmpdir(), `patchbay-${process.getuid?.() ?? 0}`, file);
  if (!isShort(path)) throw new Error(`${path} is longer than a socket’s path may be`);
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const isOwn = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOwn || (found.mode & 0o077) !== 0) throw new Error(`${folder} is another user’s, or open to others`);
  return path;
}

function isShort(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST;
}
