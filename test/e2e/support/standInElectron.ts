import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder as Electron’s zip unpacks to, with what electron-builder looks for in it. The binary is a script that keeps
 * its arguments in $HOME/window-args; behind it stand the fuses, which electron-builder blows in real ones.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
export async function standInElectron(folder: string): Promise<string> {
  const script = Buffer.from('#!/bin/sh\nprintf "%s\\n" "$@" > "$HOME/window-args"\nexit 0\n');
  const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
  const fuses = Buffer.from('101110011');
  const wire = Buffer.concat([sentinel, Buffer.from([1, fuses.length]), fuses]);
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  await writeFile(join(folder, 'electron'), Buffer.concat([script, wire]), { mode: 0o755 });
  await writeFile(join(folder, 'chrome-sandbox'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(folder, 'version'), '45.4.1');
  await writeFile(join(folder, 'LICENSE'), 'Copyright (c) Electron contributors\n');
  await writeFile(join(folder, 'LICENSES.chromium.html'), '<!doctype html>\n');
  await writeFile(join(folder, 'locales/en-US.pak'), '');
  return folder;
}
