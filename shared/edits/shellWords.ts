import type { Command, EditedOutput } from '#shared/host/command.ts';
import { unseenInText } from '../unseen.ts';

/** What no POSIX shell gives a meaning to. `~`, `#` and `=` are left out: they mean something at a word's start. */
const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

/** Words that a shell takes for syntax when they stand where a program's name is expected. */
const reserved = new Set(
  'case do done elif else esac fi for function if in select then time until while coproc'.split(' '),
);

/**
 * A command as a line that can be pasted into a POSIX shell and runs the same argv with the same standard input.
 * Text that ends in a newline goes in as a here-document, any other, and what could not all be seen there, through
 * `printf`; a NUL can be in neither.
 */
export function shellLine(command: Command): string {
  const line = argvLine(command.argv);
  if (command.edited !== undefined) return editedLine(command.edited, line);
  const text = command.stdin ?? '';
  if (text === '') return line;
  if (!text.endsWith('\n') || text.search(unseenInText) !== -1)
    return `printf '%s' ${shellWord(text)} | ${line}`;
  const delimiter = delimiterFor(text);
  return `${line} <<'${delimiter}'\n${text}${delimiter}`;
}

function argvLine(argv: Command['argv']): string {
  const words = argv.map(shellWord);
  if (reserved.has(argv[0])) words[0] = quoted(argv[0]);
  return words.join(' ');
}

/** Where the piece is not in what the command prints, the text comes out twice in a row, which is no XML any more. */
function editedLine({ argv, was, by }: EditedOutput, line: string): string {
  return [
    `text=$(${argvLine(argv)})`,
    `was=${quoted(was)}`,
    `by=${quoted(by)}`,
    `printf '%s\\n' "\${text%%"$was"*}$by\${text#*"$was"}" | ${line}`,
  ].join('\n');
}

/** One argument, quoted only where a shell would otherwise read something else. */
export function shellWord(word: string): string {
  return plain.test(word) ? word : quoted(word);
}

/**
 * What is seen is what is there: a control character, or one that turns text around or takes no room, is written as its
 * bytes. `$'…'` would be shorter, but not every `sh` has it.
 */
function quoted(word: string): string {
  const parts = word
    .split(unseenRuns)
    .map((part, index) => (index % 2 === 0 ? literal(part) : bytesOf(part)));
  return parts.join('') || "''";
}

/** A tab is one of them: typed into a shell, it completes a word. A line break can be seen. */
const unseenRuns = new RegExp(`((?:\\t|${unseenInText.source})+)`, 'u');

function literal(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Through `printf`, whose escapes every POSIX shell takes for bytes. */
function bytesOf(text: string): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;
  return `"$(printf '${[...text].flatMap(utf8).map(octal).join('')}')"`;
}

/** The bytes of one character; https://www.rfc-editor.org/rfc/rfc3629#section-3 */
function utf8(character: string): number[] {
  const code = character.codePointAt(0) ?? 0;
  const rest = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), rest(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}

/** A here-document ends at the first line that equals its delimiter, so the text must not have such a line. */
function delimiterFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'EOF';
  for (let count = 1; lines.has(delimiter); count += 1) delimiter = `EOF${count}`;
  return delimiter;
}
