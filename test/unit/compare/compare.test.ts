import { describe, expect, it } from 'vitest';
import { compare } from '#shared/compare/compare.ts';
import type { Difference } from '#shared/compare/difference.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName, SourceStatus } from '#shared/host/source.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, networkId, type Topology, type TopologyNode, vmId } from '#shared/topology/model.ts';
import { applied, engineOnDemo, uuid, vnic } from '../demo/engineOnDemo.ts';
import { aLink, allSources, aSnapshot, aTap } from '../support/facts.ts';
import { aSwitch, aSwitchPort } from '../support/ovs.ts';

const nothing = { added: [], removed: [], moved: [], changed: [], notCompared: [] };

/** What an edit of the demo host is told as. */
async function differenceOf(edit: Edit): Promise<Difference> {
  const { engine } = await engineOnDemo();
  const before = engine.current().topology;
  expect(await applied(engine, engine.plan(edit))).toBe('done');
  return compare(before, engine.current().topology);
}

async function demo(): Promise<Topology> {
  const { engine } = await engineOnDemo();
  return engine.current().topology;
}

function withNodes(topology: Topology, change: (node: TopologyNode) => TopologyNode | null): Topology {
  return { ...topology, nodes: topology.nodes.map(change).filter((node) => node !== null) };
}

function unread(topology: Topology, source: SourceName): Topology {
  const sources = topology.sources.map((report) =>
    report.name === source
      ? { ...report, status: 'failed' as const, message: `${source} is out of order.` }
      : report,
  );
  return { ...topology, sources };
}

describe('what differs', () => {
  it('is nothing between two readings', async () => {
    const [one, other] = await Promise.all([demo(), demo()]);
    expect(compare(one, other)).toMatchObject(nothing);
  });

  it('is a cable that is plugged in elsewhere, though its TAP is the same', async () => {
    const id = vnic('pihole');
    expect(await differenceOf({ kind: 'move', cable: id, to: linkId('br-lab') })).toMatchObject({
      ...nothing,
      moved: [{ id, kind: 'vnic', name: 'pihole net0', from: linkId('br0'), to: linkId('br-lab') }],
    });
  });

  it('is a card that is plugged in', async () => {
    expect(
      await differenceOf({ kind: 'move', cable: linkId('tap-spare'), to: linkId('br-lab') }),
    ).toMatchObject({
      moved: [{ id: linkId('tap-spare'), from: null, to: linkId('br-lab') }],
    });
  });

  it('is what is there on one side alone', async () => {
    const edit: Edit = {
      kind: 'bridge-create',
      name: 'br-new',
      stp: false,
      forwardDelay: 15,
      vlanFiltering: false,
      mtu: null,
    };
    const made = { id: linkId('br-new'), kind: 'bridge', name: 'br-new' };
    expect(await differenceOf(edit)).toMatchObject({ ...nothing, added: [made] });
    const { engine } = await engineOnDemo();
    const before = engine.current().topology;
    expect(await applied(engine, engine.plan(edit))).toBe('done');
    expect(compare(engine.current().topology, before)).toMatchObject({ ...nothing, removed: [made] });
  });

  it('is a setting, by the name that scripts know it by', async () => {
    expect(await differenceOf({ kind: 'mtu', link: linkId('br-lab'), mtu: 1400 })).toMatchObject({
      ...nothing,
      changed: [{ id: linkId('br-lab'), field: 'mtu', from: 1500, to: 1400 }],
    });
  });

  it('is a vNIC with the name of its VM', async () => {
    const edit: Edit = { kind: 'detach', cable: vnic('pihole') };
    expect((await differenceOf(edit)).removed).toEqual([
      { id: vnic('pihole'), kind: 'vnic', name: 'pihole net0' },
    ]);
  });
});

describe('a VM that is started anew', () => {
  it('differs by no TAP, and a stopped one by its state alone', async () => {
    const running = await demo();
    const renamed = JSON.parse(
      JSON.stringify(running).replaceAll('link:vnet5"', 'link:vnet99"').replaceAll('"vnet5"', '"vnet99"'),
    );
    expect(compare(running, renamed)).toMatchObject(nothing);

    const id = vmId(uuid('pihole'));
    const [tap] = running.edges.filter(({ kind, from }) => kind === 'backs' && from === vnic('pihole'));
    const off: Topology = {
      ...withNodes(running, (node) =>
        node.id === tap?.to ? null : node.id === id ? ({ ...node, state: 'shut off' } as TopologyNode) : node,
      ),
      edges: [
        ...running.edges.filter(({ from, to }) => from !== tap?.to && to !== tap?.to),
        {
          id: 'defined',
          kind: 'defined',
          from: vnic('pihole'),
          to: linkId('br0'),
          evidence: ['libvirt'],
          conflicts: [],
        },
      ],
    };
    expect(compare(running, off)).toMatchObject({
      ...nothing,
      changed: [{ id, field: 'state', from: 'running', to: 'shut off' }],
    });
  });

  it('is on the bridge of its network, be it off or running', async () => {
    const running = await demo();
    const of = vnic('k3s-1');
    const [tap] = running.edges.filter(({ kind, from }) => kind === 'backs' && from === of);
    const off: Topology = {
      ...withNodes(running, (node) => (node.id === tap?.to ? null : node)),
      edges: [
        ...running.edges.filter(({ from, to }) => from !== tap?.to && to !== tap?.to),
        {
          id: 'defined',
          kind: 'defined',
          from: of,
          to: networkId('default'),
          evidence: ['libvirt'],
          conflicts: [],
        },
      ],
    };
    expect(compare(running, off).moved).toEqual([]);
  });
});

describe('what one side could not read', () => {
  it('is not told as gone', async () => {
    const whole = await demo();
    const lost = withNodes(unread(whole, 'virsh'), (node) =>
      node.kind === 'vm' || node.kind === 'vnic' || node.kind === 'network' ? null : node,
    );
    const { removed, notCompared } = compare(whole, lost);
    expect(removed.filter(({ kind }) => kind === 'network')).toEqual([]);
    expect(removed.map(({ name }) => name)).not.toContain('pihole');
    expect(notCompared).toContainEqual({
      source: 'virsh',
      side: 'to',
      what: 'VMs and networks',
      why: 'virsh is out of order.',
    });
  });

  it('is not told as changed', async () => {
    const whole = await demo();
    const lost = withNodes(unread(whole, 'ip-addr'), (node) =>
      'addresses' in node && 'ifindex' in node ? { ...node, addresses: [] } : node,
    );
    expect(compare(whole, lost)).toMatchObject({
      ...nothing,
      notCompared: [{ source: 'ip-addr', side: 'to', what: 'addresses' }],
    });
  });

  it('is, of Open vSwitch, neither where a port of its is nor its VLANs', () => {
    const port = { slaveKind: 'openvswitch', bridgePort: null } as const;
    const tagged = (tag: number) => ({ ovs: { bridges: [aSwitch('ovsbr0', aSwitchPort('tap1', { tag }))] } });
    const host = (ovs: Pick<HostSnapshot, 'ovs'>, master: string, status: SourceStatus) =>
      buildTopology(
        aSnapshot({
          links: [
            aLink('ovs-system', { infoKind: 'openvswitch' }),
            aLink('ovsbr0', { infoKind: 'openvswitch' }),
            aTap('tap1', null, { ...port, master }),
          ],
          ...ovs,
          sources: allSources({ ovs: status }),
        }),
        1,
      );
    const read = host(tagged(10), 'ovsbr0', 'ok');
    const unknown = host({}, 'ovs-system', 'failed');
    for (const pair of [
      [read, unknown],
      [unknown, read],
    ] as const) {
      const { moved, changed, notCompared } = compare(...pair);
      expect(moved.filter(({ name }) => name === 'tap1')).toEqual([]);
      expect(changed.filter(({ field }) => field === 'vlans')).toEqual([]);
      expect(notCompared).toContainEqual(
        expect.objectContaining({ source: 'ovs', what: 'where cables end' }),
      );
    }
    const other = host(tagged(20), 'ovsbr0', 'ok');
    expect(compare(read, other)).toMatchObject({ ...nothing, changed: [{ field: 'vlans' }] });
  });
});
