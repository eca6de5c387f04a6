import { parseArgs } from 'node:util';
import { nearest } from '#shared/nearest.ts';
import { type CommandName, isCommand, shapeOf } from './command.ts';
import { isOption, OPTIONS, type OptionName } from './options.ts';

/** The options that were given; of those that have no value, true. */
export type Values = NonNullable<Exclude<ReturnType<typeof parse>, string>>['values'];

const parsing = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, { type, ...rest }]) => [
    name,
    'short' in rest ? { type, short: rest.short } : { type },
  ]),
) as { readonly [Name in OptionName]: { readonly type: (typeof OPTIONS)[Name]['type'] } };

/**
 * Takes a command line apart, whatever its command is.
 * @returns what is wrong with it, for the user, where it has an option that there is not, or one without its value
 */
export function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: parsing, allowPositionals: true });
  } catch (error) {
    return unknownOption(argv) ?? explain(error);
  }
}

/** What there is to say of the first option that no command has; null: all of them are known. */
function unknownOption(argv: readonly string[]): string | null {
  const { tokens } = parseArgs({ args: [...argv], options: parsing, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || isOption(token.name)) continue;
    const command = commandIn(argv);
    const known: readonly OptionName[] = command === null ? ['help', 'version'] : shapeOf(command).options;
    const near = token.rawName.startsWith('--') ? nearest(token.name, known) : null;
    return `There is no option “${token.rawName}”.${near === null ? '' : ` Did you mean “--${near}”?`}`;
  }
  return null;
}

/** parseArgs says what is wrong in a first sentence, and how to work around it in Node's own terms after that. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ')[0]?.replace(/\.$/, '')}.`;
}

/** The command that a line names, also one that can't be taken apart. */
export function commandIn(argv: readonly string[]): CommandName | null {
  return argv.find(isCommand) ?? null;
}
