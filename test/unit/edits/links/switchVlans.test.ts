import { describe, expect, it } from 'vitest';
import { undoRecordOf, wayBack } from '#electron/engine/history/undoRecord.ts';
import { requestFor } from '#electron/engine/rights/helperRequest.ts';
import { argsFor } from '#electron/helper/verbs.mjs';
import type { SwitchVlansEdit } from '#shared/edits/model.ts';
import { plainEditSchema } from '#shared/edits/schema.ts';
import { ovsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { isSameVlans, type SwitchVlans } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsOf } from '#shared/ops/change.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { repairsOf } from '../../support/differences.ts';
import { aDomain, aLink, allSources, aPnic, aSnapshot, aTap } from '../../support/facts.ts';
import { foundOn } from '../../support/foundOn.ts';
import { aSwitch, aSwitchPort } from '../../support/ovs.ts';
import { address, defaultRoute } from '../support/addressed.ts';
import { commandsOf, planned, refusalOf, xmlOf } from '../support/plans.ts';

const inSwitch = (master: string) => ({ master, slaveKind: 'openvswitch', bridgePort: null }) as const;
const local = (name: string) => ({
  local: aSwitchPort(name, {
    interfaces: [{ name, type: 'internal', options: {}, externalIds: {}, error: null }],
  }),
});
const bond = aSwitchPort('bond0', {
  bondMode: 'active-backup',
  interfaces: ['eno1', 'eno2'].map((name) => ({ name, type: '', options: {}, externalIds: {}, error: null })),
});

const host = aSnapshot({
  links: [
    aLink('ovs-system', { infoKind: 'openvswitch' }),
    aLink('ovsbr0', { infoKind: 'openvswitch' }),
    aLink('fake40', { infoKind: 'openvswitch' }),
    aTap('tap1', null, inSwitch('ovsbr0')),
    aTap('tap4', null, inSwitch('ovsbr0')),
    aTap('vnet0', null, inSwitch('ovsbr0')),
    aTap('loose', null),
    aPnic('eno1', 'bond0', { slaveKind: 'openvswitch' }),
    aPnic('eno2', 'bond0', { slaveKind: 'openvswitch' }),
  ],
  ovs: {
    bridges: [
      {
        ...aSwitch(
          'ovsbr0',
          aSwitchPort('tap1', { tag: 10 }),
          aSwitchPort('tap4', { tag: 40 }),
          aSwitchPort('vnet0', { tag: 10 }),
          aSwitchPort('fake40', { tag: 40, fakeBridge: true }),
          bond,
        ),
        ...local('ovsbr0'),
      },
    ],
  },
});

const set = (port: string, mode: SwitchVlansEdit['mode'], tag: number | null, trunks: number[] = []) =>
  ({ kind: 'switch-vlans', port: linkId(port), mode, tag, trunks }) as const;
const START = "ovs-vsctl '--timeout=30' -- set Port";

/** The commands of an edit, and the port’s VLANs after it and after its undo. */
function there(edit: SwitchVlansEdit, name: string, snapshot: HostSnapshot = host) {
  const plan = planned(snapshot, edit);
  const ops = plan.steps.map(({ op }) => op);
  const after = factsAfter(snapshot, ops);
  const way = wayBack(undoRecordOf(plan, plan.steps, snapshot, after), after);
  if (isRefusal(way)) throw new Error(way.why);
  return {
    plan,
    commands: commandsOf(plan),
    after: vlans(after, name),
    back: vlans(factsAfter(after, way.ops), name),
  };
}

function vlans({ ovs }: HostSnapshot, name: string) {
  const port = ovs && ovsPort(ovs, name);
  return port === undefined || port === null ? null : vlansOfPort(port);
}

describe('the VLANs of a port of Open vSwitch', () => {
  it('are set as a whole in one transaction, looked for in its database, and as they were after an undo', () => {
    const { plan, commands, after, back } = there(set('tap1', 'native-untagged', 20, [30, 21, 30]), 'tap1');
    expect(commands).toEqual([`${START} tap1 'tag=20' 'trunks=21,30' 'vlan_mode=native-untagged'`]);
    expect(plan.lasts).toBe('both');
    expect(plan.title).toBe('Put tap1 into VLANs 21, 30 (tagged), VLAN 20 (native, untagged)');
    const expected = { tag: 20, trunks: [21, 30], mode: 'native-untagged' };
    expect(plan.steps[0]?.expects).toEqual([{ is: 'switch-vlans', port: 'tap1', vlans: expected }]);
    expect(after).toEqual(expected);
    expect(back).toEqual({ tag: 10, trunks: [], mode: null });
  });

  it('have no mode written where it follows from the tag, as it was', () => {
    expect(there(set('tap1', 'access', 20), 'tap1').commands).toEqual([
      `${START} tap1 'tag=20' 'trunks=[]' 'vlan_mode=[]'`,
    ]);
    expect(there(set('tap1', 'trunk', null, [10, 11, 12, 20]), 'tap1').plan.title).toBe(
      'Put tap1 into VLANs 10–12, 20 (tagged)',
    );
  });

  it('are a bond’s as a whole, and the host’s own on a bridge', () => {
    expect(there(set('bond0', 'trunk', null, [10]), 'bond0').commands[0]).toContain('set Port bond0');
    const { plan } = there(set('ovsbr0', 'access', 7), 'ovsbr0');
    expect(plan.title).toBe('Put the host on ovsbr0 into VLAN 7 (untagged)');
    expect(refusalOf(host, set('eno1', 'access', 7)).advice).toContain('bond0');
  });

  it('that carry the host’s own address are refused, under the guard too, with the command to run by hand', () => {
    const reached: HostSnapshot = {
      ...host,
      addresses: [address('ovsbr0', '192.168.1.10/24')],
      routes: [defaultRoute('ovsbr0')],
    };
    for (const port of ['ovsbr0', 'bond0']) {
      const edit = set(port, 'access', 7);
      const refusal = refusalOf(reached, edit);
      expect(refusal.why).toContain('192.168.1.10/24 is on ovsbr0');
      expect(refusal.why).toContain('the guard can’t revert what Open vSwitch does');
      expect(refusal.advice).toContain(`${START} ${port} 'tag=7' 'trunks=[]' 'vlan_mode=[]'`);
      expect(refusal).not.toHaveProperty('guarded');
      expect(refusalOf(reached, { kind: 'guarded', edit }).why).toBe(refusal.why);
    }
    expect(planned(reached, set('tap1', 'access', 7)).warnings.join(' ')).not.toContain('nothing reverts it');
  });

  it('of a fake bridge’s port take it out of there, and say so', () => {
    expect(planned(host, set('tap4', 'access', 41)).warnings.join(' ')).toContain('leaves fake40');
    expect(refusalOf(host, set('fake40', 'access', 41)).why).toContain('fake bridge');
  });

  it('are refused where they are so already, where there is no port, and where Open vSwitch isn’t read', () => {
    expect(refusalOf(host, set('tap1', 'access', 10)).already).toBe(true);
    expect(refusalOf(host, set('loose', 'access', 10)).why).toContain('not a port of Open vSwitch');
    const unread = { ...host, sources: allSources({ ovs: 'denied' }) };
    expect(refusalOf(unread, set('tap1', 'access', 20)).why).toContain('Open vSwitch’s ports');
  });

  it.each<[boolean, SwitchVlansEdit['mode'], number | null, number[]]>([
    [true, 'access', 1, []],
    [true, 'trunk', null, [1, 4094]],
    [false, 'access', null, []],
    [false, 'trunk', 10, []],
    [false, 'access', 4095, []],
    [false, 'native-tagged', 1, [0]],
  ])('%s: %s, tag %s, trunks %j', (isValid, mode, tag, trunks) => {
    expect(plainEditSchema.safeParse(set('tap1', mode, tag, trunks)).success).toBe(isValid);
  });

  it('are set by root’s helper, and no other column is', () => {
    const argv = ['ovs-vsctl', '--timeout=30', '--', 'set', 'Port', 'tap1'] as const;
    const request = requestFor({ argv: [...argv, 'tag=[]', 'trunks=1,2', 'vlan_mode=trunk'] });
    expect(argsFor({ id: 1, ...request })).toMatchObject({ args: expect.arrayContaining(['tag=[]']) });
    for (const column of ['qos=[]', 'tag=5000', 'interfaces=[]', '--'])
      expect(argsFor({ id: 1, ...requestFor({ argv: [...argv, column] }) })).toHaveProperty('refused');
  });
});

describe('the VLANs of a vNIC that libvirt connects to Open vSwitch', () => {
  const xml = (vlan: string) =>
    `<interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='ovsbr0'/>${vlan}` +
    `<virtualport type='openvswitch'/><target dev='vnet0'/><model type='virtio'/></interface>`;
  const vnic = factsOf(xml(`<vlan><tag id='10'/></vlan>`));
  if (vnic === null) throw new Error('no vNIC');
  const withVm = { ...host, domains: [aDomain('web', [vnic])] };
  const off = { ...host, domains: [aDomain('web', [vnic], { live: [], state: 'shut off', active: false })] };
  const cable = vnicId('uuid-of-web', '52:54:00:aa:00:01');

  it('are libvirt’s to set, now and at each start', () => {
    const edit = set('vnet0', 'native-tagged', 20, [30]);
    const { plan, after, back } = there(edit, 'vnet0', withVm);
    expect(plan.steps.map(({ op, rights }) => [op.op, rights])).toEqual([
      ['vnic-vlans', 'libvirt'],
      ['vnic-vlans', 'libvirt'],
    ]);
    expect(xmlOf(plan, 0)).toContain(
      `<vlan trunk='yes'><tag id='20' nativeMode='tagged'/><tag id='30'/></vlan>`,
    );
    const wanted = { tag: 20, trunks: [20, 30], mode: 'native-tagged' };
    expect(plan.steps[0]?.expects).toContainEqual({ is: 'switch-vlans', port: 'vnet0', vlans: wanted });
    expect(after).toEqual(wanted);
    expect(back).toEqual({ tag: 10, trunks: [], mode: null });
    expect(plan.edit).toMatchObject({ port: cable, persist: 'both' });
  });

  it('go with all tags where it passes all VLANs', () => {
    const plan = planned(withVm, { ...set('vnet0', 'trunk', null), persist: 'now' });
    expect(xmlOf(plan, 0)).not.toContain('<vlan');
    expect(plan.warnings.join(' ')).toContain('VLAN 10 (untagged) again at the next start');
  });

  it('are set for its next start while it is shut off', () => {
    const plan = planned(off, { ...set('vnet0', 'access', 20), port: cable });
    expect(plan.lasts).toBe('boot');
    expect(xmlOf(plan, 0)).toContain(`<vlan><tag id='20'/></vlan>`);
  });

  it('are set back on the port itself where libvirt has them on record already', () => {
    const bridges = host.ovs?.bridges.map((each) => ({
      ...each,
      ports: each.ports.map((one) => (one.name === 'vnet0' ? { ...one, tag: 99 } : one)),
    }));
    const drifted = { ...withVm, ovs: { bridges: bridges ?? [] } };
    const back = [{ op: 'switch-vlans', port: 'vnet0', vlans: { tag: 10, trunks: [], mode: null } }];
    expect(planned(drifted, set('vnet0', 'access', 10)).steps.map(({ op }) => op)).toEqual(back);

    // And that they are others is told, with this to repair it.
    const topology = buildTopology(drifted, 1);
    const [found] = repairsOf(topology, cable);
    expect(found?.conflict.message).toBe(
      'vnet0 is in VLAN 99 (untagged), but libvirt has VLAN 10 (untagged) on record.',
    );
    const plan = planned(drifted, found?.repairs[0]?.edit ?? set('tap1', 'access', 1));
    expect(plan.steps.map(({ op }) => op)).toEqual(back);
    expect(plan.title).toBe('Put web’s net0 (vnet0) into VLAN 10 (untagged), as libvirt has it on record');
    expect(foundOn('libvirt-record-wrong', drifted).flatMap(({ evidence }) => evidence)).toEqual([
      'ovs-vsctl get Port vnet0 tag trunks: 99 []',
      expect.stringContaining(`<vlan> <tag id='10'/>`),
    ]);
    expect(repairsOf(buildTopology(withVm, 1), cable)).toEqual([]);
  });

  it('can’t be what libvirt has no words for', () => {
    expect(refusalOf(withVm, set('vnet0', 'native-tagged', 20)).advice).toContain('Name the VLANs');
    expect(refusalOf(withVm, set('vnet0', 'dot1q-tunnel', 20)).why).toContain('tunnel');
  });
});

describe('two sets of VLANs', () => {
  const of = (tag: number | null, trunks: number[], mode: string | null): SwitchVlans => ({
    tag,
    trunks,
    mode,
  });
  it.each<[boolean, SwitchVlans, SwitchVlans]>([
    [true, of(10, [], null), of(10, [], 'access')],
    // Open vSwitch takes no heed of trunks on an access port.
    [true, of(10, [20], null), of(10, [], 'access')],
    [true, of(10, [20], 'native-tagged'), of(10, [10, 20], 'native-tagged')],
    [false, of(10, [], 'native-tagged'), of(10, [10], 'native-tagged')],
    [false, of(null, [], null), of(null, [10], null)],
    [false, of(10, [20], 'native-tagged'), of(10, [20], 'native-untagged')],
  ])('%s: %j and %j', (isSame, one, other) => {
    expect(isSameVlans(one, other)).toBe(isSame);
  });
});
