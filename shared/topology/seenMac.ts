import type { Link } from '#shared/host/link.ts';
import { isQemuDefaultMac } from '#shared/parse/qemuDefaultMac.ts';
import type { Backing } from './backing.ts';
import type { Facts } from './facts.ts';
import type { MacEvidence } from './model.ts';
import { tapMacOf } from './tapMac.ts';
import type { Vnic } from './vnics.ts';

/**
 * A vNIC with the MAC that was seen behind its TAP, where nobody gives one. One MAC alone behind a port may be that of a
 * guest within the guest, so that something else must tell of it as well.
 *
 * @param given the MACs that are given to any vNIC
 */
export function withSeenMac(
  vnic: Vnic,
  backings: readonly Backing[],
  given: ReadonlySet<string>,
  facts: Facts,
): Vnic {
  const [backing, ...others] = backings;
  if (backing === undefined || others.length > 0) return vnic;
  const { link } = backing;
  if (vnic.mac !== null) {
    const isChosen = vnic.macEvidence.length > 0 && facts.seenBehind(vnic.mac, link.name);
    return isChosen ? { ...vnic, macEvidence: [...vnic.macEvidence, 'fdb'] } : vnic;
  }
  const learned = facts.learnedBehind(link.name);
  const heard = link.master === null && learned.length === 0;
  const [mac, ...more] = heard ? neighboursOn(link.name, facts) : learned;
  if (mac === undefined || more.length > 0 || given.has(mac)) return vnic;
  // What the host reaches straight through a TAP on no bridge is at its other end.
  if (heard) return { ...vnic, mac, macEvidence: ['arp', ...supports(mac, link)] };
  const bridges = facts.snapshot.networks.filter(({ bridge }) => bridge === link.master);
  const networks = new Set(bridges.map(({ name }) => name));
  const isLeased = facts.snapshot.leases.some((lease) => lease.mac === mac && networks.has(lease.network));
  const isNeighbour = link.master !== null && neighboursOn(link.master, facts).includes(mac);
  const supporting: MacEvidence[] = [
    ...supports(mac, link),
    ...(isLeased ? (['lease'] as const) : []),
    ...(isNeighbour ? (['arp'] as const) : []),
  ];
  return supporting.length === 0 ? vnic : { ...vnic, mac, macEvidence: ['fdb', ...supporting] };
}

/** What the MAC itself tells beside that it was seen. */
function supports(mac: string, link: Link): MacEvidence[] {
  return [
    ...(link.mac === tapMacOf(mac) ? (['tap-mac'] as const) : []),
    ...(isQemuDefaultMac(mac) ? (['qemu-default'] as const) : []),
  ];
}

/** The MACs that the host has in its neighbour table on a link. */
function neighboursOn(link: string, { snapshot }: Facts): string[] {
  const there = snapshot.neighbours.filter(
    (one) => one.link === link && one.state !== 'FAILED' && one.state !== 'INCOMPLETE',
  );
  return [...new Set(there.flatMap(({ mac }) => mac ?? []))];
}
