import { serve as startServing } from '../server/serve.ts';
import type { Invocation } from './command.ts';
import { openerFor } from './openAtTerminal.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay serve`: until Ctrl-C.
 * @throws {UserFailure} when the host cannot be opened, or the port cannot be had
 */
export async function serve(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { host, port, readOnly } = invocation;
  const served = await startServing({
    host,
    port,
    readOnly,
    open: openerFor(invocation, terminal),
    onNewAddress: (url) => terminal.out(`Patchbay is now at ${url}`),
  });
  terminal.out(`Patchbay is at ${served.url}`);
  await new Promise<void>((resolve) => {
    let ending = false;
    terminal.onInterrupt(() => {
      // Told twice: an edit that is still being put back is given up.
      if (ending) process.exit(1);
      ending = true;
      resolve();
    });
  });
  await served.close();
  return 0;
}
