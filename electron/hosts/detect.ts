import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { Host } from './host.ts';
import { localHost } from './local/local.ts';

const TIMEOUT_MS = 5000;

/**
 * Whether there is a libvirt to talk to: virsh is installed and finds a daemon's socket. One that denies access, hangs
 * or fails counts as there: what keeps it from answering is told on its own screen, and no demo hides it.
 */
export async function hasLibvirt(host: Host = localHost()): Promise<boolean> {
  const argv = ['virsh', '-r', '-q', '-c', SYSTEM_URI, 'uri'] as const;
  const outcome = await host.run({ argv }, { timeoutMs: TIMEOUT_MS });
  if (outcome.kind === 'missing') return false;
  if (outcome.kind !== 'exited' || outcome.exitCode === 0) return true;
  // error: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory
  return !/No such file or directory|no connection driver available/.test(outcome.stderr);
}
