import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command } from '#shared/host/command.ts';

/** A command of a script, and how long it may take there. */
export interface RemoteCommand {
  readonly command: Command;
  /** Whole seconds; null: the host has no `timeout`, and nothing bounds it there. */
  readonly seconds: number | null;
}

/**
 * Variables as for the host’s tools here: English words, UTF-8, and a PATH that has what only root’s has as a rule. The
 * folder that ssh comes in at may be gone, or be an automount that hangs.
 */
export const PROLOGUE = `LC_ALL=C.UTF-8 LANG=C.UTF-8 LANGUAGE=
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export LC_ALL LANG LANGUAGE PATH
cd /
`;

/**
 * A script for a POSIX shell that reads it from its standard input, so that no login shell (fish, csh) ever parses a word
 * of it. Each command is fenced by lines with the token on both streams, by which `sectionsOf` takes them apart.
 * @param token not to be guessed by whoever writes what the commands print
 */
export function remoteScript(commands: readonly RemoteCommand[], token: string): string {
  return `${PROLOGUE}${commands.map((each, index) => section(each, `${token}.${index}`)).join('')}`;
}

function section({ command, seconds }: RemoteCommand, fence: string): string {
  const [program] = command.argv;
  return [
    ...both(`'${fence} begins'`),
    `if command -v ${shellLine({ argv: [program] })} >/dev/null 2>&1; then`,
    lineOf(command, seconds),
    'rc=$?; else rc=missing; fi',
    ...both(`"${fence} $rc"`),
    '',
  ].join('\n');
}

function both(words: string): string[] {
  return [`printf '\\n%s\\n' ${words}`, `printf '\\n%s\\n' ${words} >&2`];
}

/** Without input of its own a command would read the rest of the script. */
function lineOf(command: Command, seconds: number | null): string {
  const limited: Command =
    seconds === null
      ? command
      : { ...command, argv: ['timeout', '-k', '1', String(seconds), ...command.argv] };
  const hasInput = limited.edited !== undefined || (limited.stdin ?? '') !== '';
  return hasInput ? shellLine(limited) : `${shellLine(limited)} </dev/null`;
}

/** What one command of a script printed. */
export interface Section {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Its exit code; `missing`: there is no such program. */
  readonly end: number | 'missing';
}

/**
 * Takes apart what a script printed. What a login shell printed before it (a banner) is left out.
 * @returns a section for each command; null for one that did not come to its end
 */
export function sectionsOf(
  stdout: Uint8Array,
  stderr: Uint8Array,
  token: string,
  count: number,
): readonly (Section | null)[] {
  const [out, err] = [Buffer.from(stdout), Buffer.from(stderr)];
  const from = { out: 0, err: 0 };
  return Array.from({ length: count }, (_, index): Section | null => {
    const fence = `${token}.${index}`;
    const own = between(out, fence, from.out);
    const said = between(err, fence, from.err);
    if (own === null || said === null) return null;
    from.out = own.next;
    from.err = said.next;
    const end = own.end === 'missing' ? 'missing' : Number(own.end);
    if (end !== 'missing' && !Number.isInteger(end)) return null;
    return { stdout: own.text, stderr: said.text, end };
  });
}

function between(bytes: Buffer, fence: string, from: number) {
  const begin = Buffer.from(`\n${fence} begins\n`);
  const start = bytes.indexOf(begin, from);
  if (start < 0) return null;
  const head = Buffer.from(`\n${fence} `);
  const end = bytes.indexOf(head, start + begin.length - 1);
  const newline = end < 0 ? -1 : bytes.indexOf(0x0a, end + head.length);
  if (newline < 0) return null;
  return {
    text: bytes.subarray(start + begin.length, Math.max(end, start + begin.length)),
    end: bytes.subarray(end + head.length, newline).toString('latin1'),
    next: newline,
  };
}
