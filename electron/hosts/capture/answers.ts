import type { Command, RunOutcome } from '#shared/host/command.ts';
import { echoed, isEcho, readVirshProcess, type VirshProcess } from '../virsh/commandLine.ts';
import type { Capture, CapturedAnswer } from './format.ts';

interface Section {
  readonly stdout: string | null;
  readonly process: Extract<CapturedAnswer, { kind: 'virsh' }>;
}

/** The answers of a capture, found again by command. Of two answers to one command the later one counts. */
export class CapturedAnswers {
  readonly #commands = new Map<string, RunOutcome>();
  readonly #sections = new Map<string, Section>();

  constructor({ answers }: Capture) {
    for (const answer of answers) {
      if (answer.kind === 'command') this.#commands.set(key(answer.argv), answer.outcome);
      else
        for (const { words, stdout } of answer.commands)
          this.#sections.set(key([...answer.argv, ...words]), { stdout, process: answer });
    }
  }

  /** What the command answered when the capture was taken; null when it was not asked then. */
  answer({ argv }: Command): RunOutcome | null {
    const process = readVirshProcess(argv);
    const asked = this.#commands.get(key(argv)) ?? this.#commands.get(ASKED_BEFORE.get(key(argv)) ?? '');
    return asked ?? (process === null ? null : this.#virsh(process));
  }

  /**
   * Puts a batch together of commands that may have been captured in several ones. It breaks off where the captured
   * process did, or answers as that one where nothing of it ran.
   */
  #virsh({ start, commands }: VirshProcess): RunOutcome | null {
    let stdout = '';
    let separator = '';
    let exitCode = 0;
    const complaints = new Map<CapturedAnswer, string>();
    for (const command of commands) {
      if (isEcho(command)) {
        separator += echoed(command);
        exitCode = 0;
        continue;
      }
      const section = this.#sections.get(key([...start, ...command])) ?? this.#activeAtFirst(start, command);
      if (section === undefined && isAskedSince(command)) {
        stdout += separator;
        separator = '';
        exitCode = 0;
        continue;
      }
      if (section === undefined) return null;
      const { outcome } = section.process;
      if ('stderr' in outcome) complaints.set(section.process, outcome.stderr);
      const stderr = [...complaints.values()].join('');
      if (section.stdout === null || !('stderr' in outcome))
        return 'stderr' in outcome ? { ...outcome, stdout, stderr } : outcome;
      stdout += separator + section.stdout;
      separator = '';
      exitCode = outcome.kind === 'exited' ? outcome.exitCode : 1;
    }
    return {
      kind: 'exited',
      exitCode,
      stdout: stdout + separator,
      stderr: [...complaints.values()].join(''),
    };
  }

  /** Which VMs are active was not asked at first: then all counted as active that were not shut off. */
  #activeAtFirst(start: readonly string[], command: readonly string[]): Section | undefined {
    if (command.join(' ') !== 'list --uuid') return undefined;
    const listOf = (filter: string) => this.#sections.get(key([...start, 'list', '--all', '--uuid', filter]));
    const all = listOf('--name');
    if (all === undefined || all.stdout === null) return all;
    const off = new Set(listOf('--state-shutoff')?.stdout?.split('\n') ?? []);
    const uuids = all.stdout.split('\n').map((line) => line.slice(0, 36));
    return {
      ...all,
      stdout: uuids
        .filter((uuid) => uuid !== '' && !off.has(uuid))
        .map((uuid) => `${uuid}\n`)
        .join(''),
    };
  }
}

/** Commands that were asked otherwise at first, and answered in the same form, with less in it. */
const ASKED_BEFORE: ReadonlyMap<string, string> = new Map([
  [key(['bridge', '-j', '-s', 'fdb', 'show']), key(['bridge', '-j', 'fdb', 'show'])],
]);

/** Which VMs have a saved image, and which have snapshots. */
const LATER_LISTS = [
  '--with-managed-save',
  '--without-managed-save',
  '--with-snapshot',
  '--without-snapshot',
];

/**
 * The definition of a network was not asked at first, nor who has a saved image or snapshots: of a host that was captured
 * before, they are not known.
 */
function isAskedSince([verb, ...words]: readonly string[]): boolean {
  if (verb === 'list') return LATER_LISTS.some((filter) => words.includes(filter));
  return verb === 'net-dumpxml' && words.includes('--inactive');
}

/** Unambiguous, whatever the words hold. */
function key(words: readonly string[]): string {
  return JSON.stringify(words);
}
