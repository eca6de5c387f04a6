import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '../../ops/kinds.ts';
import type { Op } from '../../ops/op.ts';
import { atStake } from './atStake.ts';

/** Why these ops, done in this order, could cut off the host or its user, a sentence each; empty: they can't. */
export function reasonsAgainst(snapshot: HostSnapshot, ops: readonly Op[]): readonly string[] {
  const reasons = new Set<string>();
  let facts = snapshot;
  for (const op of ops) {
    for (const reason of touched(op, facts)) reasons.add(reason);
    facts = kindOf(op).after(op, facts);
  }
  return [...reasons];
}

/** What is at stake on the link that an op works on, where the op can cut that off. */
function touched(op: Op, snapshot: HostSnapshot): readonly string[] {
  switch (op.op) {
    case 'port-master':
      return isOnBridge(snapshot, op.link, op.master) ? [] : outer(snapshot, op.link);
    case 'link-mtu':
      return outer(snapshot, op.link);
    case 'bridge-options': {
      const was = snapshot.links.find(({ name }) => name === op.bridge)?.bridge;
      // A forward delay alone changes nothing for the ports that forward already.
      const isSo = was?.stp === op.stp && was.vlanFiltering === op.vlanFiltering;
      return isSo ? [] : outer(snapshot, op.bridge);
    }
    case 'link-state':
      return op.state === 'up' ? [] : outer(snapshot, op.link);
    case 'address':
    case 'link-del':
      return op.op === 'address' && op.present ? [] : (atStake(snapshot, op.link)?.reasons ?? []);
    case 'route':
      return op.present || op.route.link === null ? [] : outer(snapshot, op.route.link);
    default:
      return [];
  }
}

function isOnBridge({ links }: HostSnapshot, link: string, master: string | null): boolean {
  return links.some((each) => each.name === link && each.master === master);
}

/** What would be lost by more than the guests of a bridge. */
function outer(snapshot: HostSnapshot, link: string): readonly string[] {
  const stake = atStake(snapshot, link);
  return stake === null || stake.guestsOnly ? [] : stake.reasons;
}
