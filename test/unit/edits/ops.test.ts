import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Op, PlugTarget } from '#shared/ops/op.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import { vnicKey } from '#shared/ops/vnic/vnicKey.ts';
import { essence } from './support/essence.ts';
import { house, TWINS } from './support/house.ts';

const target: fc.Arbitrary<PlugTarget> = fc.constantFrom(
  { kind: 'bridge', bridge: 'br0' },
  { kind: 'bridge', bridge: 'br2' },
  { kind: 'network', network: 'default' },
  { kind: 'network', network: 'hostbr' },
);

const vnics = house().domains.flatMap((domain) =>
  (['live', 'config'] as const).flatMap((scope) =>
    (scope === 'live' ? domain.live : domain.defined).flatMap((each) => {
      const vnic = vnicKey(domain, each);
      return vnic === null
        ? []
        : [{ domain: domain.uuid, scope, vnic, isTap: each.targetDev?.startsWith('vnet') }];
    }),
  ),
);

const op: fc.Arbitrary<Op> = fc.constantFrom(...vnics).chain(({ isTap, ...one }) =>
  fc.oneof(
    // libvirt re-plugs a running vNIC only where it is a TAP, so that nothing else is ever planned.
    isTap === true || one.scope === 'config'
      ? target.map((to): Op => ({ op: 'vnic-source', ...one, target: to }))
      : fc.constant<Op>({ op: 'vnic-remove', ...one }),
    fc.constantFrom('up' as const, 'down' as const).map((state): Op => ({ op: 'vnic-link', ...one, state })),
    fc.constant<Op>({ op: 'vnic-remove', ...one }),
    target.map((to): Op => {
      const device = { kind: 'new', mac: '52:54:00:77:00:01', model: 'virtio', target: to } as const;
      return { op: 'vnic-add', domain: one.domain, scope: one.scope, device };
    }),
    fc.constantFrom('br1', 'br2', null).map((master): Op => ({ op: 'port-master', link: 'loose', master })),
  ),
);

/** Both vNICs of a VM that has one MAC twice: neither TAP has a name until it is there again. */
const bothTwins = vnics
  .filter(({ domain, scope }) => domain === TWINS && scope === 'live')
  .map(({ isTap: _, ...one }): Op => ({ op: 'vnic-remove', ...one }))
  .toReversed();

describe('each op', () => {
  it('does what it promises on a model, and its inverse leads back', () => {
    fc.assert(
      fc.property(op, (one) => {
        const before = house();
        const kind = kindOf(one);
        const inverse = kind.inverse(one, before);
        if (isRefusal(inverse)) throw new Error(inverse.why);
        const after = kind.after(one, before);
        for (const condition of kind.expects(one, before))
          expect([condition, holds(condition, after)]).toEqual([condition, true]);
        expect(essence(kindOf(inverse).after(inverse, after))).toEqual(essence(before));
      }),
    );
  });

  it('can be planned one after the other, and all of it be put back in reverse', () => {
    fc.assert(
      fc.property(fc.uniqueArray(op, { maxLength: 6, selector: (one) => JSON.stringify(one) }), (ops) => {
        const before = house();
        const steps = planSteps(before, ops);
        // An op on a vNIC that an earlier one removed, or a MAC that was added twice.
        if (isRefusal(steps)) return;
        let facts = before;
        for (const step of steps) facts = kindOf(step.op).after(step.op, facts);
        for (const step of steps.toReversed()) facts = kindOf(step.inverse).after(step.inverse, facts);
        expect(essence(facts)).toEqual(essence(before));
      }),
      { examples: [[bothTwins]] },
    );
  });

  it('is one argv without a shell, whatever the names', () => {
    fc.assert(
      fc.property(op, (one) => {
        const command = kindOf(one).command(one, house());
        if (isRefusal(command)) return;
        expect(['virsh', 'ip']).toContain(command.argv[0]);
        expect(command.argv.every((word) => !word.includes('\0'))).toBe(true);
      }),
    );
  });
});
