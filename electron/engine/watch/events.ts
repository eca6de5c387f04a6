import type { Command } from '#shared/host/command.ts';
import { READ_ONLY } from '../read/virshBatch.ts';

/**
 * Changes of links, addresses and routes. `bridge monitor fdb` is left out: it tells of each MAC that a bridge learns or
 * forgets, all day long on a busy one, and the FDB only adds evidence, for which the poll is soon enough.
 */
export const IP_MONITOR: Command = { argv: ['ip', 'monitor', 'link', 'address', 'route'] };

/**
 * What libvirt tells of VMs. It ends after ten minutes and is started again: if Patchbay is killed outright,
 * nobody else would end it on a host where nothing happens.
 */
export const VIRSH_EVENTS: Command = {
  argv: [...READ_ONLY, 'event', '--all', '--loop', '--timestamp', '--timeout', '600'],
};

/** Events after which a VM may look different here; others (clocks, balloons, disks) come by the second. */
const TELLING = new Set([
  'lifecycle',
  'reboot',
  'device-added',
  'device-removed',
  'device-removal-failed',
  'agent-lifecycle',
  'control-error',
  'pmsuspend',
  'pmsuspend-disk',
  'pmwakeup',
  'nic-mac-change',
]);

export function isTelling(event: string): boolean {
  return TELLING.has(event);
}
