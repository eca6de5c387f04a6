import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, mismatch } from '#shared/ops/condition.ts';
import { vnicIn } from '#shared/ops/vnic/vnicKey.ts';
import type { Attempt } from './attempt.ts';

/**
 * What somebody else has made meanwhile of what a step changed, one sentence: it is neither as it was before the step
 * nor as the step makes it. Empty where nobody has.
 */
export function foreignHand({ step, undoneWhen }: Attempt, facts: HostSnapshot): string {
  for (const own of step.expects) {
    const shown = mismatch(own, facts);
    const former = undoneWhen.find((each) => subjectOf(each) === subjectOf(own));
    if (shown === '' || former === undefined || mismatch(former, facts) === '') continue;
    if (!isUnplugged(own, facts) && !isHalfSet(own, former, facts)) return shown;
  }
  return '';
}

/**
 * A command that plugs may end half-way, with the link on no bridge; and a bridge that somebody deleted leaves its
 * ports so. Nobody has put the link anywhere then.
 */
function isUnplugged(condition: Condition, facts: HostSnapshot): boolean {
  const name =
    condition.is === 'port-master'
      ? condition.link
      : condition.is === 'vnic-on-bridge'
        ? vnicIn(facts, condition.domain, 'live', condition.vnic)?.targetDev
        : null;
  return facts.links.find((link) => link.name === name)?.master === null;
}

/** The kernel sets a bridge's options one after the other, and may refuse halfway: each is as before, or as wanted. */
function isHalfSet(own: Condition, former: Condition, { links }: HostSnapshot): boolean {
  if (own.is !== 'bridge-options' || former.is !== 'bridge-options') return false;
  const shown = links.find(({ name }) => name === own.bridge)?.bridge;
  return (['stp', 'forwardDelay', 'vlanFiltering'] as const).every(
    (option) => shown?.[option] === own[option] || shown?.[option] === former[option],
  );
}

/** What a condition is about, without what it says of that. */
const subjects: readonly string[] = ['is', 'domain', 'vnic', 'scope', 'mac', 'link', 'network', 'address'];

function subjectOf(condition: Condition): string {
  const own = Object.entries(condition).filter(
    ([key]) => subjects.includes(key) || (key === 'bridge' && condition.is === 'bridge-options'),
  );
  return JSON.stringify(own.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
