import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '../../ops/kinds.ts';
import type { Op } from '../../ops/op.ts';
import type { Cut } from '../../ops/opKind.ts';
import { atStake } from './atStake.ts';

/** Why these ops, done in this order, could cut off the host or its user, a sentence each; empty: they can’t. */
export function reasonsAgainst(snapshot: HostSnapshot, ops: readonly Op[]): readonly string[] {
  return reasonsOf(snapshot, ops, ({ rights }) => rights === 'net-admin');
}

/** The same for what libvirt or Proxmox VE does, which can’t be done under the guard. */
export function reasonsPastGuard(snapshot: HostSnapshot, ops: readonly Op[]): readonly string[] {
  return reasonsOf(snapshot, ops, ({ rights, isBeyondGuard }) => rights !== 'net-admin' && !isBeyondGuard);
}

/** The same for a plan whose ops the guard can’t all revert: for those, and for what else in it is the guard’s. */
export function reasonsBeyondGuard(snapshot: HostSnapshot, ops: readonly Op[]): readonly string[] {
  return reasonsOf(
    snapshot,
    ops,
    ({ rights, isBeyondGuard }) => rights === 'net-admin' || isBeyondGuard === true,
  );
}

/** Whether traffic of more than one guest could stop, whatever is at stake there; a TAP’s cable is its guest’s alone. */
export function mayCut(snapshot: HostSnapshot, op: Op): boolean {
  const kind = kindOf(op);
  if (kind.rights !== 'net-admin' && !kind.isBeyondGuard) return false;
  return kind.cuts(op, snapshot).some(({ link }) => (findLink(snapshot, link)?.tun ?? null) === null);
}

function reasonsOf(
  snapshot: HostSnapshot,
  ops: readonly Op[],
  counts: (kind: ReturnType<typeof kindOf>) => boolean,
): readonly string[] {
  const reasons = new Set<string>();
  let facts = snapshot;
  for (const op of ops) {
    const kind = kindOf(op);
    const cuts = counts(kind) ? kind.cuts(op, facts) : [];
    for (const reason of cuts.flatMap((cut) => stakesOn(cut, facts))) reasons.add(reason);
    facts = kind.after(op, facts);
  }
  return [...reasons];
}

function stakesOn({ link, ofGuests }: Cut, snapshot: HostSnapshot): readonly string[] {
  const stake = atStake(snapshot, link);
  return stake === null || (stake.guestsOnly && !ofGuests) ? [] : stake.reasons;
}
