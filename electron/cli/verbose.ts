import { existsSync } from 'node:fs';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { configDirectory, settingsPath } from '../files/kept.ts';
import type { Host } from '../hosts/host.ts';
import { dim, type Line } from './line.ts';
import type { Terminal } from './terminal.ts';

type Notes = Pick<Terminal, 'note'>;

/** Where the settings of a host are, and which libvirt it is asked by. Of one that has neither, nothing is told. */
export function tellWhere(
  { name, libvirtUri = SYSTEM_URI, libvirtRemark, patience }: Host,
  terminal: Notes,
): void {
  if (name !== 'local') return;
  const path = settingsPath(configDirectory());
  const { PATCHBAY_PATIENCE: asked } = process.env;
  const from = asked?.trim() ? ' by PATCHBAY_PATIENCE' : '';
  terminal.note(dim('# settings: '), path, existsSync(path) ? '' : ' (no such file: the defaults)');
  terminal.note(dim('# patience: '), `${patience ?? 1}${from}`);
  terminal.note(dim('# libvirt: '), libvirtUri, libvirtRemark === undefined ? '' : ` (${libvirtRemark})`);
}

/**
 * A host that tells each command that is run on it, as a line that can be pasted into a shell, how long it took and how
 * it ended. What a command reads on its input is not told.
 */
export function tellingHost(host: Host, terminal: Notes): Host {
  const tell = (command: Command, how: string): void => {
    for (const line of commandLines(host.asRun?.(command) ?? command, how)) terminal.note(...line);
  };
  const { talk } = host;
  return Object.assign(Object.create(host) as Host, {
    async run(command, limits) {
      const took = stopwatch();
      const outcome = await host.run(command, limits);
      tell(command, `${howEnded(outcome)}, ${took()}`);
      return outcome;
    },
    follow(command, onLine, onEnd) {
      const took = stopwatch();
      tell(command, 'started');
      return host.follow(command, onLine, (end) => {
        tell(command, `${end.kind === 'stopped' ? 'stopped' : phrase(end.message)}, ${took()}`);
        onEnd(end);
      });
    },
    ...(talk === undefined
      ? {}
      : {
          talk: (command, onLine, onEnd) => {
            const took = stopwatch();
            tell(command, 'started; what it is told is not shown');
            return talk.call(host, command, onLine, (outcome) => {
              tell(command, `${howEnded(outcome)}, ${took()}`);
              onEnd(outcome);
            });
          },
        }),
    close: () => host.close(),
  } satisfies Partial<Host>);
}

/** A name may hold a line break, which is a line break in a shell’s quotes as well. */
function commandLines({ argv, stdin = '', edited }: Command, how: string): Line[] {
  const input = stdin === '' && edited === undefined ? '' : '; its input is not shown';
  const lines = shellLine({ argv }).split('\n');
  return lines.map((line, index) => (index < lines.length - 1 ? [line] : [line, dim(`  # ${how}${input}`)]));
}

function howEnded(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exit code ${outcome.exitCode}`;
    case 'missing':
      return 'not installed';
    case 'denied':
      return `not permitted: ${phrase(outcome.message)}`;
    case 'timed-out':
      return `timed out after ${outcome.afterMs / 1000} s`;
    case 'too-much-output':
      return `ended for its output: more than ${outcome.limitBytes} bytes`;
    case 'cancelled':
      return 'cancelled';
    case 'not-captured':
      return 'not in the capture';
    case 'failed':
      return phrase(outcome.message);
  }
}

/** A sentence within another. */
function phrase(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function stopwatch(): () => string {
  const began = performance.now();
  return () => `${Math.round(performance.now() - began)} ms`;
}
