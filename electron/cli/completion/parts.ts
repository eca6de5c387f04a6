import { type CommandName, commandNames, shapeOf } from '../command.ts';
import { OPTIONS, type OptionName, optionOf } from '../options.ts';
import { type Meaning, meaningOf } from '../words.ts';

/** What the completion of each shell is made of, out of the table of commands. */

/** Options that may stand before a command is named. */
export const EARLY: readonly OptionName[] = ['host', 'connect', 'read-only', 'verbose', 'help', 'version'];

export const optionNames = Object.keys(OPTIONS) as readonly OptionName[];

/** Options that a value follows. */
export const valued = optionNames.filter((name) => optionOf(name).type === 'string');

/** Options by which the host is chosen that is asked for names. */
export const ASKING: readonly OptionName[] = ['host', 'connect'];

/** `--yes`, `-y`: the long one first. */
export function flagsOf(name: OptionName): string[] {
  const { short } = optionOf(name);
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

/** What an option’s value is; null: it has none. */
export function valueMeaning(name: OptionName): Meaning | null {
  const { type, means } = optionOf(name);
  return type === 'boolean' ? null : (means ?? { is: 'free' });
}

/** Each word of each command: the how manyth after the command’s name, what the help calls it, and what it is. */
export function wordsOf(command: CommandName) {
  return shapeOf(command).args.map((name, index) => ({ index, name, meaning: meaningOf(name) }));
}

export const commandWords = commandNames.join(' ');

/** Puts each part in the place of its `@name@`, so that the rest of a script is a file of its own language. */
export function filled(
  template: string,
  parts: Readonly<Record<string, string | readonly string[]>>,
): string {
  return template.replace(/@(\w+)@/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`The completion has no part ${name}.`);
    return typeof part === 'string' ? part : part.join('\n');
  });
}

/** A word for a shell, as it stands. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
