import type { Persist } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';
import { didYouMean } from '#shared/nearest.ts';
import { isChromiumSwitch } from '../start/chromiumSwitches.mjs';
import {
  type CommandName,
  commandNames,
  type Invocation,
  isCommand,
  type RunCommand,
  shapeOf,
} from './command.ts';
import { hostOfConnection, whyNotConnect } from './connect.ts';
import { type OptionName, optionOf } from './options.ts';
import { commandIn, parse, type Values } from './parse.ts';
import { isOptional, meaningOf, orList } from './words.ts';

/** What a command line asks for; `wrong` is for the user, and the exit code is then 2. */
export type Asked =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  /** It names no command; `args` are for the window. */
  | { readonly kind: 'window'; readonly args: readonly string[] }
  | { readonly kind: 'wrong'; readonly message: string; readonly command: CommandName | null };

/**
 * @param argv without the program's own name
 * @param environment names a libvirt where the command line names neither it nor a host
 */
export function readArgs(argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Asked {
  const switches = chromiumSwitchesIn(argv);
  const parsed = parse(argv.filter((arg) => !switches.includes(arg)));
  if (typeof parsed === 'string') return wrong(parsed, commandIn(argv));
  const { values, positionals } = parsed;
  const [word, ...args] = positionals;
  if (word === undefined) {
    if (values.version) return { kind: 'version' };
    return values.help ? { kind: 'help', command: null } : withoutCommand(values, switches);
  }
  if (!isCommand(word)) return noCommand(word);
  const [foreign] = switches;
  if (foreign !== undefined) return wrong(`“${word}” takes no ${foreign}: it is for the window.`, word);
  if (values.help) return { kind: 'help', command: word };
  const given = (Object.keys(values) as OptionName[]).find((name) => !shapeOf(word).options.includes(name));
  if (given !== undefined) return wrong(`“${word}” takes no --${given}.`, word);
  const miscounted = countWords(word, args);
  if (miscounted !== null) return wrong(miscounted, word);
  if (word !== 'help') return check(word, args, values, environment);
  const [topic] = args;
  if (topic === undefined) return { kind: 'help', command: null };
  return isCommand(topic) ? { kind: 'help', command: topic } : noCommand(topic);
}

/** What the window takes of our own options; it also takes Chromium’s switches. */
const WINDOW_OPTIONS: readonly OptionName[] = ['host', 'read-only'];

function withoutCommand(values: Values, switches: readonly string[]): Asked {
  const { host, 'read-only': readOnly } = values;
  const given = (Object.keys(values) as OptionName[]).find((name) => !WINDOW_OPTIONS.includes(name));
  if (given !== undefined) {
    return wrong(`Which command? Without one the window opens, which takes no --${given}.`, null);
  }
  if (host === '') return wrong('--host is empty.', null);
  const own = [...(host === undefined ? [] : [`--host=${host}`]), ...(readOnly ? ['--read-only'] : [])];
  return { kind: 'window', args: [...own, ...switches] };
}

/** Those of Chromium’s switches that the window is given; after `--` there are only words. */
function chromiumSwitchesIn(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).filter(isChromiumSwitch);
}

function countWords(command: CommandName, args: readonly string[]): string | null {
  const { args: wanted } = shapeOf(command);
  const needed = wanted.filter((word) => !isOptional(word));
  if (args.length < needed.length) return `“${command}” needs ${needed.join(' and ')}.`;
  if (args.length <= wanted.length) return null;
  const most = wanted.length === 0 ? 'no words' : `no more than ${wanted.length} words`;
  return `“${command}” takes ${most}; “${args.at(-1)}” is too many. Quote a name that holds blanks.`;
}

function check(
  command: RunCommand,
  args: readonly string[],
  values: Values,
  environment: NodeJS.ProcessEnv,
): Asked {
  const outside = outsideOfSet(command, args, values);
  if (outside !== null) return wrong(outside, command);
  const { port = '0' } = values;
  const over = values.host === undefined ? hostOfConnection(values.connect, environment) : null;
  const host = over ?? values.host ?? 'local';
  const connect = over === null ? values.connect : undefined;
  const persist = values.persist as Persist | undefined;
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
  const elsewhere = connect === undefined ? null : whyNotConnect(connect, host);
  if (elsewhere !== null) return wrong(elsewhere, command);
  return {
    kind: 'run',
    invocation: {
      command,
      args,
      host,
      isHostNamed: values.host !== undefined || values.connect !== undefined,
      connect,
      verbose: values.verbose ?? false,
      readOnly: values['read-only'] ?? false,
      json: values.json ?? false,
      dryRun: values['dry-run'] ?? false,
      yes: values.yes ?? false,
      ignoreLock: values['ignore-lock'] ?? false,
      anonymous: values.anonymous ?? false,
      persist,
      ...device,
      port: Number(port),
    },
  };
}

/** A word or an option’s value that isn’t one of the few that it can be. */
function outsideOfSet(command: CommandName, args: readonly string[], values: Values): string | null {
  for (const [index, word] of shapeOf(command).args.entries()) {
    const meaning = meaningOf(word);
    const arg = args[index];
    if (meaning.is !== 'one-of' || arg === undefined || meaning.words.includes(arg)) continue;
    return `“${command}” takes ${orList(meaning.words)}, not “${arg}”.${didYouMean(arg, meaning.words)}`;
  }
  for (const [name, value] of Object.entries(values)) {
    const meaning = optionOf(name as OptionName).means;
    if (meaning?.is !== 'one-of' || meaning.words.includes(String(value))) continue;
    return `--${name} is ${orList(meaning.words)}, not “${value}”.${didYouMean(String(value), meaning.words)}`;
  }
  return null;
}

/** The rules for a new vNIC are those of any face: the schema has them. */
function whatIsWrongWith(device: Pick<Invocation, 'model' | 'mac'>): string | null {
  const result = editSchema.safeParse({ kind: 'attach', vm: 'vm:any', to: 'link:any', ...device });
  const issue = result.error?.issues[0];
  return issue === undefined ? null : `--${String(issue.path[0])}: ${issue.message}.`;
}

function noCommand(word: string): Asked {
  return wrong(`There is no command “${word}”.${didYouMean(word, commandNames)}`, null);
}

function wrong(message: string, command: CommandName | null): Asked {
  return { kind: 'wrong', message, command };
}
