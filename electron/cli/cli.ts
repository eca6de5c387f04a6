import { excerpt } from '#shared/parse/result.ts';
import { UserFailure } from '#shared/userFailure.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { patienceAsked } from '../engine/session/patienceSetting.ts';
import { readArgs } from './args.ts';
import { capture } from './capture.ts';
import type { Invocation, RunCommand } from './command.ts';
import { completion } from './completion/completion.ts';
import { wordsOnHost } from './completion/onHost.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { edit } from './edit.ts';
import { explain } from './explain.ts';
import { graph } from './graph.ts';
import { red } from './line.ts';
import { macs } from './macs.ts';
import { manual } from './manual/manual.ts';
import { serve } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { trace } from './trace.ts';
import { url } from './url.ts';
import { usage } from './usage.ts';
import { openWindow } from './window.ts';

const RUN: Readonly<Record<RunCommand, (invocation: Invocation, terminal: Terminal) => Promise<number>>> = {
  graph,
  trace,
  doctor,
  explain,
  macs,
  move: edit,
  attach: edit,
  detach: edit,
  unplug: edit,
  link: edit,
  capture,
  diff,
  serve,
  url,
  completion,
  __manual: manual,
  __words: wordsOnHost,
};

/**
 * The `patchbay` command.
 * @param argv without the program's own name
 * @returns the exit code: 0 done, 1 not done, 2 not understood, 130 interrupted
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const asked = readArgs(argv, process.env);
  switch (asked.kind) {
    case 'help':
      for (const line of usage(asked.command).split('\n')) terminal.out(line);
      return 0;
    case 'window':
      return withFailuresNoted(() => openWindow(asked.args, terminal), terminal);
    case 'version':
      terminal.out(packageJson.version);
      return 0;
    case 'wrong':
      terminal.note(red('patchbay: '), asked.message);
      terminal.note(`Try: patchbay help${asked.command === null ? '' : ` ${asked.command}`}`);
      return 2;
    case 'run':
      if (!isUnderstood(process.env, terminal)) return 2;
      return withFailuresNoted(() => RUN[asked.invocation.command](asked.invocation, terminal), terminal);
  }
}

/** One line of what went wrong, and what to do; of what nobody foresaw, where, for whoever reports it. */
export function noteFailure(error: unknown, terminal: Terminal): void {
  const [message, advice] =
    error instanceof UserFailure ? [error.message, error.advice] : [unforeseen(error), REPORT];
  terminal.note(red('patchbay: '), [message, advice].filter(Boolean).join(' '));
}

const REPORT =
  'This is a fault of Patchbay’s: please report it with this line, and a capture of the host if you can.';

function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return `${excerpt(String(error))}.`;
  // "    at trace (file:///…/shared/topology/trace.ts:20:11)"
  const place = /([\w.-]+\.m?[jt]s:\d+)/.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${excerpt(error.message)}${place === undefined ? '' : ` (${place})`}.`;
}

/** The environment is as much of what was asked as the arguments are. */
function isUnderstood(environment: NodeJS.ProcessEnv, terminal: Terminal): boolean {
  try {
    patienceAsked(environment);
    return true;
  } catch (error) {
    noteFailure(error, terminal);
    return false;
  }
}

async function withFailuresNoted(run: () => Promise<number>, terminal: Terminal): Promise<number> {
  try {
    return await run();
  } catch (error) {
    noteFailure(error, terminal);
    return 1;
  }
}
