import { UserFailure } from '#shared/userFailure.ts';
import { takeInheritedSockets } from '../server/inherited.ts';
import { type Served, serve as startServing } from '../server/serve.ts';
import type { Invocation } from './command.ts';
import { printsToJournal } from './journal.ts';
import { yellow } from './line.ts';
import { openerFor } from './openAtTerminal.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay serve`: until Ctrl-C, or until systemd ends it. An address opens it to whoever has it first: it is printed for
 * a person, and never where what is printed is kept; then `patchbay url` gives one to its owner.
 * @throws {UserFailure} when the host cannot be opened, or the port cannot be had
 */
export async function serve(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { host, isHostNamed, port, readOnly } = invocation;
  const inherited = takeInheritedSockets(process.env, process.pid);
  if (inherited !== null && port !== 0)
    throw new UserFailure(
      'systemd passes the port to listen on.',
      'Set it in the socket unit, and leave --port out.',
    );
  const isKept = inherited !== null || printsToJournal();
  const served = await startServing({
    host: isHostNamed ? host : undefined,
    listening: inherited === null ? { port } : { fd: inherited.web },
    controlFd: inherited?.control ?? null,
    readOnly,
    open: openerFor(invocation, terminal),
    onNewAddress: (url) =>
      terminal.out(
        isKept ? 'A used address was opened. patchbay url prints a fresh one.' : `Patchbay is now at ${url}`,
      ),
  });
  // Whoever reads that it is served may end it at once.
  const interrupted = untilInterrupted(terminal);
  tellWhere(served, isKept, terminal);
  await interrupted;
  await served.close();
  return 0;
}

function untilInterrupted(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let ending = false;
    terminal.onInterrupt(() => {
      // Told twice: an edit that is still being put back is given up.
      if (ending) process.exit(1);
      ending = true;
      resolve();
    });
  });
}

function tellWhere(served: Served, isKept: boolean, terminal: Terminal): void {
  const { port, controlRemark } = served;
  if (isKept)
    terminal.out(
      `Patchbay is served on port ${port} of 127.0.0.1. patchbay url prints an address that opens it.`,
    );
  else terminal.out(`Patchbay is at ${served.address()}`);
  if (controlRemark !== null) terminal.note(yellow('! '), `patchbay url can’t reach it: ${controlRemark}.`);
}
