import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { withLink } from '../change.ts';

/**
 * The bond that a link becomes a member of, or leaves for none; null: no bond has to do with it.
 * @param master that it gets; null: none
 */
export function bondOf(link: string, master: string | null, snapshot: HostSnapshot): string | null {
  const bond = findLink(snapshot, master ?? findLink(snapshot, link)?.master ?? null);
  return bond === null || bond.bondMode === null ? null : bond.name;
}

/**
 * The host once a link has joined or left its bond: the kernel sets a member up with the bond's MAC and MTU, and gives
 * one that leaves its own MAC back and sets it down (bond_main.c, bond_enslave and __bond_release_one).
 */
export function withBondMember(link: string, master: string | null, snapshot: HostSnapshot): HostSnapshot {
  const bond = findLink(snapshot, master ?? findLink(snapshot, link)?.master ?? null);
  if (bond === null) return snapshot;
  if (master === null) {
    const left = withLink(snapshot, link, ({ bondMember, ...present }) => ({
      ...present,
      ...apart,
      mac: bondMember?.permanentMac ?? present.mac,
    }));
    return withActive(left, bond.name);
  }
  const joined = withLink(snapshot, link, (present) => joining(present, bond));
  const named = withLink(joined, bond.name, (present) => ({
    ...present,
    mac: present.mac ?? findLink(snapshot, link)?.mac ?? null,
  }));
  return withActive(named, bond.name);
}

const apart = { master: null, slaveKind: '', up: false, carrier: false, operState: 'DOWN' } as const;

function joining(present: Link, { name, mac, mtu }: Link): Link {
  return {
    ...present,
    master: name,
    slaveKind: 'bond',
    // Whether its wire has a carrier is not known before.
    up: true,
    carrier: true,
    operState: 'UP',
    mac: mac ?? present.mac,
    mtu,
    bondMember: {
      isActive: true,
      mii: 'UP',
      failures: null,
      permanentMac: present.mac,
      aggregator: null,
      partnerState: null,
    },
  };
}

/** Where the active member has left, the next one that lives is it. */
function withActive(snapshot: HostSnapshot, bond: string): HostSnapshot {
  const members = snapshot.links.filter(({ master }) => master === bond);
  return withLink(snapshot, bond, (present) => {
    if (present.bond?.active === undefined || members.some(({ name }) => name === present.bond?.active)) {
      return present;
    }
    const { active: _, ...rest } = present.bond;
    const next = members.find(({ up, carrier }) => up && carrier);
    return { ...present, bond: next === undefined ? rest : { ...rest, active: next.name } };
  });
}
