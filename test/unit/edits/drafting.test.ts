import { afterEach, describe, expect, it, vi } from 'vitest';
import { editKinds, kindOfEdit } from '#shared/edits/kinds.ts';
import type { Edit, PlainEdit } from '#shared/edits/model.ts';
import { type PlanOptions, planEdit } from '#shared/edits/plan.ts';
import { plainEditSchema } from '#shared/edits/schema.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { aBond, aBridge, aLink, aMember, aPnic, aTap } from '../support/facts.ts';
import { aSwitch, aSwitchPort } from '../support/ovs.ts';
import { defaultRoute, uplinked } from './support/addressed.ts';

import { house, mac, OFF, WEB } from './support/house.ts';
import { FRESH_MAC } from './support/plans.ts';

afterEach(() => vi.restoreAllMocks());

const options: PlanOptions = {
  id: 'plan-1',
  randomMac: () => FRESH_MAC,
  randomUuid: () => '6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11',
};
const net0 = vnicId(WEB, mac(1));
const net4 = vnicId(WEB, mac(5));

/** The house with what else an edit meets: definitions that were read, a vNIC that was moved by hand, a TAP for the taking. */
function ready(): HostSnapshot {
  const host = house();
  const filtering = aBridge('br4', { bridge: { vlanFiltering: true } });
  return {
    ...host,
    ovs: { bridges: [aSwitch('ovs7', aSwitchPort('tap7', { tag: 10 }))] },
    links: [...host.links, aBridge('br3'), filtering, ...bonded, aPnic('enp8s0', null), ...switched].map(
      (each) => {
        if (each.name === 'vnet2') return { ...each, master: 'br2' };
        if (each.name === 'loose')
          return { ...each, tun: { type: 'tap', persist: true, user: null } as const };
        return each;
      },
    ),
    portVlans: { br4: [{ first: 1, last: 1, pvid: true, untagged: true }] },
    networks: host.networks.map((each) => ({
      ...each,
      definition: `<network><name>${each.name}</name><uuid>${each.uuid}</uuid></network>`,
      ...(each.name === 'asleep' ? { addresses: ['192.168.200.1/24'] } : {}),
    })),
  };
}

const switched = [
  aLink('ovs7', { infoKind: 'openvswitch' }),
  aTap('tap7', 'ovs7', { slaveKind: 'openvswitch', bridgePort: null }),
];
const bonded = [
  aBond('bond7', 'active-backup', { active: 'enp9s0' }),
  aMember('enp9s0', 'bond7'),
  aMember('enp10s0', 'bond7'),
];

const ofBond = { miimon: 100, lacpRate: null, hashPolicy: null } as const;

const ofBridge = { stp: false, forwardDelay: 15, vlanFiltering: true };

/** Of each kind one edit that can be planned on `ready()`, or more where its draft has several ways. */
const samples: { readonly [Kind in PlainEdit['kind']]: readonly Extract<PlainEdit, { kind: Kind }>[] } = {
  move: [
    { kind: 'move', cable: net0, to: linkId('br1') },
    { kind: 'move', cable: linkId('vnet0'), to: networkId('default') },
    { kind: 'move', cable: linkId('loose'), to: linkId('br1') },
  ],
  attach: [
    { kind: 'attach', vm: vmId(WEB), to: linkId('br1') },
    { kind: 'attach', vm: vmId(WEB), to: networkId('default') },
    { kind: 'attach', vm: vmId(WEB), to: linkId('loose') },
  ],
  detach: [{ kind: 'detach', cable: net0 }],
  unplug: [
    { kind: 'unplug', cable: linkId('vnet0') },
    { kind: 'unplug', cable: linkId('plugged') },
  ],
  link: [{ kind: 'link', cable: net0, state: 'down' }],
  repair: [{ kind: 'repair', cable: net4, repair: 'tell-libvirt' }],
  'bridge-create': [{ kind: 'bridge-create', name: 'br9', mtu: null, ...ofBridge }],
  'bridge-set': [{ kind: 'bridge-set', bridge: linkId('br1'), ...ofBridge }],
  'tap-create': [{ kind: 'tap-create', name: 'tap9', owner: null, to: linkId('br1') }],
  'bond-create': [
    { kind: 'bond-create', name: 'br9', mode: 'active-backup', ...ofBond, members: [linkId('enp8s0')] },
  ],
  'bond-set': [
    {
      kind: 'bond-set',
      bond: linkId('bond7'),
      mode: 'active-backup',
      ...ofBond,
      members: [linkId('enp9s0'), linkId('enp10s0')],
      active: linkId('enp10s0'),
    },
  ],
  'vlan-create': [{ kind: 'vlan-create', name: 'br9', parent: linkId('bond7'), id: 20, protocol: '802.1Q' }],
  'link-delete': [
    { kind: 'link-delete', link: linkId('bond7') },
    { kind: 'link-delete', link: linkId('br3') },
    { kind: 'link-delete', link: linkId('loose') },
  ],
  'link-set': [{ kind: 'link-set', link: linkId('plugged'), state: 'down' }],
  mtu: [{ kind: 'mtu', link: linkId('plugged'), mtu: 1400 }],
  'port-vlans': [
    {
      kind: 'port-vlans',
      link: linkId('br4'),
      vlans: [{ first: 20, last: 29, pvid: false, untagged: false }],
    },
  ],
  'switch-vlans': [
    { kind: 'switch-vlans', port: linkId('tap7'), mode: 'trunk', tag: null, trunks: [10, 20] },
  ],
  'network-define': [
    {
      kind: 'network-define',
      name: 'new',
      forward: { mode: 'bridge', bridge: 'br0' },
      start: true,
      autostart: true,
    },
  ],
  'network-set': [
    { kind: 'network-set', network: networkId('asleep'), active: true },
    { kind: 'network-set', network: networkId('default'), active: false },
  ],
  'network-autostart': [{ kind: 'network-autostart', network: networkId('default'), on: false }],
  'network-delete': [{ kind: 'network-delete', network: networkId('default') }],
  'vnic-change': [
    { kind: 'vnic-change', cable: vnicId(OFF, '52:54:00:cc:00:01'), model: 'virtio', mac: null },
  ],
};

/** Plans an edit, and counts how often each node was looked up for it. */
function lookUps(snapshot: HostSnapshot, edit: Edit) {
  const topology = buildTopology(snapshot, 7);
  const get = vi.spyOn(graphOf(topology).nodes, 'get');
  const planned = planEdit(snapshot, topology, edit, options);
  const asked = get.mock.calls.map(([id]) => id);
  return { planned, timesOf: (id: string) => asked.filter((each) => each === id).length };
}

/** Plans an edit, and counts how often one of its kind was drafted for it. */
function drafts(snapshot: HostSnapshot, edit: Edit, kind: PlainEdit['kind']) {
  const draft = vi.spyOn(editKinds[kind], 'draft');
  const planned = planEdit(snapshot, buildTopology(snapshot, 7), edit, options);
  return { planned, times: draft.mock.calls.length };
}

const everyKind = Object.values(samples).flat();

describe('an edit of each kind', () => {
  it.each(everyKind)('is taken by its schema, and is about a node: $kind', (edit) => {
    expect(plainEditSchema.parse(edit)).toEqual(edit);
    const subject = kindOfEdit(edit).subject(edit);
    expect(subject).toMatch(/^(vm|vnic|link|network):/);
    expect(kindOfEdit(edit).words(edit, (id) => `<${id}>`)).toMatch(
      subject === linkId('br9') || subject === linkId('tap9') || subject === networkId('new')
        ? /(br9|tap9|new)$/
        : new RegExp(`<${subject}>`),
    );
  });

  it.each(everyKind)('looks up once what it names: $kind', (edit) => {
    const { planned, timesOf } = lookUps(ready(), edit);
    expect(planned.ok ? '' : planned.refusal.why).toBe('');
    const named = ['cable', 'to', 'vm', 'link', 'bridge', 'network'] as const;
    const ids = named.flatMap((field) => (field in edit ? [String(edit[field as keyof PlainEdit])] : []));
    for (const id of ids) expect([id, timesOf(id)]).toEqual([id, 1]);
  });
});

describe('an edit that could cut the host off', () => {
  const bare = { ...uplinked(), links: uplinked().links.filter(({ name }) => name !== 'vnet0') };
  const cuts: readonly [HostSnapshot, PlainEdit][] = [
    [uplinked(), { kind: 'unplug', cable: linkId('enp3s0') }],
    [uplinked(), { kind: 'link-set', link: linkId('enp3s0'), state: 'down' }],
    [bare, { kind: 'link-delete', link: linkId('br0') }],
    [
      { ...bare, routes: [defaultRoute('enp5s0')], links: bare.links.map(downBridge) },
      { kind: 'move', cable: linkId('enp5s0'), to: linkId('br1') },
    ],
  ];

  it.each(cuts)('is drafted once where it is refused and offered under the guard: %#', (host, edit) => {
    const { planned, times } = drafts(host, edit, edit.kind);
    expect(planned).toMatchObject({ ok: false, refusal: { guarded: { kind: 'guarded', edit } } });
    expect(times).toBe(1);
  });

  it.each(cuts)('is drafted once under the guard: %#', (host, edit) => {
    const { planned, times } = drafts(host, { kind: 'guarded', edit }, edit.kind);
    expect(planned).toMatchObject({ ok: true, plan: { guard: {} } });
    expect(times).toBe(1);
  });

  it('is not taken under the guard where a bridge has more on it than its uplink', () => {
    const { planned, times } = drafts(
      uplinked(),
      { kind: 'link-delete', link: linkId('br0') },
      'link-delete',
    );
    expect(planned).toMatchObject({ ok: false });
    expect(planned).not.toHaveProperty('refusal.guarded');
    expect(times).toBe(1);
  });
});

function downBridge<L extends { readonly name: string }>(link: L): L {
  return link.name === 'br1' ? { ...link, up: false } : link;
}
