import { captureTo } from '../engine/capture.ts';
import { openHost } from '../hosts/open.ts';
import type { Invocation } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay capture FILE`. @throws {UserFailure} when there is no such host, or the file cannot be written */
export async function capture({ host: name, args }: Invocation, terminal: Terminal): Promise<number> {
  const [file = ''] = args;
  const host = await openHost(name);
  try {
    await captureTo(file, host);
  } finally {
    await host.close();
  }
  terminal.note(`Everything that was read is in ${file}. Open it with --host replay:${file}`);
  return 0;
}
