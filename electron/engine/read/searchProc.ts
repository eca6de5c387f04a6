import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';
import { exitTrouble, type Tool, type Trouble, troubleOf } from './trouble.ts';

const TIMEOUT_MS = 15_000;

/**
 * What a search printed. Its exit code says little: not to find anything, or that a process ended or is another user's,
 * makes it 1 as well; such complaints name their file.
 */
export async function searchProc(
  host: ReadHost,
  tool: Tool,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ stdout: string; stderr: string } | Trouble | Cancelled> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const outcome = await host.run({ argv: [tool.program, ...args] }, limits);
  if (outcome.kind === 'cancelled') return { status: 'cancelled' };
  if (outcome.kind !== 'exited') return troubleOf(outcome, tool);
  const { exitCode, stdout, stderr } = outcome;
  const refused = exitCode !== 0 && stdout === '' && stderr !== '' && !stderr.includes('/proc/');
  return refused ? exitTrouble(tool.program, exitCode, stderr, null) : { stdout, stderr };
}
