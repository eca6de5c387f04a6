import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestFor } from '#electron/engine/rights/helperRequest.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { holds } from '#shared/ops/condition.ts';
import type { LinkOp } from '#shared/ops/hostOp.ts';
import { kindOf, opSchema } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { planSteps } from '#shared/ops/steps.ts';
import { aBridge, aLink, aSnapshot, aTap } from '../../support/facts.ts';

type HostOp = Extract<LinkOp, { op: 'link-add' | 'link-del' | 'link-state' | 'link-mtu' | 'bridge-options' }>;

/** All that an op and its inverse must leave as it was. What the kernel counts and senses is not up to them. */
function essence({ links }: HostSnapshot) {
  return links
    .map(({ ifindex: _index, operState: _state, carrier: _carrier, bridgePort: _port, ...facts }) => facts)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const end = (name: string, master: string | null, up: boolean) => ({
  ...aTap(name, master),
  mac: null,
  mtu: 1500,
  up,
  counters: null,
  tun: { type: 'tap', persist: true, user: name === 'tap1' ? 'alice' : null } as const,
});

/** What the kernel gives what is made, so that what is made again can be the same. */
const host = () =>
  aSnapshot({
    links: [
      { ...aBridge('br0'), mac: '02:00:00:00:00:b0', up: true },
      { ...aBridge('br1', { bridge: { stp: true, forwardDelay: 4 } }), mac: '02:00:00:00:00:b1', up: false },
      aLink('enp3s0', { parentBus: 'pci', mtu: 9000 }),
      end('tap0', 'br0', true),
      end('tap1', null, false),
    ],
  });

const name = fc.constantFrom('br0', 'br1', 'enp3s0', 'tap0', 'tap1', 'new0', '-x', 'a;b', '$(id)');
const options = fc.record({
  stp: fc.boolean(),
  forwardDelay: fc.integer({ min: 0, max: 30 }),
  vlanFiltering: fc.boolean(),
});
const op: fc.Arbitrary<HostOp | Extract<Op, { op: 'port-master' }>> = fc.oneof(
  fc
    .tuple(name, options, fc.constantFrom(null, '02:00:00:00:00:99'))
    .map(
      ([made, rest, mac]): HostOp => ({ op: 'link-add', link: { kind: 'bridge', name: made, mac, ...rest } }),
    ),
  fc
    .tuple(name, fc.constantFrom(null, 'alice', '1000'))
    .map(([made, owner]): HostOp => ({ op: 'link-add', link: { kind: 'tap', name: made, owner } })),
  name.map((gone): HostOp => ({ op: 'link-del', link: gone })),
  fc
    .tuple(name, fc.constantFrom('up' as const, 'down' as const))
    .map(([one, state]): HostOp => ({ op: 'link-state', link: one, state })),
  fc
    .tuple(name, fc.integer({ min: 68, max: 65_535 }))
    .map(([one, mtu]): HostOp => ({ op: 'link-mtu', link: one, mtu })),
  fc.tuple(name, options).map(([one, rest]): HostOp => ({ op: 'bridge-options', bridge: one, ...rest })),
  fc
    .tuple(name, fc.constantFrom('br0', 'br1', null))
    .map(([one, master]) => ({ op: 'port-master', link: one, master }) as const),
);

/** The MTU of what is deleted is set back first, and its state and its ports: the drafts see to that. */
const isDraftable = (facts: HostSnapshot, { op: verb, ...rest }: Op) =>
  verb !== 'link-del' ||
  facts.links.some(
    (each) =>
      'link' in rest && each.name === rest.link && each.mtu === 1500 && !each.up && each.master === null,
  );

/** Deleted after it, the bridge is made again with it. */
const filtering = {
  op: 'bridge-options',
  bridge: 'br1',
  stp: false,
  forwardDelay: 0,
  vlanFiltering: true,
} as const;

describe('each op on the host’s links', () => {
  it('does what it promises on a model, and its inverse leads back', () => {
    let planned = 0;
    fc.assert(
      fc.property(op, (one) => {
        const before = host();
        const kind = kindOf(one);
        if (isRefusal(kind.command(one, before)) || !isDraftable(before, one)) return;
        const inverse = kind.inverse(one, before);
        if (isRefusal(inverse)) throw new Error(inverse.why);
        const after = kind.after(one, before);
        for (const condition of kind.expects(one, before)) {
          expect([condition, holds(condition, after)]).toEqual([condition, true]);
        }
        expect(essence(kindOf(inverse).after(inverse, after))).toEqual(essence(before));
        planned += 1;
      }),
      { numRuns: 400 },
    );
    expect(planned).toBeGreaterThan(100);
  });

  it('can be planned one after the other, and all of it be put back in reverse', () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 8 }), (ops) => {
        const before = host();
        let facts = before;
        const done: Op[] = [];
        for (const one of ops) {
          const steps = planSteps(facts, [one]);
          if (isRefusal(steps) || !isDraftable(facts, one)) continue;
          done.push(one);
          facts = kindOf(one).after(one, facts);
        }
        const steps = planSteps(before, done);
        if (isRefusal(steps)) throw new Error(steps.why);
        for (const { inverse } of steps.toReversed()) facts = kindOf(inverse).after(inverse, facts);
        expect(essence(facts)).toEqual(essence(before));
      }),
      { examples: [[[filtering, { op: 'link-del', link: 'br1' }]]] },
    );
  });

  it('is one command of ip, which the helper has a verb for, and is read back from disk as it was', () => {
    fc.assert(
      fc.property(op, (one) => {
        expect(opSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
        const command = kindOf(one).command(one, host());
        if (isRefusal(command)) return;
        expect(command.argv[0]).toBe('ip');
        expect(command.stdin).toBeUndefined();
        expect(requestFor(command)).not.toBeNull();
      }),
    );
  });

  it('never makes a link that could be taken for another one by its index', () => {
    const made = (each: string): Op => ({ op: 'link-add', link: { kind: 'tap', name: each, owner: null } });
    const ops = [made('a'), made('b')];
    const { links } = ops.reduce((facts, one) => kindOf(one).after(one, facts), host());
    const indexes = links.map(({ ifindex }) => ifindex);
    expect(new Set(indexes).size).toBe(indexes.length);
    expect(indexes.filter((index) => index < 0)).toHaveLength(2);
  });
});
