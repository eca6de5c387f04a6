// @ts-check
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The files of a package as they will lie below `/`, with modes that don’t depend on who builds it. */
export class Tree {
  /** @param {string} root an empty folder */
  constructor(root) {
    this.root = root;
  }

  /**
   * @param {string} path below `/`, as are all of these
   * @param {string | Buffer} content
   * @param {number} [mode]
   */
  async write(path, content, mode = 0o644) {
    const target = await this.#prepare(path);
    await writeFile(target, content);
    await chmod(target, mode);
  }

  /**
   * @param {string} path
   * @param {string} source a file
   * @param {number} [mode]
   */
  async copy(path, source, mode) {
    await this.write(path, await readFile(source), mode);
  }

  /**
   * The same every time: gzip keeps no name and no time then.
   * @param {string} path without its `.gz`
   * @param {string | Buffer} content
   */
  async gzip(path, content) {
    await this.write(`${path}.gz`, gzipSync(content, { level: 9 }));
  }

  /**
   * A folder with all that is in it; what may be run stays so.
   * @param {string} path
   * @param {string} source
   * @param {(name: string) => boolean} [isWanted] by the path within the folder
   */
  async copyFolder(path, source, isWanted = () => true) {
    for (const file of await filesIn(source)) {
      if (!isWanted(file.path)) continue;
      await this.copy(join(path, file.path), join(source, file.path), file.isProgram ? 0o755 : 0o644);
    }
  }

  /**
   * @param {string} path
   * @param {string} target relative to the link
   */
  async link(path, target) {
    await symlink(target, await this.#prepare(path));
  }

  /** @returns {Promise<number>} what it takes when it is installed, in KiB, as Debian counts it */
  async installedSize() {
    const files = await filesIn(this.root);
    return files.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 1024), 0) + files.length;
  }

  /** @returns {Promise<string>} the lines of `DEBIAN/md5sums` */
  async md5sums() {
    const files = (await filesIn(this.root)).filter(({ path }) => !path.startsWith('DEBIAN/'));
    const sums = await Promise.all(
      files.map(async ({ path }) => {
        const digest = createHash('md5').update(await readFile(join(this.root, path)));
        return `${digest.digest('hex')}  ${path}\n`;
      }),
    );
    return sums.join('');
  }

  /**
   * Gives everything one time, so that the package is the same however often it is built.
   * @param {Date} time
   */
  async setTimes(time) {
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true });
    for (const entry of entries)
      if (!entry.isSymbolicLink()) await utimes(join(entry.parentPath, entry.name), time, time);
  }

  /** @param {string} path */
  async #prepare(path) {
    const target = join(this.root, path);
    const folder = dirname(target);
    const first = await mkdir(folder, { recursive: true });
    // Whoever builds it may have a umask that keeps others out.
    for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
      await chmod(made, 0o755);
    return target;
  }
}

/**
 * @param {string} folder
 * @returns {Promise<{ path: string, isProgram: boolean, bytes: number }[]>} its files in the order of their paths
 */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const full = join(entry.parentPath, entry.name);
        const { mode, size } = await stat(full);
        return { path: relative(folder, full), isProgram: (mode & 0o111) !== 0, bytes: size };
      }),
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
