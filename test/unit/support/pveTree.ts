import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PVE_GREP } from '#electron/engine/read/pve.ts';
import type { PveFacts } from '#shared/host/pve.ts';
import { parsePveFiles } from '#shared/parse/pveFiles.ts';

const TREE = fileURLToPath(new URL('../../fixtures/pve', import.meta.url));

/** What `grep` itself prints of the stand-in for /etc/pve, asked as a host is asked. */
export function pveOutput(): string {
  const [program, ...args] = PVE_GREP.map((word) => word.replace(/^\/etc\/pve\//, `${TREE}/`));
  const printed = execFileSync(program ?? '', args, { encoding: 'utf8' });
  return printed.replaceAll(`${TREE}/`, '/etc/pve/');
}

/** The facts of that tree. */
export function pveFacts(): PveFacts {
  const read = parsePveFiles(pveOutput());
  if (!read.ok) throw new Error(read.message);
  return read.value;
}
