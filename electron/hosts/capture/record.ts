import type { Command, RunOutcome } from '#shared/host/command.ts';
import { bareHost } from '../bareHost.ts';
import type { Host } from '../host.ts';
import { echoed, isEcho, readVirshProcess, type VirshProcess } from '../virsh/commandLine.ts';
import type { CapturedAnswer, CapturedOutcome } from './format.ts';

/** A host that answers as another one does, and keeps what it answered. */
export interface RecordingHost {
  readonly host: Host;
  /** In the order in which they came; of a command that was asked twice the later answer. */
  answers(): CapturedAnswer[];
}

type Answered = Exclude<RunOutcome, { kind: 'cancelled' | 'not-captured' }>;

/** @param host stays the caller's to close */
export function recordingHost(host: Host): RecordingHost {
  const answers: CapturedAnswer[] = [];
  return {
    host: {
      ...bareHost,
      name: host.name,
      editable: false,
      ...(host.hasNoLibvirt === undefined ? {} : { hasNoLibvirt: host.hasNoLibvirt }),
      async run(command, limits) {
        const outcome = await host.run(command, limits);
        if (outcome.kind !== 'cancelled' && outcome.kind !== 'not-captured')
          answers.push(answerOf(command, outcome));
        return outcome;
      },
      follow: (command, onLine, onEnd) => host.follow(command, onLine, onEnd),
      close: async () => {},
    },
    answers: () => latestOf(answers),
  };
}

function answerOf({ argv }: Command, outcome: Answered): CapturedAnswer {
  const process = readVirshProcess(argv);
  const printed = 'stdout' in outcome ? outcome.stdout : '';
  const sections = process === null ? null : sectionsOf(process, printed, outcome.kind === 'exited');
  if (process === null || sections === null) return { kind: 'command', argv: [...argv], outcome };
  return {
    kind: 'virsh',
    argv: [...process.start],
    commands: sections,
    outcome: withoutStdout(outcome),
  };
}

/**
 * Takes the output of a batch apart at the texts that its `echo`s print. Null when that cannot be done: two commands
 * with no echo between them.
 *
 * @param ended whether the process came to its end, so that what was printed last is whole
 */
function sectionsOf(
  { commands }: VirshProcess,
  stdout: string,
  ended: boolean,
): { words: string[]; stdout: string | null }[] | null {
  const sections: { words: string[]; stdout: string | null }[] = [];
  let rest = stdout;
  for (const [index, command] of commands.entries()) {
    if (isEcho(command)) {
      if (rest.startsWith(echoed(command))) rest = rest.slice(echoed(command).length);
      continue;
    }
    const next = commands[index + 1];
    if (next !== undefined && !isEcho(next)) return null;
    const end = next !== undefined ? rest.indexOf(echoed(next)) : ended ? rest.length : -1;
    sections.push({ words: [...command], stdout: end < 0 ? null : rest.slice(0, end) });
    rest = end < 0 ? '' : rest.slice(end);
  }
  return sections;
}

function latestOf(answers: readonly CapturedAnswer[]): CapturedAnswer[] {
  const seen = new Set<string>();
  const isLatest = (...words: readonly string[]) => {
    const key = JSON.stringify(words);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  const kept: CapturedAnswer[] = [];
  for (const answer of answers.toReversed()) {
    if (answer.kind === 'command') {
      if (isLatest(...answer.argv)) kept.push(answer);
      continue;
    }
    const commands = answer.commands.filter(({ words }) => isLatest(...answer.argv, ...words));
    if (commands.length > 0) kept.push({ ...answer, commands });
  }
  return kept.toReversed();
}

function withoutStdout(outcome: CapturedOutcome): CapturedOutcome {
  return 'stdout' in outcome ? { ...outcome, stdout: '' } : outcome;
}
