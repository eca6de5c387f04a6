import { describe, expect, it } from 'vitest';
import { attemptAt } from '#electron/engine/apply/attempt.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import { house, mac, WEB } from '../edits/support/house.ts';

/** What shows that nothing is left of detaching the first vNIC of `web 01`. */
function undoneWhen(facts: HostSnapshot): string[] {
  const vnic = { mac: mac(1), alias: null, address: null };
  const steps = planSteps(facts, [{ op: 'vnic-remove', domain: WEB, scope: 'live', vnic }]);
  const [step] = isRefusal(steps) ? [] : steps;
  if (step === undefined) throw new Error('refused');
  return attemptAt(step, facts).undoneWhen.map(({ is }) => is);
}

describe('an attempt', () => {
  it('is undone when everything is there that was', () => {
    expect(undoneWhen(house())).toEqual(['vnic-count', 'vnic-source', 'vnic-model', 'vnic-on-bridge']);
  });

  it('is not asked to bring back what had not been there', () => {
    const links = house().links.filter(({ name }) => name !== 'vnet0');
    expect(undoneWhen(house({ links }))).toEqual(['vnic-count', 'vnic-source', 'vnic-model']);
  });
});
