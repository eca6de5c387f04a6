import { parseArgs } from 'node:util';
import type { Persist } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';
import { COMMANDS, type CommandName, type Invocation, OPTIONS, type OptionName, shapeOf } from './command.ts';

/** What a command line asks for; `wrong` is for the user, and the exit code is then 2. */
export type Asked =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string; readonly command: CommandName | null };

/** @param argv without the program's own name */
export function readArgs(argv: readonly string[]): Asked {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return wrong(parsed, commandIn(argv));
  const { values, positionals } = parsed;
  const [word, ...args] = positionals;
  if (word === undefined) {
    if (values.version) return { kind: 'version' };
    return values.help ? { kind: 'help', command: null } : wrong('Which command?', null);
  }
  if (!isCommand(word)) return wrong(`There is no command “${word}”.`, null);
  if (values.help) return { kind: 'help', command: word };
  const shape = shapeOf(word);
  const given = Object.keys(values) as OptionName[];
  const foreign = given.find((name) => !shape.options.includes(name));
  if (foreign !== undefined) return wrong(`“${word}” takes no --${foreign}.`, word);
  if (args.length < shape.args.length) return wrong(`“${word}” needs ${shape.args.join(' and ')}.`, word);
  if (args.length > shape.args.length) {
    return wrong(
      `“${word}” takes ${shape.args.length === 0 ? 'no words' : `no more than ${shape.args.length} words`}; “${args.at(-1)}” is too many. Quote a name that holds blanks.`,
      word,
    );
  }
  return check(word, args, values);
}

type Values = NonNullable<Exclude<ReturnType<typeof parse>, string>>['values'];

function parse(argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, { type, ...rest }]) => [
      name,
      'short' in rest ? { type, short: rest.short } : { type },
    ]),
  ) as { readonly [Name in OptionName]: { readonly type: (typeof OPTIONS)[Name]['type'] } };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    return explain(error);
  }
}

/** parseArgs says what is wrong in a first sentence, and how to work around it in Node's own terms after that. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ')[0]?.replace(/\.$/, '')}.`;
}

function check(command: CommandName, args: readonly string[], values: Values): Asked {
  const { persist, host = 'local', port = '0' } = values;
  if (persist !== undefined && !isPersist(persist)) {
    return wrong(`--persist is now, boot or both, not “${persist}”.`, command);
  }
  if (command === 'unplug' && persist !== undefined && persist !== 'now') {
    return wrong('A TAP is unplugged now; the definition of its VM stays as it is.', command);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    return wrong(`--port is a number from 0 to 65535, not “${port}”.`, command);
  }
  const device = { model: values.model, mac: values.mac?.toLowerCase() };
  const badValue = whatIsWrongWith(device);
  if (badValue !== null) return wrong(badValue, command);
  if (host === '') return wrong('--host is empty.', command);
  const state = args[1] ?? '';
  if (command === 'link' && state !== 'up' && state !== 'down') {
    return wrong(`A link is set up or down, not “${state}”.`, command);
  }
  return {
    kind: 'run',
    invocation: {
      command,
      args,
      host,
      readOnly: values['read-only'] ?? false,
      json: values.json ?? false,
      dryRun: values['dry-run'] ?? false,
      yes: values.yes ?? false,
      ignoreLock: values['ignore-lock'] ?? false,
      persist,
      ...device,
      port: Number(port),
    },
  };
}

/** The rules for a new vNIC are those of any face: the schema has them. */
function whatIsWrongWith(device: Pick<Invocation, 'model' | 'mac'>): string | null {
  const result = editSchema.safeParse({ kind: 'attach', vm: 'vm:any', to: 'link:any', ...device });
  const issue = result.error?.issues[0];
  return issue === undefined ? null : `--${String(issue.path[0])}: ${issue.message}.`;
}

function wrong(message: string, command: CommandName | null): Asked {
  return { kind: 'wrong', message, command };
}

function commandIn(argv: readonly string[]): CommandName | null {
  return argv.find(isCommand) ?? null;
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

function isPersist(word: string): word is Persist {
  return word === 'now' || word === 'boot' || word === 'both';
}
