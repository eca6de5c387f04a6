import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

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
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in types);
  return new Map(
    await Promise.all(
      files.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = `/${relative(directory, path).split(sep).join('/')}`;
        const file = { type: types[extname(entry.name)] ?? '', body: await readFile(path) };
        return [name, file] as const;
      }),
    ),
  );
}
