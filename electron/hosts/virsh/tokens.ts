/** The commands of one batch, each as its words; or why virsh refuses the whole of it before running anything. */
export type Tokens =
  | { readonly ok: true; readonly commands: readonly (readonly string[])[] }
  | { readonly ok: false; readonly message: string };

/**
 * Splits the one argument of `virsh 'a; b'` as virsh does (tools/vsh.c, vshCommandStringGetArg): commands end at `;`
 * or a newline, words at blanks; '…' takes everything literally, "…" and bare words know the backslash; `#` at the
 * start of a word comments out the line; an unclosed single quote is forgiven, a double one not.
 */
export function tokenize(text: string): Tokens {
  const commands: string[][] = [];
  let words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t') at += 1;
    else if (text.startsWith('\\\n', at)) at += 2;
    else if (char === ';' || char === '\n') {
      if (words.length > 0) commands.push(words);
      words = [];
      at += 1;
    } else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else {
      const word = readWord(text, at);
      if ('message' in word) return { ok: false, message: word.message };
      words.push(word.text);
      at = word.end;
    }
  }
  if (words.length > 0) commands.push(words);
  return { ok: true, commands };
}

function readWord(text: string, start: number): { text: string; end: number } | { message: string } {
  let quote: string | null = null;
  let word = '';
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === null && /[ \t;\n]/.test(char)) break;
    if ((char === "'" && quote !== '"') || (char === '"' && quote !== "'")) {
      quote = quote === null ? char : null;
    } else if (char === '\\' && quote !== "'") {
      at += 1;
      if (at >= text.length) return { message: 'dangling \\' };
      if (text[at] !== '\n') word += text[at];
    } else word += char;
  }
  return quote === '"' ? { message: 'missing "' } : { text: word, end: at };
}
