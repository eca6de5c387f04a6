import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface BuiltFile {
  readonly type: string;
  readonly body: Buffer;
}

/** By path as a URL has it, `/index.html`. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built renderer once. Requests are then answered from this map alone and never from the file system,
 * so no path, however it is written, can lead anywhere else; and a rebuild does not change a running app under its user.
 */
export async function readBuiltFiles(directory: string): Promise<BuiltFiles> {
  const files = new Map<string, BuiltFile>();
  await addFiles(files, directory, '/');
  return files;
}

/** Folder by folder: inside of Electron's archive (asar), a recursive listing is not to be relied on. */
async function addFiles(files: Map<string, BuiltFile>, directory: string, prefix: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const type = types[extname(entry.name)];
    if (entry.isDirectory()) await addFiles(files, path, `${prefix}${entry.name}/`);
    else if (entry.isFile() && type !== undefined)
      files.set(`${prefix}${entry.name}`, { type, body: await readFile(path) });
  }
}
