import { describe, expect, it } from 'vitest';
import { mayCut } from '#shared/edits/guard/touched.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { conditionSchema } from '#shared/ops/condition.ts';
import { kindOf, opSchema } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import type { OpKind } from '#shared/ops/opKind.ts';
import {
  aBridge,
  aDomain,
  aLink,
  aNetwork,
  anInterface,
  aPnic,
  aSnapshot,
  aTap,
} from '../../support/facts.ts';
import { pveFacts } from '../../support/pveTree.ts';
import { address } from '../support/addressed.ts';

const MAC = '52:54:00:aa:00:01';
const LEARNING_S = 8;

/** An uplink on a bridge with STP, a VLAN on a loose card, a running VM, a NAT network. */
const host = (): HostSnapshot =>
  aSnapshot({
    links: [
      aBridge('br0', { bridge: { stp: true, forwardDelay: LEARNING_S / 2 }, up: true }),
      aBridge('br1', { bridge: { stp: false, forwardDelay: 15 }, up: true }),
      aBridge('virbr0'),
      aPnic('enp3s0', 'br0', { up: true, mac: '02:00:00:00:00:03' }),
      aPnic('enp4s0', null, { up: true }),
      aLink('enp4s0.7', {
        infoKind: 'vlan',
        lower: { name: 'enp4s0', netnsId: null, ifindex: null },
        up: true,
      }),
      aTap('vnet0', 'br0'),
      aTap('tap100i0', 'br0'),
    ],
    pve: pveFacts(),
    addresses: [address('enp4s0', 'fd00::4/64')],
    domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0' })])],
    networks: [aNetwork('lan', { bridge: 'virbr0', active: true })],
  });

const domain = 'uuid-of-web';
const network = 'uuid-of-network-lan';
const vnic = { mac: MAC, alias: null, address: null };
const anOption = { stp: false, forwardDelay: 15, vlanFiltering: false };
const someRoute = {
  family: 'inet',
  destination: '10.9.0.0/16',
  gateway: null,
  link: 'enp4s0',
  metric: 0,
} as const;

interface Row {
  readonly op: Op;
  /** `link` or, where what only its guests need counts as well, `link and guests`. */
  readonly cuts?: readonly string[];
  readonly links: readonly string[];
  readonly silence?: number;
  readonly drops?: readonly string[] | 'refused';
}

/** For each verb what it may stop, and beside it what stops nothing. */
const rows: { readonly [Verb in Op['op']]: readonly (Row & { readonly op: { readonly op: Verb } })[] } = {
  'port-master': [
    {
      op: { op: 'port-master', link: 'enp4s0', master: 'br0' },
      links: ['enp4s0', 'br0'],
      cuts: ['enp4s0'],
      silence: LEARNING_S,
    },
    { op: { op: 'port-master', link: 'enp3s0', master: null }, links: ['enp3s0'], cuts: ['enp3s0'] },
    { op: { op: 'port-master', link: 'enp4s0', master: 'br1' }, links: ['enp4s0', 'br1'], cuts: ['enp4s0'] },
    {
      op: { op: 'port-master', link: 'enp3s0', master: 'br0' },
      links: ['enp3s0', 'br0'],
      silence: LEARNING_S,
    },
  ],
  'link-add': [{ op: { op: 'link-add', link: { kind: 'tap', name: 'tap9', owner: null } }, links: ['tap9'] }],
  'link-del': [
    {
      op: { op: 'link-del', link: 'br1' },
      links: ['br1'],
      cuts: ['br1 and guests'],
      drops: ['br1 inet inet6'],
    },
  ],
  'link-state': [
    {
      op: { op: 'link-state', link: 'enp4s0', state: 'down' },
      links: ['enp4s0'],
      cuts: ['enp4s0'],
      drops: ['enp4s0.7 inet6', 'enp4s0 inet6'],
    },
    { op: { op: 'link-state', link: 'enp3s0', state: 'up' }, links: ['enp3s0'], silence: LEARNING_S },
    { op: { op: 'link-state', link: 'br0', state: 'up' }, links: ['br0'], silence: LEARNING_S },
    { op: { op: 'link-state', link: 'br1', state: 'up' }, links: ['br1'] },
  ],
  'link-mac': [
    { op: { op: 'link-mac', link: 'br0', mac: '02:00:00:00:00:99' }, links: ['br0'], cuts: ['br0'] },
    { op: { op: 'link-mac', link: 'enp3s0', mac: '02:00:00:00:00:03' }, links: ['enp3s0'] },
  ],
  'link-mtu': [
    { op: { op: 'link-mtu', link: 'enp4s0', mtu: 9000 }, links: ['enp4s0'], cuts: ['enp4s0'] },
    {
      op: { op: 'link-mtu', link: 'enp4s0', mtu: 1000 },
      links: ['enp4s0'],
      cuts: ['enp4s0'],
      drops: 'refused',
    },
    { op: { op: 'link-mtu', link: 'enp3s0', mtu: 1000 }, links: ['enp3s0'], cuts: ['enp3s0'] },
  ],
  'port-settings': [
    {
      op: { op: 'port-settings', link: 'enp3s0', settings: { isolated: 'on' } },
      links: ['enp3s0'],
      cuts: ['enp3s0'],
    },
  ],
  'port-vlan': [
    {
      op: {
        op: 'port-vlan',
        link: 'enp3s0',
        vlans: { first: 10, last: 10, pvid: true, untagged: true },
        present: true,
      },
      links: ['enp3s0'],
      cuts: ['enp3s0'],
    },
  ],
  'bridge-options': [
    {
      op: { op: 'bridge-options', bridge: 'br1', ...anOption, stp: true },
      links: ['br1'],
      cuts: ['br1'],
      silence: 30,
    },
    {
      op: { op: 'bridge-options', bridge: 'br1', ...anOption, vlanFiltering: true },
      links: ['br1'],
      cuts: ['br1'],
    },
    { op: { op: 'bridge-options', bridge: 'br1', ...anOption, forwardDelay: 4 }, links: ['br1'] },
  ],
  'bond-options': [
    {
      op: { op: 'bond-options', bond: 'bond0', mode: '802.3ad', settings: { lacp_rate: 'fast' } },
      links: ['bond0'],
    },
  ],
  'bond-active': [
    {
      op: { op: 'bond-active', bond: 'bond0', member: 'enp4s0' },
      links: ['bond0', 'enp4s0'],
      cuts: ['bond0'],
    },
  ],
  address: [
    { op: { op: 'address', link: 'br1', address: '10.0.0.1/24', present: true }, links: ['br1'] },
    {
      op: { op: 'address', link: 'br1', address: '10.0.0.1/24', present: false },
      links: ['br1'],
      cuts: ['br1 and guests'],
    },
  ],
  route: [
    { op: { op: 'route', route: someRoute, present: true }, links: ['enp4s0'] },
    { op: { op: 'route', route: someRoute, present: false }, links: ['enp4s0'], cuts: ['enp4s0'] },
    { op: { op: 'route', route: { ...someRoute, link: null }, present: false }, links: [] },
  ],
  'link-dns': [{ op: { op: 'link-dns', link: 'br0', servers: [] }, links: ['br0'] }],
  'link-domains': [{ op: { op: 'link-domains', link: 'br0', domains: [] }, links: ['br0'] }],
  'vnic-source': [
    {
      op: { op: 'vnic-source', domain, vnic, scope: 'live', target: { kind: 'bridge', bridge: 'br1' } },
      links: [],
      cuts: ['vnet0'],
    },
    {
      op: { op: 'vnic-source', domain, vnic, scope: 'config', target: { kind: 'bridge', bridge: 'br1' } },
      links: [],
    },
  ],
  'vnic-add': [
    {
      op: {
        op: 'vnic-add',
        domain,
        scope: 'live',
        device: { kind: 'new', mac: MAC, model: 'virtio', target: { kind: 'bridge', bridge: 'br0' } },
      },
      links: [],
    },
  ],
  'vnic-remove': [{ op: { op: 'vnic-remove', domain, vnic, scope: 'live' }, links: [], cuts: ['vnet0'] }],
  'vnic-link': [
    { op: { op: 'vnic-link', domain, vnic, scope: 'live', state: 'down' }, links: [], cuts: ['vnet0'] },
    { op: { op: 'vnic-link', domain, vnic, scope: 'config', state: 'down' }, links: [] },
  ],
  'switch-port': [
    {
      op: { op: 'switch-port', link: 'vnet0', bridge: null },
      links: ['vnet0'],
      cuts: ['vnet0'],
    },
    {
      op: { op: 'switch-port', link: 'vnet0', bridge: 'ovsbr0' },
      links: ['vnet0', 'ovsbr0'],
      cuts: ['vnet0'],
    },
  ],
  'switch-vlans': [
    {
      op: { op: 'switch-vlans', port: 'vnet0', vlans: { tag: 10, trunks: [], mode: null } },
      links: ['vnet0'],
      cuts: ['vnet0'],
    },
  ],
  'vnic-vlans': [
    {
      op: { op: 'vnic-vlans', domain, vnic, scope: 'live', vlans: { tag: 10, trunks: [], mode: null } },
      links: [],
      cuts: ['vnet0'],
    },
    { op: { op: 'vnic-vlans', domain, vnic, scope: 'config', vlans: null }, links: [] },
  ],
  'pve-net': [
    { op: { op: 'pve-net', guest: 100, index: 0, side: 'now', value: null }, links: [], cuts: ['tap100i0'] },
    {
      op: { op: 'pve-net', guest: 100, index: 0, side: 'next', value: 'virtio=BC:24:11:00:01:00,bridge=br0' },
      links: [],
    },
  ],
  'vnic-model': [
    {
      op: { op: 'vnic-model', domain, vnic, scope: 'config', to: anInterface({ bridge: 'br0' }) },
      links: [],
    },
  ],
  'network-define': [{ op: { op: 'network-define', network, name: 'lan', xml: '<network/>' }, links: [] }],
  'network-undefine': [{ op: { op: 'network-undefine', network }, links: [] }],
  'network-active': [
    { op: { op: 'network-active', network, active: false }, links: [], cuts: ['virbr0'] },
    { op: { op: 'network-active', network, active: true }, links: [] },
  ],
  'network-autostart': [{ op: { op: 'network-autostart', network, on: true }, links: [] }],
};

function told(kind: OpKind<Op>, op: Op) {
  const drops = kind.drops(op, host());
  return {
    links: kind.links(op),
    cuts: kind.cuts(op, host()).map(({ link, ofGuests }) => (ofGuests ? `${link} and guests` : link)),
    silence: kind.silence(op, host()),
    drops: 'why' in drops ? 'refused' : drops.map(({ link, families }) => [link, ...families].join(' ')),
  };
}

describe('what each verb tells the guard', () => {
  it.each(Object.values(rows).flat())(
    '$op.op: $links',
    ({ op, cuts = [], links, silence = 0, drops = [] }) => {
      expect(told(kindOf(op), op)).toEqual({ links, cuts, silence, drops });
    },
  );

  it.each(Object.values(rows).flat())(
    '$op.op is read back from disk as it was, with what it promises',
    ({ op }) => {
      const readBack = (value: unknown) => JSON.parse(JSON.stringify(value));
      expect(opSchema.parse(readBack(op))).toEqual(op);
      for (const condition of kindOf(op).expects(op, host()))
        expect(conditionSchema.parse(readBack(condition))).toEqual(condition);
      expect(opSchema.safeParse({ ...readBack(op), more: 1 }).success).toBe(false);
    },
  );

  it('takes a change of a TAP for its guest’s alone, and leaves libvirt’s verbs to a warning', () => {
    expect(mayCut(host(), { op: 'port-master', link: 'vnet0', master: null })).toBe(false);
    expect(mayCut(host(), { op: 'port-master', link: 'enp3s0', master: null })).toBe(true);
    expect(mayCut(host(), { op: 'network-active', network, active: false })).toBe(false);
  });
});
