import type { VmProcess } from '#shared/host/process.ts';
import { knownScripts, parseQemuIfup } from '#shared/parse/qemuIfup.ts';
import type { ReadHost } from './patientHost.ts';
import { searchProc } from './searchProc.ts';
import { GREP } from './trouble.ts';

/**
 * The processes with the bridge that the script of each TAP names. Only scripts at the usual places are read, and only
 * while a process uses one; what can’t be read is not known, and nobody’s trouble.
 */
export async function withStartScripts(
  host: ReadHost,
  processes: readonly VmProcess[],
  signal: AbortSignal | undefined,
): Promise<readonly VmProcess[]> {
  const used = new Set(processes.flatMap(({ nics }) => nics.flatMap(({ start }) => start?.script ?? [])));
  const files = knownScripts.filter((script) => used.has(script));
  if (files.length === 0) return processes;
  const found = await searchProc(host, GREP, ['-sHE', '(addif|master)[[:space:]]', ...files], signal);
  const bridges = 'status' in found ? new Map<string, string>() : parseQemuIfup(found.stdout);
  if (bridges.size === 0) return processes;
  return processes.map((process) => ({
    ...process,
    nics: process.nics.map((nic) => {
      const bridge = bridges.get(nic.start?.script ?? '');
      return nic.start === undefined || bridge === undefined
        ? nic
        : { ...nic, start: { ...nic.start, bridge } };
    }),
  }));
}
