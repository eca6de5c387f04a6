/** Which options a virsh command takes (its `vshCmdOptDef`s). */
export interface Syntax {
  readonly flags?: readonly string[];
  /** Options with a value. */
  readonly values?: readonly string[];
  /** Values that may also stand without their option's name, in this order; all of them are required. */
  readonly positional?: readonly string[];
  /** Any number of further words, and their option's name. */
  readonly rest?: string;
}

export interface Options {
  has(flag: string): boolean;
  value(name: string): string | undefined;
  /** A positional value, which the syntax has made sure of. */
  needed(name: string): string;
  readonly rest: readonly string[];
}

/**
 * Reads the words after a command's name as virsh does (tools/vsh.c, vshCommandParse), and refuses them in its words.
 */
export function readOptions(
  command: string,
  syntax: Syntax,
  words: readonly string[],
): Options | { readonly refusal: string } {
  const { flags = [], values = [], positional = [], rest: restName } = syntax;
  const seen = new Set<string>();
  const given = new Map<string, string>();
  const rest: string[] = [];
  const queue = [...words];
  let onlyData = false;
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const option = onlyData ? null : /^--?([A-Za-z][^=]*)(?:=(.*))?$/s.exec(word);
    if (!onlyData && word === '--') onlyData = true;
    else if (option !== null) {
      const name = option[1] ?? '';
      if (flags.includes(name)) seen.add(name);
      else if (values.includes(name) || positional.includes(name) || name === restName) {
        const value = option[2] ?? queue.shift();
        if (value === undefined) return { refusal: `expected syntax: --${name} <string>` };
        if (name === restName) rest.push(value);
        else given.set(name, value);
      } else return { refusal: `command '${command}' doesn't support option --${name}` };
    } else {
      const open = positional.find((name) => !given.has(name));
      if (open !== undefined) given.set(open, word);
      else if (restName !== undefined) rest.push(word);
      else return { refusal: `unexpected data '${word}'` };
    }
  }
  const absent = positional.find((name) => !given.has(name));
  if (absent !== undefined) return { refusal: `command '${command}' requires <${absent}> option` };
  return {
    has: (flag) => seen.has(flag),
    value: (name) => given.get(name),
    needed: (name) => given.get(name) ?? '',
    rest,
  };
}
