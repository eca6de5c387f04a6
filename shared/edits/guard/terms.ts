import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { GuardTerms } from '../../guard.ts';
import { kindOf } from '../../ops/kinds.ts';
import type { Op } from '../../ops/op.ts';
import { restingOn } from './atStake.ts';
import { type Way, wayTo } from './cameIn.ts';
import { reasonsAgainst } from './touched.ts';
import { isPlainWord } from './words.ts';

/** Long enough to try whether the host is still reached, short enough to wait for where it is not. */
const SECONDS = 60;

/** What the guard of these ops is to know; null where they can't cut anybody off. */
export function guardTerms(snapshot: HostSnapshot, ops: readonly Op[]): GuardTerms | null {
  const why = reasonsAgainst(snapshot, ops);
  if (why.length === 0) return null;
  let facts = snapshot;
  let silence = 0;
  for (const op of ops) {
    const kind = kindOf(op);
    silence = Math.max(silence, kind.silence(op, facts));
    facts = kind.after(op, facts);
  }
  return { seconds: SECONDS + silence, why, probe: probeOf(facts, ops) };
}

/** The neighbour whose answer shows contact afterwards: the router, or the next hop to whoever came in by SSH. */
function probeOf(after: HostSnapshot, ops: readonly Op[]): GuardTerms['probe'] {
  const touched = new Set(ops.flatMap((op) => kindOf(op).links(op)));
  const ways = [...routerOf(after, 'inet'), ...userOf(after), ...routerOf(after, 'inet6')].filter(
    ({ link, nextHop }) => isPlainWord(link) && isPlainWord(nextHop),
  );
  const way =
    ways.find(({ link }) => [...restingOn(after, link)].some((each) => touched.has(each))) ?? ways[0];
  return way === undefined ? null : { address: way.nextHop, link: way.link };
}

function userOf(snapshot: HostSnapshot): Way[] {
  const way = snapshot.cameFrom === undefined ? null : wayTo(snapshot, snapshot.cameFrom);
  return way === null ? [] : [way];
}

function routerOf({ routes }: HostSnapshot, family: 'inet' | 'inet6'): Way[] {
  return routes
    .filter((route) => route.family === family && route.destination === 'default')
    .sort((a, b) => a.metric - b.metric)
    .flatMap(({ link, gateway }) => (link === null || gateway === null ? [] : [{ link, nextHop: gateway }]));
}
