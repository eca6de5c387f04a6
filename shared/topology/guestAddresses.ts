import type { Neighbour } from '#shared/host/address.ts';
import type { DhcpLease } from '#shared/host/network.ts';
import { append } from './append.ts';
import type { Backing } from './backing.ts';
import { believedBridge } from './beliefs.ts';
import type { Facts } from './facts.ts';
import { isUnknownPort } from './knownPort.ts';
import type { GuestAddress } from './model.ts';
import type { Vnic } from './vnics.ts';

/** A running vNIC and the bridge that it is on now; null where it is on none, or that is not known. */
interface Holder {
  readonly vnic: Vnic;
  readonly bridge: string | null;
}

/**
 * The guests' addresses by vNIC id: the guest agent's word above a DHCP lease above the host's neighbour table.
 * All three name a MAC only, so that an address whose MAC several running vNICs hold is given to none of them, unless
 * the place where it was seen decides.
 */
export function guestAddresses(
  vnics: readonly Vnic[],
  backings: ReadonlyMap<string, readonly Backing[]>,
  facts: Facts,
): ReadonlyMap<string, readonly GuestAddress[]> {
  const holders = new Map<string, Holder[]>();
  for (const vnic of vnics) {
    if (!vnic.running || vnic.mac === null || (vnic.live === null && vnic.nic === null)) continue;
    append(holders, vnic.mac, { vnic, bridge: bridgeNow(vnic, backings.get(vnic.id) ?? [], facts) });
  }
  const found = new Map<string, Map<string, GuestAddress>>();
  const give = (vnic: Vnic | undefined, address: string, source: GuestAddress['source']) => {
    if (vnic === undefined || isLinkLocal(address)) return;
    const known = found.get(vnic.id) ?? new Map<string, GuestAddress>();
    if (!known.has(address)) known.set(address, { address, source });
    found.set(vnic.id, known);
  };

  for (const { domain, mac, address } of facts.snapshot.agentAddresses) {
    const own = (holders.get(mac) ?? []).filter(({ vnic }) => vnic.vm.uuid === domain);
    if (own.length === 1) give(own[0]?.vnic, address, 'agent');
  }
  for (const lease of facts.snapshot.leases) {
    give(leaseholder(lease, holders.get(lease.mac) ?? [], facts), lease.address, 'lease');
  }
  for (const neighbour of facts.snapshot.neighbours) {
    if (neighbour.mac === null) continue;
    give(neighbouring(neighbour, holders.get(neighbour.mac) ?? [], facts), neighbour.address, 'arp');
  }
  return new Map([...found].map(([id, known]) => [id, [...known.values()].sort(byWorth)]));
}

function bridgeNow(vnic: Vnic, [backing]: readonly Backing[], facts: Facts): string | null {
  if (backing === undefined) return null;
  if (!isUnknownPort(backing.link, facts)) return backing.link.master;
  return vnic.live === null ? null : believedBridge(vnic.live, facts);
}

/** A lease outlives the cable: it counts only where the vNIC still is on that network's bridge. */
function leaseholder(lease: DhcpLease, holders: readonly Holder[], facts: Facts): Vnic | undefined {
  const bridge = facts.networks.get(lease.network)?.bridge ?? null;
  const there = holders.filter(({ vnic, bridge: now }) =>
    now === null ? vnic.live?.source.network === lease.network : now === bridge,
  );
  return there.length === 1 ? there[0]?.vnic : undefined;
}

function neighbouring(neighbour: Neighbour, holders: readonly Holder[], facts: Facts): Vnic | undefined {
  if (neighbour.state === 'FAILED' || neighbour.state === 'INCOMPLETE') return undefined;
  const there = holders.filter(({ bridge }) => bridge === neighbour.link);
  if (there.length === 1) return there[0]?.vnic;
  // Seen beside a bridge (a VLAN on it, a macvlan of the pNIC) it may be any holder's; seen on another bridge it is old.
  const onABridge = facts.kinds.get(neighbour.link) === 'bridge';
  const [only] = holders;
  if (holders.length !== 1 || only === undefined) return undefined;
  return onABridge && only.bridge !== null ? undefined : only.vnic;
}

/** Every interface has one, and it tells nobody anything. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

const WORTH: Readonly<Record<GuestAddress['source'], number>> = {
  namespace: 0,
  agent: 0,
  runtime: 1,
  lease: 1,
  arp: 2,
};

function byWorth(a: GuestAddress, b: GuestAddress): number {
  const family = Number(a.address.includes(':')) - Number(b.address.includes(':'));
  return WORTH[a.source] - WORTH[b.source] || family || (a.address < b.address ? -1 : 1);
}
