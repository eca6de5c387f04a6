import { describe, expect, it } from 'vitest';
import { requestFor } from '#electron/engine/rights/helperRequest.ts';
import { argsFor } from '#electron/helper/verbs.mjs';
import { planOps } from '#shared/edits/plan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { mismatch } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import {
  aBridge,
  aDomain,
  aLink,
  allSources,
  anInterface,
  aPnic,
  aSnapshot,
  aTap,
} from '../support/facts.ts';
import { aSwitch as bridge, aSwitchPort as port } from '../support/ovs.ts';
import { address, defaultRoute } from './support/addressed.ts';
import { commandsOf, planned, refusalOf, xmlOf } from './support/plans.ts';

const inSwitch = (master: string) => ({ master, slaveKind: 'openvswitch', bridgePort: null }) as const;

const host = aSnapshot({
  links: [
    aLink('ovs-system', { infoKind: 'openvswitch' }),
    aLink('ovsbr0', { infoKind: 'openvswitch' }),
    aLink('ovsbr1', { infoKind: 'openvswitch' }),
    aLink('fake40', { infoKind: 'openvswitch' }),
    aBridge('br0'),
    aTap('tap1', null, inSwitch('ovsbr0')),
    aTap('tap3', 'br0'),
    aTap('tap9', null),
    aPnic('eno1', 'ovsbr1', { slaveKind: 'openvswitch' }),
  ],
  ovs: {
    bridges: [
      bridge(
        'ovsbr0',
        port('tap1', { tag: 10, trunks: [20, 30], vlanMode: 'native-untagged' }),
        port('fake40', { tag: 40, fakeBridge: true }),
      ),
      bridge('ovsbr1', port('eno1')),
    ],
  },
});

const move = (cable: string, to: string) => ({ kind: 'move', cable: linkId(cable), to: linkId(to) }) as const;
const unplug = (cable: string) => ({ kind: 'unplug', cable: linkId(cable) }) as const;
const START = "ovs-vsctl '--timeout=30' --";

describe('a move between bridges of Open vSwitch', () => {
  const plan = planned(host, move('tap1', 'ovsbr1'));

  it('takes the port’s row along in one transaction, with all that is set on it', () => {
    expect(commandsOf(plan)).toEqual([
      `${START} '--id=@port' get Port tap1 -- remove Bridge ovsbr0 ports @port -- add Bridge ovsbr1 ports @port`,
    ]);
    expect(plan.lasts).toBe('both');
    expect(plan.effects.join(' ')).toContain('after a reboot');
    expect(plan.steps[0]?.expects).toEqual([
      { is: 'switch-port', link: 'tap1', bridge: 'ovsbr1' },
      { is: 'port-master', link: 'tap1', master: 'ovsbr1' },
    ]);
    expect(plan.steps[0]?.inverse).toEqual({ op: 'switch-port', link: 'tap1', bridge: 'ovsbr0' });
  });
});

describe('a move between Open vSwitch and the kernel’s bridges', () => {
  it('leaves the one before it joins the other', () => {
    const plan = planned(host, move('tap1', 'br0'));
    expect(commandsOf(plan)).toEqual([
      `${START} --if-exists del-port ovsbr0 tap1`,
      'ip link set dev tap1 master br0',
    ]);
    expect(plan.lasts).toBe('now');
    expect(plan.warnings.join(' ')).toContain('iface-id');
    expect(plan.warnings.join(' ')).toContain('can’t bring back mirrors');
    expect(plan.steps[0]?.inverse).toEqual({
      op: 'switch-port',
      link: 'tap1',
      bridge: 'ovsbr0',
      vlans: { tag: 10, trunks: [20, 30], mode: 'native-untagged' },
      kept: {
        port: { externalIds: {}, otherConfig: {} },
        iface: { externalIds: { 'iface-id': 'x' }, otherConfig: {}, numbers: {} },
      },
    });
    expect(commandsOf(planned(host, move('tap3', 'ovsbr0')))).toEqual([
      'ip link set dev tap3 nomaster',
      `${START} add-port ovsbr0 tap3`,
    ]);
    expect(commandsOf(planned(host, move('tap9', 'ovsbr0')))).toEqual([`${START} add-port ovsbr0 tap9`]);
    expect(commandsOf(planned(host, unplug('tap1')))).toEqual([`${START} --if-exists del-port ovsbr0 tap1`]);
  });
});

describe('a port that carries the host’s own address', () => {
  const reached = {
    ...host,
    addresses: [address('ovsbr1', '192.168.1.10/24')],
    routes: [defaultRoute('ovsbr1')],
  };

  it.each([
    [move('eno1', 'ovsbr0'), '-- remove Bridge ovsbr1 ports @port'],
    [move('eno1', 'br0'), '--if-exists del-port ovsbr1 eno1 && ip link set dev eno1 master br0'],
    [unplug('eno1'), '--if-exists del-port ovsbr1 eno1'],
  ])('isn’t moved, as nothing would revert it: %j', (edit, command) => {
    const refusal = refusalOf(reached, edit);
    expect(refusal.why).toContain('which uses eno1');
    expect(refusal.advice).toContain(command);
    expect(refusal).not.toHaveProperty('guarded');
    expect(planned(host, edit).steps).not.toEqual([]);
  });

  it('isn’t led back by an undo either, nor while the host’s addresses are not known', () => {
    const back = { op: 'switch-vlans', port: 'eno1', vlans: { mode: 'access', tag: 7, trunks: [] } } as const;
    const words = { title: '', effects: [], lasts: 'both', undoTitle: '', touches: [], done: '' } as const;
    const undo = (facts: HostSnapshot) =>
      planOps(facts, buildTopology(facts, 1), [back], words, { id: 'undo' });
    const advice = expect.stringContaining(`${START} set Port eno1`);
    expect(undo(reached)).toMatchObject({ ok: false, refusal: { advice } });
    expect(undo(host)).toMatchObject({ ok: true });
    const unread = { ...host, sources: allSources({ 'ip-addr': 'failed' }) };
    expect(undo(unread)).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('how this host is reached') },
    });
  });
});

describe('a port that comes back to Open vSwitch', () => {
  const rich = port('tap1', {
    tag: 10,
    externalIds: { 'a=b': 'x "y" é' },
    otherConfig: { 'priority-tags': 'always' },
    qos: '643c7d5f-e024-4ef2-8889-1f19d4c0f692',
    isProtected: true,
    interfaces: [
      {
        ...{ name: 'tap1', type: '', options: {}, error: null },
        externalIds: { 'iface-id': 'one', 'attached-mac': '52:54:00:00:00:01' },
        numbers: { mtu_request: 1400, ofport_request: 17 },
      },
    ],
  });
  const snapshot = { ...host, ovs: { bridges: [bridge('ovsbr0', rich), bridge('ovsbr1')] } };
  const plan = planned(snapshot, unplug('tap1'));
  const [step] = plan.steps;
  if (step === undefined || isRefusal(step.inverse)) throw new Error('there is no way back');
  const [back, ...others] = step.inverseCommands;

  it('has all that was set on it, in the transaction that makes it', () => {
    expect(others).toEqual([]);
    expect(back?.argv.slice(2)).toEqual([
      ...['--', 'add-port', 'ovsbr0', 'tap1', 'tag=10'],
      ...[String.raw`external_ids:"a=b"="x \"y\" \u00e9"`, 'other_config:"priority-tags"="always"'],
      ...['qos=643c7d5f-e024-4ef2-8889-1f19d4c0f692', 'protected=true'],
      ...['--', 'set', 'Interface', 'tap1'],
      ...['external_ids:"attached-mac"="52:54:00:00:00:01"', 'external_ids:"iface-id"="one"'],
      ...['mtu_request=1400', 'ofport_request=17'],
    ]);
    const asked = back === undefined ? null : requestFor(back);
    expect(argsFor({ id: 1, ...asked })).toMatchObject({ args: back?.argv.slice(1) });
  });

  it('is looked at for all of it', () => {
    const { inverse } = step;
    const after = kindOf(step.op).after(step.op, snapshot);
    const again = kindOf(inverse).after(inverse, after);
    const conditions = kindOf(inverse).expects(inverse, after);
    expect(conditions.map((each) => mismatch(each, again))).toEqual(['', '', '']);
    const poor = {
      ...again,
      ovs: { bridges: [bridge('ovsbr0', port('tap1', { tag: 10 })), bridge('ovsbr1')] },
    };
    expect(conditions.map((each) => mismatch(each, poor)).join('')).toContain('without Port external_ids');
  });

  it.each([
    ['qos=@q'],
    ['external_ids:"a"="b" -- del-br ovsbr0'],
    ['external_ids:a=b'],
    ['interfaces=[]'],
    ['external_ids:"a"="\u00e9"'],
  ])('by the helper, and nothing else: %s', (column) => {
    const request = { verb: 'add-switch-port-columns', bridge: 'ovsbr0', link: 'tap1', columns: [column] };
    expect(argsFor({ id: 1, ...request })).toHaveProperty('refused');
  });
});

describe('what is refused', () => {
  it('a fake bridge, and all of it where Open vSwitch isn’t read', () => {
    expect(refusalOf(host, move('tap1', 'fake40')).why).toContain('fake bridge');
    const unread = { ...host, sources: allSources({ ovs: 'failed' }) };
    expect(refusalOf(unread, move('tap3', 'ovsbr0')).why).not.toBe('');
  });

  it('what only Open vSwitch has', () => {
    const patch = port('to-ovsbr1', {
      interfaces: [
        { name: 'to-ovsbr1', type: 'patch', options: { peer: 'to-ovsbr0' }, externalIds: {}, error: null },
      ],
    });
    const ovs = { bridges: [bridge('ovsbr0', patch), bridge('ovsbr1')] };
    const edit = { kind: 'link-set', link: linkId('to-ovsbr1'), state: 'down' } as const;
    for (const each of [edit, move('to-ovsbr1', 'br0')])
      expect(refusalOf({ ...host, ovs }, each).why).not.toContain('no longer');
  });

  it.each([
    [{ verb: 'add-switch-port', bridge: 'ovsbr0', link: '-x' }],
    [{ verb: 'add-switch-port', bridge: '--', link: 'tap1' }],
    [{ verb: 'add-switch-port-columns', bridge: 'ovsbr0', link: 'tap1', columns: ['fake_bridge=true'] }],
    [{ verb: 'add-switch-port-columns', bridge: 'ovsbr0', link: 'tap1', columns: ['tag=10', '--'] }],
    [{ verb: 'del-switch-port', bridge: '@port', link: 'tap1' }],
    [{ verb: 'move-switch-port', link: 'tap1', from: 'a,b', bridge: 'ovsbr1' }],
  ])('by the helper: %j', (request) => {
    expect(argsFor({ id: 1, ...request })).toHaveProperty('refused');
  });
});

describe('a vNIC that libvirt connects to Open vSwitch', () => {
  const xml = (on: string) =>
    `<interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='${on}'/><vlan><tag id='10'/></vlan>` +
    `<virtualport type='openvswitch'><parameters interfaceid='3ddba4df-b57c-4197-aad6-5f18ac8c79a2'/></virtualport>` +
    `<target dev='tap1'/><model type='virtio'/></interface>`;
  const vnic = anInterface(
    { bridge: 'ovsbr0' },
    { targetDev: 'tap1', virtualPort: 'openvswitch', xml: xml('ovsbr0') },
  );
  const withVm = { ...host, domains: [aDomain('web', [vnic])] };
  const cable = vnicId('uuid-of-web', '52:54:00:aa:00:01');

  it('goes to another bridge of it by libvirt, with its port’s VLANs and identity, now and at each start', () => {
    const plan = planned(withVm, { kind: 'move', cable, to: linkId('ovsbr1') });
    expect(plan.steps.map(({ op }) => op.op)).toEqual(['vnic-source', 'vnic-source']);
    expect(plan.lasts).toBe('both');
    expect(xmlOf(plan, 0)).toContain("<source bridge='ovsbr1'/>");
    expect(xmlOf(plan, 0)).toMatch(/<tag id='10'\/>[\s\S]*interfaceid='3ddba4df/);
    expect(plan.steps[0]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-on-bridge', bridge: 'ovsbr1' }),
    );
  });

  it('does not cross over to a bridge of the kernel’s, nor leave its port', () => {
    expect(refusalOf(withVm, { kind: 'move', cable, to: linkId('br0') }).why).toContain('Open vSwitch');
    expect(refusalOf(withVm, { kind: 'unplug', cable }).why).toContain('libvirt');
  });
});
