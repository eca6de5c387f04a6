import type { Command } from '#shared/host/command.ts';

/** What no POSIX shell gives a meaning to. `~`, `#` and `=` are left out: they mean something at a word's start. */
const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

/** Words that a shell takes for syntax when they stand where a program's name is expected. */
const reserved = new Set(
  'case do done elif else esac fi for function if in select then time until while coproc'.split(' '),
);

/**
 * A command as a line that can be pasted into a POSIX shell and runs the same argv with the same standard input.
 * Text that ends in a newline goes in as a here-document, any other through `printf`; a NUL can be in neither.
 */
export function shellLine(command: Command): string {
  const words = command.argv.map(shellWord);
  if (reserved.has(command.argv[0])) words[0] = quoted(command.argv[0]);
  const line = words.join(' ');
  const text = command.stdin ?? '';
  if (text === '') return line;
  if (!text.endsWith('\n')) return `printf '%s' ${shellWord(text)} | ${line}`;
  const delimiter = delimiterFor(text);
  return `${line} <<'${delimiter}'\n${text}${delimiter}`;
}

/** One argument, quoted only where a shell would otherwise read something else. */
export function shellWord(word: string): string {
  return plain.test(word) ? word : quoted(word);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A here-document ends at the first line that equals its delimiter, so the text must not have such a line. */
function delimiterFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'EOF';
  for (let count = 1; lines.has(delimiter); count += 1) delimiter = `EOF${count}`;
  return delimiter;
}
