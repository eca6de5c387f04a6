import type { ReadHost } from './patientHost.ts';

const TIMEOUT_MS = 5000;

/**
 * Whether virsh may open a connection that changes things without anybody being asked for a password: on a desktop,
 * trying it would put polkit's dialog on the screen of somebody who only wants to look. Null when that was cancelled.
 */
export async function mayConnectSilently(
  host: ReadHost,
  signal: AbortSignal | undefined,
): Promise<boolean | null> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const user = await host.run({ argv: ['id', '-u'] }, limits);
  if (user.kind === 'cancelled') return null;
  if (user.kind === 'exited' && user.stdout.trim() === '0') return true;
  const groups = await host.run({ argv: ['id', '-Gn'] }, limits);
  if (groups.kind === 'cancelled') return null;
  return groups.kind === 'exited' && groups.stdout.trim().split(/\s+/).includes('libvirt');
}
