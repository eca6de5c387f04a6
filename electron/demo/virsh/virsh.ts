import { tokenize } from '../../hosts/virsh/tokens.ts';
import { type Call, type CommandAnswer, fails, prints } from '../answer.ts';
import { commands, type VirshCommand } from './commands.ts';
import { type Options, readOptions } from './options.ts';
import type { Session } from './session.ts';

/** One virsh process costs about 12 ms, a command within a batch half a millisecond. */
const START_MS = 12;
const COMMAND_MS = 0.5;

interface Ready {
  readonly command: VirshCommand;
  readonly options: Options;
}

type Refused = { readonly refusal: string };

/**
 * `virsh [-r] [-q] [-c URI] COMMAND ARG…`, or with all commands in one argument. virsh reads every command before it
 * runs the first: what it cannot read stops all of them. A command that fails stops none, and the last one gives the
 * exit code.
 */
export function virsh(call: Call): CommandAnswer {
  const start = readStart(call.args);
  if ('refusal' in start) return fails(1, `error: ${start.refusal}`);
  if (start.uri !== 'qemu:///system')
    return fails(
      1,
      `error: failed to connect to the hypervisor\nerror: no connection driver available for ${start.uri}`,
    );
  const ready = readCommands(start.words);
  if ('refusal' in ready) return fails(1, `error: ${ready.refusal}`);

  let answer = prints('');
  let takesMs = START_MS;
  let { lab } = call;
  for (const { command, options } of ready) {
    const session: Session = { ...call, lab, readOnly: start.readOnly, quiet: start.quiet };
    const result = command.run(session, options);
    lab = result.lab ?? lab;
    takesMs += result.takesMs ?? COMMAND_MS;
    const blank = start.quiet ? '' : '\n';
    answer = {
      exitCode: result.ok ? 0 : 1,
      stdout: answer.stdout + (result.ok ? result.stdout : '') + blank,
      stderr: answer.stderr + (result.ok ? '' : result.errors.map((line) => `error: ${line}\n`).join('')),
    };
  }
  return { ...answer, lab, takesMs };
}

function readStart(
  args: readonly string[],
): { readOnly: boolean; quiet: boolean; uri: string; words: readonly string[] } | Refused {
  const start = { readOnly: false, quiet: false, uri: 'qemu:///system' };
  const words = [...args];
  for (let word = words[0]; word?.startsWith('-'); word = words[0]) {
    words.shift();
    if (word === '-r') start.readOnly = true;
    else if (word === '-q') start.quiet = true;
    else if (word === '-c') {
      const uri = words.shift();
      if (uri === undefined) return { refusal: `option '${word}' requires an argument` };
      start.uri = uri;
    } else return { refusal: `unsupported option '${word}'. See --help.` };
  }
  return { ...start, words };
}

function readCommands(words: readonly string[]): readonly Ready[] | Refused {
  const [only] = words;
  if (only === undefined) return { refusal: 'the demo host has no interactive virsh: name a command' };
  const tokens = words.length === 1 ? tokenize(only) : { ok: true as const, commands: [words] };
  if (!tokens.ok) return { refusal: tokens.message };
  const ready: Ready[] = [];
  for (const [name = '', ...rest] of tokens.commands) {
    const command = commands.get(name);
    if (command === undefined) return { refusal: `unknown command: '${name}'` };
    const options = readOptions(name, command.syntax, rest);
    if ('refusal' in options) return options;
    ready.push({ command, options });
  }
  return ready;
}
