import type { SourceReport } from '#shared/host/source.ts';
import { captureTo } from '../engine/capture.ts';
import type { Invocation } from './command.ts';
import { openAtTerminal } from './openAtTerminal.ts';
import { noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay capture FILE`. @throws {UserFailure} when there is no such host, or the file cannot be written */
export async function capture(invocation: Invocation, terminal: Terminal): Promise<number> {
  const [file = ''] = invocation.args;
  const host = await openAtTerminal(invocation, terminal);
  let sources: readonly SourceReport[];
  try {
    ({ sources } = await captureTo(file, host));
  } finally {
    await host.close();
  }
  const unread = sources.filter(({ status }) => status !== 'ok');
  const what =
    unread.length === 0
      ? `Everything was read and is in ${file}.`
      : `What could be read is in ${file}; ${unread.map(({ name }) => name).join(', ')} could not, or not whole.`;
  terminal.note(`${what} Open it with --host replay:${file}`);
  noteSources({ sources }, terminal);
  return 0;
}
