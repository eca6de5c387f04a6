import { createHash } from 'node:crypto';
import { addressText } from '#shared/host/prefix.ts';
import { findLink } from '../kernel/links.ts';
import { numberOf } from '../kernel/prefix.ts';
import type { DemoLease, DemoNetwork, Homelab } from '../model.ts';

/**
 * What the network's dnsmasq has given away: what it had before, and an address for each guest that was plugged in
 * since, asks by DHCP and has a cable that leads to it.
 */
export function leasesOf(lab: Homelab, network: DemoNetwork): readonly DemoLease[] {
  const { ip, active, bridge } = network;
  if (!active) return [];
  if (ip?.dhcp == null) return network.leases;
  const [start, end] = ip.dhcp;
  const leases = [...network.leases];
  for (const domain of lab.domains.filter(({ state }) => state === 'running'))
    for (const { mac, linkState, targetDev } of domain.live) {
      const isPlugged = linkState === 'up' && findLink(lab, targetDev)?.master === bridge;
      if (!isPlugged || leases.some((lease) => lease.mac === mac)) continue;
      const address = freeAddress(mac, numberOf(start), numberOf(end), leases);
      if (address === null) continue;
      const hostname = /^[\w-]+$/.test(domain.name) ? domain.name : null;
      leases.push({ mac, address, prefixLength: ip.prefixLength, hostname });
    }
  return leases;
}

/** As dnsmasq does, by a hash of the MAC, so that a guest gets the same address again; then the next that is free. */
function freeAddress(mac: string, first: number, last: number, leases: readonly DemoLease[]): string | null {
  const size = last - first + 1;
  const hash = createHash('sha256').update(mac).digest().readUInt32BE();
  for (let step = 0; step < Math.min(size, 1024); step += 1) {
    const number = first + ((hash + step) % size);
    const address = addressText('inet', BigInt(number));
    if (!leases.some((lease) => lease.address === address)) return address;
  }
  return null;
}
