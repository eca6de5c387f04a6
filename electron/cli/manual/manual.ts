import type { Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { manualPage } from './page.ts';

/** `patchbay __manual`: for the build. */
export async function manual(_: Invocation, terminal: Terminal): Promise<number> {
  for (const line of manualPage().split('\n')) terminal.out(line);
  return 0;
}
