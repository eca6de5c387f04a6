import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlainEdit } from '#shared/edits/model.ts';
import { planEdit } from '#shared/edits/plan.ts';
import type { Route } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { isSameRoute } from '#shared/ops/link/linkConditions.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, aLink } from '../../support/facts.ts';
import { defaultRoute, route, uplinked } from '../support/addressed.ts';

const settings = fc.record(
  {
    broadcast: fc.constant('10.5.0.255'),
    metric: fc.constantFrom(50, 100),
    noPrefixRoute: fc.constant(true as const),
    dynamic: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

/** Addresses as they would be set one after the other, so that the kernel's own routes are those that it makes. */
const addresses = fc.uniqueArray(
  fc.record({
    cidr: fc.constantFrom(
      '10.5.0.1/24',
      '10.5.0.2/24',
      '10.5.7.1/16',
      '10.6.0.1/32',
      'fd05::1/64',
      'fd05::2/128',
    ),
    settings,
  }),
  { selector: ({ cidr }) => cidr, maxLength: 6 },
);

const routes = fc.uniqueArray(
  fc.constantFrom<Omit<Route, 'link'>>(
    defaultRoute('', { gateway: '10.5.0.254', metric: 100, protocol: 'dhcp', source: '10.5.0.2' }),
    defaultRoute('', { gateway: '10.77.0.1', metric: 200, onLink: true }),
    route('10.77.0.1', '', { protocol: 'static' }),
    route('10.5.0.0/24', '', { protocol: 'kernel', metric: 100, source: '10.5.0.1' }),
    defaultRoute('', { family: 'inet6', gateway: 'fe80::1', metric: 1024, protocol: 'ra' }),
  ),
  { maxLength: 5 },
);

const host = fc
  .record({ addresses, routes, isPlugged: fc.boolean(), isUp: fc.boolean(), stp: fc.boolean() })
  .map((given): HostSnapshot => {
    const home = given.isPlugged ? 'br0' : 'enp3s0';
    const master = given.isPlugged ? { master: 'br0', slaveKind: 'bridge' } : {};
    const empty = uplinked({
      links: [
        { ...aBridge('br0'), up: given.isPlugged || given.isUp },
        { ...aBridge('br1', { bridge: { stp: given.stp } }), up: given.isUp },
        aLink('enp3s0', { parentBus: 'pci', ...master }),
      ],
      addresses: [],
      routes: [],
    });
    const settled = given.addresses.reduce((facts, { cidr, settings: { dynamic, ...set } }) => {
      const was = kindOf({ op: 'address', link: home, address: cidr, present: true, ...set });
      const after = was.after({ op: 'address', link: home, address: cidr, present: true, ...set }, facts);
      return dynamic === undefined
        ? after
        : {
            ...after,
            addresses: after.addresses.map((each) =>
              isOf(each.address, cidr) ? { ...each, dynamic } : each,
            ),
          };
    }, empty);
    // The kernel has no route twice.
    const own = given.routes
      .map((each) => ({ ...each, link: home }))
      .filter((each) => !settled.routes.some((other) => isSameRoute(each, other)));
    return { ...settled, routes: [...settled.routes, ...own] };
  });

function isOf(host: string, cidr: string): boolean {
  return cidr.startsWith(`${host}/`);
}

const edit = fc.constantFrom<PlainEdit>(
  { kind: 'move', cable: linkId('enp3s0'), to: linkId('br0') },
  { kind: 'move', cable: linkId('enp3s0'), to: linkId('br1') },
  { kind: 'unplug', cable: linkId('enp3s0') },
  { kind: 'link-delete', link: linkId('br0') },
  { kind: 'link-set', link: linkId('enp3s0'), state: 'down' },
  { kind: 'link-set', link: linkId('br0'), state: 'down' },
);

/** All that is compared: everything but order and lifetimes. */
function shown({ links, addresses: had, routes: led }: HostSnapshot) {
  const sorted = (values: readonly object[]) =>
    values.map((value) => JSON.stringify(value, Object.keys(value).sort())).sort();
  return {
    links: sorted(links.map(({ name, up, master }) => ({ name, up, master }))),
    addresses: sorted(had.map(({ dynamic: _, ...each }) => each)),
    routes: sorted(led),
  };
}

it('leads back exactly, whatever the host has', () => {
  let count = 0;
  fc.assert(
    fc.property(host, edit, (before, plain) => {
      const options = { id: 'p', randomMac: () => '', randomUuid: () => '' };
      const planned = planEdit(before, buildTopology(before, 1), { kind: 'guarded', edit: plain }, options);
      if (!planned.ok) return;
      count += 1;
      const { steps } = planned.plan;
      const after = steps.reduce((facts, { op }) => kindOf(op).after(op, facts), before);
      const back = steps
        .toReversed()
        .reduce((facts, { inverse }) => kindOf(inverse).after(inverse, facts), after);
      expect(shown(back)).toEqual(shown(before));
      // Nothing of the host is lost on the way, unless it was set down.
      if (plain.kind === 'link-set') return;
      const hosts = (facts: HostSnapshot) => facts.addresses.map((each) => each.address).sort();
      expect(hosts(after)).toEqual(hosts(before));
    }),
    { numRuns: 300 },
  );
  expect(count).toBeGreaterThan(50);
});
