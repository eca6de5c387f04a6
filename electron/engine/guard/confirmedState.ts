import { restingOn } from '#shared/edits/guard/atStake.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, linksUsedBy, mismatch } from '#shared/ops/condition.ts';
import { firstMismatch } from '../apply/verify.ts';

/**
 * What must be up for a guarded edit to be of use, though no step of its plan says so: every link that it plugs in, or
 * that gets an address or a route by it, and whatever carries such a link.
 * @param promises what a read shows of the edit once it is done
 * @param shown a read of a moment at which it was, or should be
 */
export function carriers(promises: readonly Condition[], shown: HostSnapshot): Condition[] {
  const isSetDown = new Set(
    promises.flatMap((each) => (each.is === 'link-state' && each.state === 'down' ? [each.link] : [])),
  );
  const links = promises.flatMap(linksUsedBy).flatMap((link) => [...restingOn(shown, link)]);
  return [...new Set(links)]
    .filter((link) => !isSetDown.has(link))
    .map((link) => ({ is: 'link-state', link, state: 'up' }));
}

/** What a read shows instead of each condition that does not hold, a sentence each; that it is unseen, once. */
export function allMismatches(conditions: readonly Condition[], snapshot: HostSnapshot): string[] {
  return [...new Set(conditions.map((each) => firstMismatch([each], snapshot)))].filter(
    (text) => text !== '',
  );
}

/** Those of the conditions that the facts show. */
export function shownBy(conditions: readonly Condition[], facts: HostSnapshot): Condition[] {
  return conditions.filter((each) => mismatch(each, facts) === '');
}
