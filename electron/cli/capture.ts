import type { SourceReport } from '#shared/host/source.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { captureTo, takeCapture } from '../engine/capture.ts';
import type { Host } from '../hosts/host.ts';
import type { Invocation } from './command.ts';
import { openAtTerminal } from './openAtTerminal.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** In place of a file: stdout. */
const STDOUT = '-';

/**
 * `patchbay capture FILE`, or `-` for stdout.
 * @throws {UserFailure} when there is no such host, the file cannot be written, or stdout is a terminal
 */
export async function capture(invocation: Invocation, terminal: Terminal): Promise<number> {
  const [file = ''] = invocation.args;
  if (file === STDOUT && terminal.outIsTerminal) {
    throw new UserFailure(
      'A capture is not printed on a terminal.',
      'Write it to a file with “patchbay capture FILE”, or redirect it, as in “patchbay capture - | gzip > FILE.gz”.',
    );
  }
  const host = await openAtTerminal(invocation, terminal);
  let sources: readonly SourceReport[];
  try {
    sources = await (file === STDOUT
      ? print(host, invocation.anonymous, terminal)
      : captureTo(file, host, invocation.anonymous).then((taken) => taken.sources));
  } finally {
    await host.close();
  }
  const place = file === STDOUT ? 'in what was printed' : `in ${file}`;
  const unread = sources.filter(({ status }) => status !== 'ok');
  const what =
    unread.length === 0
      ? `Everything was read and is ${place}.`
      : `What could be read is ${place}; ${unread.map(({ name }) => name).join(', ')} could not, or not whole.`;
  terminal.note(`${what} Open it with --host replay:${file === STDOUT ? 'FILE' : file}`);
  noteSources({ sources }, terminal);
  return 0;
}

async function print(host: Host, isAnonymous: boolean, terminal: Terminal): Promise<readonly SourceReport[]> {
  const { capture, sources } = await takeCapture(host, isAnonymous);
  terminal.json(capture);
  return sources;
}
