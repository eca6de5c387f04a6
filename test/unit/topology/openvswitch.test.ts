import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { parseOvsVsctl } from '#shared/parse/ovsVsctl.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { aBridge, aDomain, aLink, allSources, anInterface, aTap, aVeth } from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

const read = (name: string) => readFileSync(new URL(`../../fixtures/ovs/${name}`, import.meta.url), 'utf8');

/** As a Debian 13 told it: three bridges, one in user space, patch ports, a bond, a tunnel, a fake bridge. */
function recorded(): Pick<HostSnapshot, 'links' | 'ovs'> {
  const links = parseIpLink(read('ip-link.json'));
  const ovs = parseOvsVsctl(read('ovs-vsctl.txt'));
  if (!links.ok || !ovs.ok) throw new Error('the recorded outputs could not be read');
  return { links: links.value, ovs: ovs.value };
}

function traced(facts: Partial<HostSnapshot>, query: string) {
  const topology = topologyOf(facts);
  return trace(topology, query).paths.map(({ nodes, complete }) => [traceLine(topology, nodes), complete]);
}

describe('Open vSwitch that tells of its bridges', () => {
  it('is drawn as what it is: bridges of both datapaths, internal ports as none', () => {
    const { nodes } = topologyOf(recorded());
    const kinds = Object.fromEntries(nodes.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      ovsbr0: 'ovs-bridge',
      ovsbr1: 'ovs-bridge',
      ovsbr2: 'ovs-bridge',
      fake40: 'ovs-bridge',
      mgmt0: 'other',
      'ovs-system': 'other',
      'ovs-netdev': 'other',
      'to-ovsbr1': 'other',
      vx7: 'vxlan',
      bond0: 'bond',
      tap1: 'tap',
    });
  });

  it('has its ports on their true bridges, with their VLANs, and never on ovs-system', () => {
    const topology = topologyOf(recorded());
    expect(cables(topology, 'port').sort()).toEqual([
      'link:mgmt0→link:ovsbr0',
      'link:tap1→link:ovsbr0',
      'link:tap2→link:ovsbr0',
      'link:tap3→link:br0',
      'link:tap4→link:fake40',
      'link:to-ovsbr0→link:ovsbr1',
      'link:to-ovsbr1→link:ovsbr0',
    ]);
    expect(cables(topology, 'uplink').sort()).toEqual([
      'link:ovsbr1→link:enp0s5',
      'link:ovsbr2→link:bond0',
      'link:ovsbr2→link:vx7',
    ]);
    expect(edgeOf(topology, 'port:link:tap1→link:ovsbr0')).toMatchObject({
      tag: 10,
      trunks: [],
      evidence: ['ovs'],
    });
    const trunk = edgeOf(topology, 'port:link:tap2→link:ovsbr0');
    expect(trunk.trunks).toEqual([10, 20]);
    expect(trunk.tag).toBeUndefined();
    expect(edgeOf(topology, 'port:link:tap4→link:fake40').tag).toBe(40);
    expect(topology.edges.some(({ id }) => id.includes('ovs-system'))).toBe(false);
  });

  it('leads out through patch ports, a bond, a tunnel and the bridge of a fake one', () => {
    const facts = recorded();
    expect(traced(facts, 'tap1')).toEqual([
      ['tap1 › ovsbr0 › to-ovsbr1 › to-ovsbr0 › ovsbr1 › enp0s5', true],
    ]);
    expect(traced(facts, 'tap4')).toEqual([
      ['tap4 › fake40 › ovsbr0 › to-ovsbr1 › to-ovsbr0 › ovsbr1 › enp0s5', true],
    ]);
    expect(traced(facts, 'ovsbr2').sort()).toEqual([
      ['ovsbr2 › bond0 › enp0s6', true],
      ['ovsbr2 › bond0 › enp0s7', true],
      ['ovsbr2 › vx7', true],
    ]);
  });

  it('says so where a bridge has no uplink', () => {
    const { links, ovs } = recorded();
    const bridges = (ovs?.bridges ?? []).map((bridge) => ({ ...bridge, ports: bridge.ports.slice(-2) }));
    expect(traced({ links, ovs: { bridges } }, 'ovsbr1')[0]?.[0]).not.toMatch(/not known/);
    const alone = { bridges: [{ name: 'ovsbr0', datapath: '', ports: [] }] };
    expect(traced({ links, ovs: alone }, 'ovsbr0')).toEqual([['ovsbr0 › no uplink', false]]);
  });

  it('tells in the inspector what its ports are', () => {
    const topology = topologyOf(recorded());
    expect(nodeOf(topology, 'tap', 'link:tap2').details).toContainEqual(['VLANs', '10, 20 (tagged)']);
    expect(nodeOf(topology, 'tap', 'link:tap1').details).toContainEqual([
      'attached-mac',
      '52:54:00:00:00:01',
    ]);
    expect(nodeOf(topology, 'other', 'link:to-ovsbr1').details).toContainEqual(['Patched to', 'to-ovsbr0']);
    expect(nodeOf(topology, 'ovs-bridge', 'link:ovsbr2').details).toContainEqual([
      'Datapath',
      'user space (netdev)',
    ]);
  });
});

describe('libvirt and Open vSwitch', () => {
  const guest = (bridge: string) =>
    aDomain('web', [anInterface({ bridge }, { targetDev: 'tap1', virtualPort: 'openvswitch' })]);

  it('agree, and both are evidence', () => {
    const topology = topologyOf({ ...recorded(), domains: [guest('ovsbr0')] });
    expect(edgeOf(topology, 'port:link:tap1→link:ovsbr0').conflicts).toEqual([]);
    const other = anInterface(
      { bridge: 'ovsbr0' },
      { targetDev: 'tap1', virtualPort: 'openvswitch', mac: '52:54:00:00:00:01' },
    );
    const named = topologyOf({ ...recorded(), domains: [aDomain('web', [other])] });
    expect(named.edges.find(({ kind }) => kind === 'backs')?.evidence).toEqual(['libvirt', 'ovs']);
  });

  it('are evidence alone where only the port tells whose it is', () => {
    const ofMac = (mac: string) => anInterface({}, { type: 'user', targetDev: null, mac, alias: 'net0' });
    const backs = (mac: string) =>
      topologyOf({ ...recorded(), domains: [aDomain('web', [ofMac(mac)])] }).edges.filter(
        ({ kind }) => kind === 'backs',
      );
    expect(backs('52:54:00:00:00:02')).toEqual([]);
    expect(backs('52:54:00:00:00:01')).toEqual([]);
    const nameless = (mac: string) => anInterface({ bridge: 'ovsbr0' }, { targetDev: null, mac });
    const [found] = topologyOf({
      ...recorded(),
      domains: [aDomain('web', [nameless('52:54:00:00:00:01')])],
    }).edges.filter(({ kind }) => kind === 'backs');
    expect(found).toMatchObject({ to: 'link:tap1', evidence: ['ovs'] });
  });

  it('disagree, and that is told', () => {
    const topology = topologyOf({ ...recorded(), domains: [guest('ovsbr1')] });
    expect(conflictCodes(edgeOf(topology, 'port:link:tap1→link:ovsbr0'))).toEqual(['other-bridge']);
    const stale = topologyOf({
      ...recorded(),
      sources: allSources({ ovs: 'failed' }),
      domains: [guest('ovsbr1')],
    });
    expect(conflictCodes(edgeOf(stale, 'port:link:tap1→link:ovsbr0'))).toEqual([]);
  });
});

// Written by hand, as OpenStack and Proxmox VE build it.
describe('a bridge of the kernel’s that is plugged into Open vSwitch', () => {
  const inside = { slaveKind: 'openvswitch', bridgePort: null, master: 'ovs-system' } as const;
  const port = (name: string, type = '', tag: number | null = null) => ({
    ...{ name, tag, trunks: [], vlanMode: null, fakeBridge: false, bondMode: null, bondActive: null },
    ...{ externalIds: {}, otherConfig: {} },
    interfaces: [{ name, type, options: {}, externalIds: {}, error: null }],
  });

  it('leads on by a veth, whose far end the switch tells of', () => {
    const links = [
      aTap('tap9', 'qbr9'),
      aBridge('qbr9'),
      aVeth('qvb9', 'qvo9', { master: 'qbr9', slaveKind: 'bridge' }),
      aVeth('qvo9', 'qvb9', inside),
      aLink('br-int', { infoKind: 'openvswitch' }),
    ];
    const ovs = { bridges: [{ name: 'br-int', datapath: '', ports: [port('qvo9')] }] };
    expect(traced({ links, ovs }, 'tap9')).toEqual([
      ['tap9 › qbr9 › qvb9 › qvo9 › br-int › no uplink', false],
    ]);
  });

  it('leads on by an internal port', () => {
    const links = [
      aTap('tap100i0', 'fwbr100i0'),
      aBridge('fwbr100i0'),
      aLink('fwln100o0', { infoKind: 'openvswitch', master: 'fwbr100i0', slaveKind: 'bridge' }),
      aLink('vmbr0', { infoKind: 'openvswitch' }),
      aLink('eno1', { parentBus: 'pci', ...inside }),
    ];
    const ports = [port('eno1'), port('fwln100o0', 'internal', 20)];
    const ovs = { bridges: [{ name: 'vmbr0', datapath: '', ports }] };
    expect(traced({ links, ovs }, 'tap100i0')).toEqual([
      ['tap100i0 › fwbr100i0 › fwln100o0 › vmbr0 › eno1', true],
    ]);
  });
});
