import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { zipOf } from './zip.ts';

const root = join(import.meta.dirname, '../../../..');
/** nobody: a window is for an ordinary user. */
export const nobody = 65_534;

/** What stands in for Electron: keeps its arguments, says that its window is shown, and is closed. */
const standIn = `#!/bin/sh
printf '%s\\n' "$@" > "$HOME/electron-args"
printf 'shown\\n' >&3
`;

/** The zip that a mirror serves in the tests. */
export function electronZip(version: string): Buffer {
  return zipOf([
    { name: 'version', content: `v${version}`, mode: 0o644 },
    { name: 'electron', content: standIn, mode: 0o755 },
    // So that there is something to be slow with.
    { name: 'resources.pak', content: Buffer.alloc(600_000, 7), mode: 0o644 },
  ]);
}

export const electronVersion = String(
  JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')).version,
);

/**
 * A checkout of Patchbay’s own, which belongs to an ordinary user: the start scripts, the built app, and the npm
 * packages that bring Electron. Its npm package of Electron names the checksum of a zip of the test’s.
 */
export class Checkout {
  readonly folder: string;
  readonly home: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.home = join(folder, 'home');
  }

  static async make(zip: Buffer): Promise<Checkout> {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-checkout-'));
    const checkout = new Checkout(folder);
    for (const path of ['electron/start', 'package.json', '.build/main', '.build/renderer', ...packages()])
      await cp(join(root, path), join(folder, path), {
        recursive: true,
        filter: (from) => !from.includes('/dist/electron'),
      });
    await writeFile(
      join(checkout.electron, 'checksums.json'),
      JSON.stringify({
        [`electron-v${electronVersion}-linux-${process.arch}.zip`]: createHash('sha256')
          .update(zip)
          .digest('hex'),
      }),
    );
    await mkdir(checkout.home);
    await mkdir(join(folder, 'bin'));
    const opener = '#!/bin/sh\nprintf \'%s\\n\' "$1" > "$HOME/opened"\n';
    await writeFile(join(folder, 'bin/xdg-open'), opener, { mode: 0o755 });
    if (process.getuid?.() === 0) await giveTo(folder, nobody);
    return checkout;
  }

  /** The npm package of Electron. */
  get electron(): string {
    return join(this.folder, 'node_modules/electron');
  }

  /** Takes from its user the right to write in the npm package of Electron, or gives it back. */
  async lockElectron(isLocked: boolean): Promise<void> {
    await chmod(this.electron, isLocked ? 0o555 : 0o755);
  }

  /** What is kept of the answer; null: nothing. */
  async answer(): Promise<{ download: boolean; failedAt: number | null } | null> {
    const text = await readFile(join(this.home, '.local/state/patchbay/electron.json'), 'utf8').catch(
      () => null,
    );
    return text === null ? null : JSON.parse(text);
  }

  /** What a program wrote into the home folder. */
  wrote(name: 'electron-args' | 'opened'): Promise<string | null> {
    return readFile(join(this.home, name), 'utf8').catch(() => null);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The npm package of Electron and all that it needs, as paths in the checkout. */
function packages(): string[] {
  const found = new Set<string>();
  const add = (directory: string): void => {
    const path = relative(root, directory);
    if (found.has(path)) return;
    found.add(path);
    const require = createRequire(join(directory, 'package.json'));
    const { dependencies = {} } = require('./package.json') as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies).filter((each) => !each.startsWith('@types/'))) {
      const place = (require.resolve.paths(name) ?? []).find((each) => {
        try {
          require.resolve(join(each, name, 'package.json'));
          return true;
        } catch {
          return false;
        }
      });
      if (place === undefined) throw new Error(`${name} is not installed`);
      add(join(place, name));
    }
  };
  add(dirname(createRequire(import.meta.url).resolve('electron/package.json')));
  return [...found];
}

async function giveTo(folder: string, uid: number): Promise<void> {
  await chown(folder, uid, uid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), uid, uid);
}
