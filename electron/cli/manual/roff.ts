/** Text of a manual page, in the language that `man` reads: man(7), groff_char(7). */

/** Characters that roff gives a meaning to, or that a terminal without UTF-8 has no other way to show. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  "'": '\\(aq',
  '"': '\\(dq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '’': '\\(cq',
  '“': '\\(lq',
  '”': '\\(rq',
  '›': '\\(fc',
  '…': '\\&...',
};

/** Text as it stands, in which a hyphen is a minus sign: a command, an option, a path. */
export function literal(text: string): string {
  return escaped(text).replaceAll('-', '\\-');
}

/** A sentence: its hyphens are hyphens, but for those of an option. */
export function prose(text: string): string {
  return escaped(text)
    .split('\n')
    .map((line) =>
      line.replaceAll(/(?<=^|[\s(])(?:--?)(?=[a-z])[\w-]*/g, (option) => option.replaceAll('-', '\\-')),
    )
    .join('\n');
}

export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

/** Lines of the page: one that begins with a dot would be a request, so it is kept from being one. */
export function textLines(text: string): string[] {
  return text.split('\n').map((line) => (/^\./.test(line) ? `\\&${line}` : line));
}

/** An entry of a list: its tag, and what it says. */
export function entry(tag: string, ...text: readonly string[]): string[] {
  return ['.TP', ...textLines(tag), ...text.flatMap(textLines)];
}

export function section(title: string, ...lines: readonly (readonly string[])[]): string[] {
  return [`.SH ${title}`, ...lines.flat()];
}

/** What is typed, line by line, as it stands. */
export function example(...lines: readonly string[]): string[] {
  return ['.EX', ...lines.flatMap((line) => textLines(literal(line))), '.EE'];
}

function escaped(text: string): string {
  return [...text]
    .map((character) => {
      if (/^[\n -~]$/.test(character)) return ESCAPES[character] ?? character;
      const code = character.codePointAt(0) ?? 0;
      return ESCAPES[character] ?? `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .join('');
}
