import { tokenize } from './tokens.ts';

/** A virsh process as argv starts it: its own options, and the commands that it is to run. */
export interface VirshProcess {
  /** `virsh -r -q -c qemu:///system` */
  readonly start: readonly string[];
  readonly commands: readonly (readonly string[])[];
}

/** Takes `virsh [-r] [-q] [-c URI] …` apart; null for anything else, and for what virsh would refuse to read. */
export function readVirshProcess(argv: readonly string[]): VirshProcess | null {
  if (argv[0] !== 'virsh') return null;
  let at = 1;
  while (argv[at]?.startsWith('-')) at += argv[at] === '-c' || argv[at] === '--connect' ? 2 : 1;
  const start = argv.slice(0, at);
  const words = argv.slice(at);
  const [only] = words;
  if (only === undefined) return null;
  if (words.length > 1) return { start, commands: [words] };
  const tokens = tokenize(only);
  return tokens.ok ? { start, commands: tokens.commands } : null;
}

export function isEcho(command: readonly string[]): boolean {
  return command[0] === 'echo';
}

/** What `echo` prints under `-q`: its words, and no newline. */
export function echoed(command: readonly string[]): string {
  return command.slice(1).join(' ');
}
