import type { PveGuest, PveNet } from '#shared/host/pve.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { pveNetFields } from '#shared/parse/pveNet.ts';

/** A guest of Proxmox VE by its id there; null where it has no file that could be read. */
export function findPveGuest({ pve }: HostSnapshot, id: number): PveGuest | null {
  return pve?.guests.find((guest) => guest.id === id) ?? null;
}

/** One `netN` of a list; null where it has none. */
export function netAt(nets: readonly PveNet[], index: number): PveNet | null {
  return nets.find((net) => net.index === index) ?? null;
}

/** The link that Proxmox VE makes for a guest’s NIC while the guest runs. */
export function guestLink({ id, kind }: Pick<PveGuest, 'id' | 'kind'>, index: number): string {
  return `${kind === 'lxc' ? 'veth' : 'tap'}${id}i${index}`;
}

/** Whether it runs, as far as its process or its links tell. */
export function isPveRunning(snapshot: HostSnapshot, { id }: Pick<PveGuest, 'id'>): boolean {
  const own = new RegExp(`^(?:tap|veth)${id}i\\d+$`);
  return (
    snapshot.vmProcesses.some(({ pveId }) => pveId === id) ||
    snapshot.links.some(({ name }) => own.test(name))
  );
}

/**
 * Whether a value on file is the one that was set. Proxmox VE writes the fields in its own order and MACs in capitals,
 * and makes up a MAC where none was given.
 */
export function isSamePveNet(wanted: string, shown: string): boolean {
  const [set, found] = [pveNetFields(wanted), pveNetFields(shown)];
  if (set === null || found === null) return wanted === shown;
  const names = new Set([...set.keys(), ...found.keys()]);
  return [...names].every((name) => {
    const isMac = name === 'macaddr' || name === 'hwaddr';
    if (isMac && !set.has(name)) return true;
    const [one, other] = [set.get(name), found.get(name)];
    return isMac ? one?.toLowerCase() === other?.toLowerCase() : one === other;
  });
}

/** Whether a running guest gets a change of a NIC at once; else it waits for its next start. */
export function isAtOnce({ hotplugsNics }: PveGuest, before: PveNet | null, after: PveNet | null): boolean {
  return hotplugsNics || !needsHotplug(before, after);
}

/**
 * Whether a running VM must be given another card for it, which `hotplug` may forbid: bridge, tag, firewall, rate and link
 * are changed on the present one. Source: qemu-server, `vmconfig_update_net`.
 */
function needsHotplug(before: PveNet | null, after: PveNet | null): boolean {
  if (before === null || after === null) return true;
  const keys = ['model', 'mac', 'queues', 'mtu'] as const;
  return keys.some((key) => before[key] !== after[key]);
}
