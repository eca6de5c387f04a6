import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { applied, engineOnDemo, thereBackAndThere, uuid, vnic } from './engineOnDemo.ts';

const stpOff = { stp: false, forwardDelay: 15, vlanFiltering: false };
const range = { start: '10.44.0.10', end: '10.44.0.99' };

const edits: readonly (readonly [title: string, edit: Edit])[] = [
  ['a bridge', { kind: 'bridge-create', name: 'br-new', ...stpOff, mtu: null }],
  [
    'a bridge with STP, VLANs and an MTU',
    { kind: 'bridge-create', name: 'br-new', stp: true, forwardDelay: 4, vlanFiltering: true, mtu: 9000 },
  ],
  [
    "a bridge's options",
    { kind: 'bridge-set', bridge: linkId('br-lab'), stp: true, forwardDelay: 4, vlanFiltering: true },
  ],
  ['a TAP', { kind: 'tap-create', name: 'tap-new', owner: null, to: null }],
  [
    'a TAP of a user, plugged in',
    { kind: 'tap-create', name: 'tap-new', owner: 'tinker', to: linkId('br0') },
  ],
  ['a TAP less', { kind: 'link-delete', link: linkId('tap-spare') }],
  ['a bridge down', { kind: 'link-set', link: linkId('br-lab'), state: 'down' }],
  ['an MTU', { kind: 'mtu', link: linkId('br-lab'), mtu: 1400 }],
  [
    'the VLANs of a port',
    {
      kind: 'port-vlans',
      link: linkId('vnet8'),
      vlans: [
        { first: 10, last: 10, pvid: false, untagged: false },
        { first: 20, last: 20, pvid: true, untagged: true },
      ],
    },
  ],
  [
    'a bond',
    {
      kind: 'bond-create',
      name: 'bond9',
      mode: '802.3ad',
      miimon: 200,
      lacpRate: 'fast',
      hashPolicy: 'layer2+3',
      members: [],
    },
  ],
  [
    'a member less, and other options of its bond',
    {
      kind: 'bond-set',
      bond: linkId('bond0'),
      mode: '802.3ad',
      miimon: 50,
      lacpRate: 'fast',
      hashPolicy: 'layer2',
      members: [linkId('enp1s0f0')],
      active: null,
    },
  ],
  [
    'a VLAN on a bond',
    { kind: 'vlan-create', name: 'bond0.30', parent: linkId('bond0'), id: 30, protocol: '802.1ad' },
  ],
  ['a VLAN less', { kind: 'link-delete', link: linkId('enp3s0.20') }],
  ['a card out of its bridge', { kind: 'unplug', cable: linkId('enp5s0') }],
  ['a card into another bridge', { kind: 'move', cable: linkId('enp5s0'), to: linkId('br-iot') }],
  ['a VLAN into another bridge', { kind: 'move', cable: linkId('enp3s0.20'), to: linkId('br-lab') }],
  [
    'a NAT network',
    {
      kind: 'network-define',
      name: 'new',
      forward: { mode: 'nat', address: '10.44.0.1/24', dhcp: range, dev: null },
      start: true,
      autostart: true,
    },
  ],
  [
    'a routed network',
    {
      kind: 'network-define',
      name: 'new',
      forward: { mode: 'route', address: '10.44.0.1/24', dhcp: null, dev: 'enp4s0' },
      start: true,
      autostart: false,
    },
  ],
  [
    'an isolated network',
    {
      kind: 'network-define',
      name: 'new',
      forward: { mode: 'isolated', address: null, dhcp: null, dev: null },
      start: true,
      autostart: false,
    },
  ],
  [
    "a network on the host's own bridge",
    {
      kind: 'network-define',
      name: 'new',
      forward: { mode: 'bridge', bridge: 'br-lab' },
      start: true,
      autostart: false,
    },
  ],
  ['a network starts', { kind: 'network-set', network: networkId('guest wifi'), active: true }],
  ['a network stops', { kind: 'network-set', network: networkId('lan'), active: false }],
  [
    'a network starts with the host',
    { kind: 'network-autostart', network: networkId('guest wifi'), on: true },
  ],
  ['a network less', { kind: 'network-delete', network: networkId('guest wifi') }],
  ['a vNIC on a TAP', { kind: 'attach', vm: vmId(uuid('k3s-1')), to: linkId('tap-spare') }],
  [
    'a macvtap',
    { kind: 'attach', vm: vmId(uuid('k3s-1')), to: linkId('enp4s0'), mode: 'vepa', persist: 'both' },
  ],
  ["a vNIC's model", { kind: 'vnic-change', cable: vnic('builder'), model: 'e1000e', mac: null }],
  [
    'several as one',
    {
      kind: 'several',
      edits: [
        { kind: 'bridge-create', name: 'br-new', ...stpOff, mtu: null },
        { kind: 'move', cable: linkId('tap-spare'), to: linkId('br-new') },
        { kind: 'move', cable: vnic('pihole'), to: linkId('br-new') },
      ],
    },
  ],
];

describe("edits of the demo host's links and networks, through the engine", () => {
  it.each(edits)('%s: done, undone and done again', (_, edit) => thereBackAndThere(edit));

  it("a network stops under its VMs: its bridge and routes go, their TAPs hang loose, and a start doesn't bring those back", async () => {
    const { engine, close } = await engineOnDemo();
    const ports = () => {
      const { links } = engine.current().snapshot;
      return ['vnet13', 'vnet15', 'vnet17'].map((tap) => links.find(({ name }) => name === tap)?.master);
    };
    const stop = { kind: 'network-set', network: networkId('default'), active: false } as const;
    expect(await applied(engine, engine.plan(stop))).toBe('done');
    const { links, routes, addresses } = engine.current().snapshot;
    expect(links.map(({ name }) => name)).not.toContain('virbr0');
    expect(routes.filter(({ link }) => link === 'virbr0')).toEqual([]);
    expect(addresses.filter(({ link }) => link === 'virbr0')).toEqual([]);
    expect(ports()).toEqual([null, null, null]);
    expect(await applied(engine, engine.planUndo())).toBe('done');
    expect(engine.current().snapshot.routes).toContainEqual(
      expect.objectContaining({ destination: '192.168.122.0/24', link: 'virbr0' }),
    );
    expect(ports()).toEqual([null, null, null]);
    await close();
  });

  it('the new MAC of a vNIC: done and undone', async () => {
    const { engine, seen, close } = await engineOnDemo();
    const before = seen();
    const mac = '52:54:00:b1:1d:99';
    expect(
      await applied(engine, engine.plan({ kind: 'vnic-change', cable: vnic('builder'), model: null, mac })),
    ).toBe('done');
    expect(JSON.stringify(seen())).toContain(mac);
    expect(await applied(engine, engine.planUndo())).toBe('done');
    expect(seen()).toEqual(before);
    await close();
  });
});
