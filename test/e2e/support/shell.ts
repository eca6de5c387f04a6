import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const build = join(import.meta.dirname, '../../../.build');

export type ShellName = 'bash' | 'bash with bash-completion' | 'zsh' | 'zsh by fpath' | 'fish';

interface ShellRow {
  /** What must be there, a program or a file. */
  readonly needs: string;
  /** Files that it reads at its start, beside each other. */
  readonly files: (share: string) => Readonly<Record<string, string>>;
  readonly argv: (folder: string) => readonly [string, ...string[]];
}

const PROMPT = 'READY> ';
const compinit = "PS1='READY> '\nunsetopt beep\nautoload -Uz compinit\ncompinit -u -D\n";

/** How each shell is started, with nobody's own settings and with the completion as the build has written it. */
const shells: Readonly<Record<ShellName, ShellRow>> = {
  bash: {
    needs: 'bash',
    files: (share) => ({ rc: `PS1='READY> '\nsource '${share}/bash'\n` }),
    argv: (folder) => ['bash', '--noprofile', '--rcfile', `${folder}/rc`, '-i'],
  },
  'bash with bash-completion': {
    needs: '/usr/share/bash-completion/bash_completion',
    files: (share) => ({
      rc: `PS1='READY> '\nsource /usr/share/bash-completion/bash_completion\nsource '${share}/bash'\n`,
    }),
    argv: (folder) => ['bash', '--noprofile', '--rcfile', `${folder}/rc`, '-i'],
  },
  zsh: {
    needs: 'zsh',
    files: (share) => ({ '.zshrc': `${compinit}source '${share}/zsh'\n` }),
    argv: () => ['zsh', '-d', '-i'],
  },
  'zsh by fpath': {
    needs: 'zsh',
    files: (share) => ({
      '.zshrc': `fpath=("$ZDOTDIR" $fpath)\n${compinit}`,
      _patchbay: readFileSync(`${share}/zsh`, 'utf8'),
    }),
    argv: () => ['zsh', '-d', '-i'],
  },
  fish: {
    needs: 'fish',
    files: (share) => ({
      'init.fish': `function fish_prompt; printf 'READY> '; end\nset -g fish_greeting ''\nset -g fish_autosuggestion_enabled 0\nsource '${share}/fish'\n`,
    }),
    argv: (folder) => ['fish', '--no-config', '-i', '-C', `source '${folder}/init.fish'`],
  },
};

/** Why this shell can't be tried here; null: it can. */
export function shellObstacle(name: ShellName): string | null {
  const { needs } = shells[name];
  const isThere = needs.startsWith('/') ? existsSync(needs) : spawnSync('which', [needs]).status === 0;
  return isThere ? null : `there is no ${needs}`;
}

/** A folder of its own, and in its PATH a `patchbay` that answers a completion, and else keeps with what it was run. */
export class ShellBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'patchbay-shell-'));
  readonly #argv = join(this.folder, 'argv');
  readonly #names = join(this.folder, 'names');

  constructor() {
    mkdirSync(join(this.folder, 'bin'));
    mkdirSync(join(this.folder, 'work'));
    const program = join(this.folder, 'bin/patchbay');
    writeFileSync(
      program,
      `#!/bin/sh
if [ "$1" = __words ]; then
  [ -f '${this.#names}' ] && exec cat '${this.#names}'
  exec '${process.execPath}' '${build}/main/patchbay.js' "$@"
fi
printf '%s\\0' "$@" >'${this.#argv}.new'
mv '${this.#argv}.new' '${this.#argv}'
`,
    );
    chmodSync(program, 0o755);
  }

  get work(): string {
    return join(this.folder, 'work');
  }

  /** What the host is said to have, from now on; without it, what the real command says. */
  hostHas(names: readonly string[]): void {
    writeFileSync(this.#names, names.map((name) => `${name}\n`).join(''));
  }

  hostIsReal(): void {
    rmSync(this.#names, { force: true });
  }

  /** Types keys and Enter into a shell at a terminal. @returns the arguments that `patchbay` was then run with */
  async type(name: ShellName, keys: string): Promise<string[]> {
    const row = shells[name];
    const home = mkdtempSync(join(this.folder, 'home-'));
    for (const [file, text] of Object.entries(row.files(join(build, 'share'))))
      writeFileSync(join(home, file), text);
    rmSync(this.#argv, { force: true });
    const line = row
      .argv(home)
      .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
      .join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: this.work,
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
        HOME: home,
        ZDOTDIR: home,
        TERM: 'xterm',
        LC_ALL: 'C.UTF-8',
        SHELL: '/bin/sh',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    let isTyped = false;
    child.stdout.on('data', (data) => {
      said += data;
      if (!isTyped && said.includes(PROMPT)) {
        isTyped = true;
        child.stdin.write(`${keys}\r`);
      }
    });
    const ended = once(child, 'close');
    for (let tries = 0; tries < 200 && !existsSync(this.#argv); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    await ended;
    if (!existsSync(this.#argv))
      throw new Error(`patchbay was not run; the terminal shows: ${JSON.stringify(said)}`);
    return readFileSync(this.#argv, 'utf8').split('\0').slice(0, -1);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
