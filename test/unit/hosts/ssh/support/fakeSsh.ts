import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Runs what it is told as sshd does: by the login shell’s `-c`. */
const SSH = `#!/bin/sh
for words; do :; done
exec sh -c "$LOGIN" login "$words"
`;

/** Where a program of the host is; null where it is not installed. */
export function programPath(program: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

/** An `ssh` that leads to this machine, in a folder of its own. */
export class FakeSsh {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param sh the program that is `sh` there; absent: this machine’s */
  static async make(sh?: string): Promise<FakeSsh> {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-ssh-'));
    await writeFile(join(folder, 'ssh'), SSH);
    await chmod(join(folder, 'ssh'), 0o755);
    if (sh !== undefined) await symlink(sh, join(folder, 'sh'));
    return new FakeSsh(folder);
  }

  /** @param login what becomes of a login: a script of sh, with the command as its `$1` */
  environment(login = 'exec sh -c "$1"'): NodeJS.ProcessEnv {
    return { PATH: `${this.#folder}${delimiter}${process.env.PATH}`, LOGIN: login };
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }
}
