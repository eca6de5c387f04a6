import type { HostSnapshot } from '#shared/host/snapshot.ts';

/**
 * A MAC of QEMU's own prefix, which libvirt uses too.
 * @param byte gives a random number from 0 to 255
 */
export function randomMac(byte: () => number): string {
  return ['52', '54', '00', hex(byte()), hex(byte()), hex(byte())].join(':');
}

/** Every MAC that anything on the host holds or that was seen on it: a new one must be none of them. */
function knownMacs(snapshot: HostSnapshot): ReadonlySet<string> {
  const macs = [
    ...snapshot.links.map((link) => link.mac),
    ...snapshot.domains.flatMap(({ live, defined }) => [...live, ...defined].map((vnic) => vnic.mac)),
    ...snapshot.vmProcesses.flatMap(({ nics }) => nics.map((nic) => nic.mac ?? nic.defaultMac)),
    ...snapshot.fdb.map((row) => row.mac),
    ...snapshot.neighbours.map((neighbour) => neighbour.mac),
    ...snapshot.leases.map((lease) => lease.mac),
    ...snapshot.agentAddresses.map((address) => address.mac),
    ...(snapshot.pve?.guests.flatMap(({ nets, next }) => [...nets, ...next]).map(({ mac }) => mac) ?? []),
  ];
  return new Set(macs.filter((mac) => mac !== null));
}

/** A random MAC that is none of those. */
export function freshMac(snapshot: HostSnapshot, random: () => string): string {
  const taken = knownMacs(snapshot);
  let mac = random();
  // 16 million to choose from; the bound only keeps a broken source of randomness from hanging the engine.
  for (let tries = 0; taken.has(mac) && tries < 1000; tries += 1) mac = random();
  return mac;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
