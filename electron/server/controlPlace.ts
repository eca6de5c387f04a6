import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimeDirectory } from '../files/kept.ts';

/** What the kernel takes for the path of a unix socket, in bytes (unix(7)). */
const longestPath = 107;

const nameOf = (port: number): string => `serve-${port}.sock`;
const namePattern = /^serve-(\d{1,5})\.sock$/;

/** A control socket that may be there, and the port of the web host that it belongs to. */
export interface ControlPlace {
  readonly port: number;
  readonly path: string;
}

/**
 * Where the control socket of the web host on this port is, in a folder that is its owner’s alone.
 * @throws {Error} where that can’t be had
 */
export async function makeControlPlace(port: number): Promise<string> {
  const folder = runtimeDirectory();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const isOwn = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOwn || (found.mode & 0o077) !== 0) throw new Error(`${folder} is another user’s, or open to others`);
  const path = join(folder, nameOf(port));
  if (Buffer.byteLength(path) > longestPath) throw new Error(`${path} is longer than a socket’s path may be`);
  return path;
}

/** The control sockets that lie there, of web hosts that run or ran, by their ports. */
export async function controlPlaces(): Promise<readonly ControlPlace[]> {
  const folder = runtimeDirectory();
  // Of a folder that somebody else has made, whoever answers there is not ours to believe.
  const uid = await lstat(folder).then(
    (found) => found.uid,
    () => null,
  );
  const names = uid === process.getuid?.() ? await readdir(folder) : [];
  return names
    .flatMap((name) => {
      const port = namePattern.exec(name)?.[1];
      return port === undefined ? [] : [{ port: Number(port), path: join(folder, name) }];
    })
    .sort((a, b) => a.port - b.port);
}
