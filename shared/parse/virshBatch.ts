import { excerpt, type Parsed, parsed, unparsable } from './result.ts';

/**
 * One argument of a process may have 131,072 bytes (Linux `MAX_ARG_STRLEN`). A character takes at most three bytes
 * per UTF-16 unit, so this many units always fit.
 */
const MAX_SCRIPT_LENGTH = 40_000;

/**
 * The one string argument that makes `virsh -q` run many commands on one connection: hundreds of times faster than
 * a process each. A failing command does not stop the ones after it; the exit code is only the last one's, so each
 * section is judged alone. But virsh reads the whole script before it runs any of it: a command or option that
 * this virsh does not know costs all sections.
 *
 * Arguments are quoted for virsh's own tokenizer. Quoting does not keep a value that begins with `--` from being
 * read as an option: put `--` before values that others chose.
 *
 * @param nonce random letters and digits, fresh for each run, so that no name or XML can contain a sentinel
 */
export function batchScript(commands: readonly (readonly string[])[], nonce: string): string {
  const parts = commands.map((command, index) => `${echo(nonce, index)}; ${command.map(quote).join(' ')}; `);
  return `${parts.join('')}${echo(nonce, commands.length)}`;
}

/** Whether a script is one of `batchScript`’s that holds nothing but printable ASCII: it ends with 0, whatever fails in it. */
export function isBatchScript(script: string): boolean {
  return /^echo '\[patchbay \w+ 0\]'; [ -~]+; echo '\[patchbay \w+ \d+\]'$/.test(script);
}

/** The commands in runs whose scripts are short enough for one argument of a process. */
export function inBatches(commands: readonly (readonly string[])[], nonce: string): (readonly string[])[][] {
  const batches: (readonly string[])[][] = [];
  let room = 0;
  for (const command of commands) {
    // The index of the sentinel in its own batch is no longer than the one that is assumed here.
    const length = batchScript([command], nonce).length + String(commands.length).length;
    if (length > room) {
      batches.push([]);
      room = MAX_SCRIPT_LENGTH;
    }
    batches.at(-1)?.push(command);
    room -= length;
  }
  return batches;
}

/**
 * Takes the output of `batchScript` apart: what each command printed, in their order, `''` where it printed nothing
 * (it failed, or had nothing to say), null where the section is missing or its end is, because virsh was stopped.
 *
 * @param count of the commands
 */
export function splitBatch(stdout: string, nonce: string, count: number): Parsed<(string | null)[]> {
  const starts = sentinelPlaces(stdout, nonce);
  if (starts.size === 0) {
    return unparsable(`virsh printed none of the expected sections: “${excerpt(stdout)}”.`);
  }
  const sections: (string | null)[] = [];
  for (let index = 0; index < count; index++) {
    const start = starts.get(index);
    const end = starts.get(index + 1);
    const complete = start !== undefined && end !== undefined && start < end;
    sections.push(complete ? stdout.slice(start + sentinel(nonce, index).length, end) : null);
  }
  return parsed(sections);
}

// [patchbay NONCE 17]   under -q `echo` prints it without a newline, so a section begins right behind it
function sentinel(nonce: string, index: number): string {
  return `[patchbay ${nonce} ${index}]`;
}

/** Where the sentinels stand, by their index: in one pass, however many are missing. */
function sentinelPlaces(stdout: string, nonce: string): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  const opening = `[patchbay ${nonce} `;
  for (let at = stdout.indexOf(opening); at !== -1; at = stdout.indexOf(opening, at + 1)) {
    const start = at + opening.length;
    const index = /^\d{1,9}(?=\])/.exec(stdout.slice(start, start + 10))?.[0];
    if (index !== undefined && !places.has(Number(index))) places.set(Number(index), at);
  }
  return places;
}

function echo(nonce: string, index: number): string {
  return `echo ${quote(sentinel(nonce, index))}`;
}

/**
 * Quotes one argument for virsh's tokenizer, which knows blanks, `;`, line breaks, `#`, both quotes and backslashes
 * as a POSIX shell does, and no expansion of any kind. In single quotes everything but the single quote is itself,
 * in every release.
 *
 * Source: libvirt `tools/vsh.c` `vshCommandStringGetArg()`.
 */
function quote(argument: string): string {
  if (/^[\w.:/@%+=,-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
