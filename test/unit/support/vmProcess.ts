import type { VmProcess } from '#shared/host/process.ts';
import { parseVmCommandLine } from '#shared/parse/vmCommandLine.ts';

/** The process of a VM by its command line alone. */
export function parseVmProcess(pid: number, commandLine: string): VmProcess | null {
  return parseVmCommandLine(pid, commandLine, { program: null, hasTap: false, hasKvm: false });
}
