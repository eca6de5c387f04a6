import { describe, expect, it } from 'vitest';
import { planEdit } from '#shared/edits/plan.ts';
import { judgeTarget } from '#shared/edits/targets.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, networkId, type Topology, vmId, vnicId } from '#shared/topology/model.ts';
import { aLink, aSource } from '../support/facts.ts';
import { house, mac, OFF, WEB } from './support/house.ts';

const topology = buildTopology(house(), 1);
const judge = (cable: string, target: string) => judgeTarget(topology, { kind: 'cable', id: cable }, target);

describe('judgeTarget', () => {
  it.each([
    [vnicId(WEB, mac(1)), linkId('br1')],
    [vnicId(WEB, mac(1)), networkId('lab net 2')],
    [vnicId(WEB, mac(4)), linkId('br1')],
    [vnicId(OFF, '52:54:00:cc:00:01'), networkId('default')],
    [linkId('vnet0'), linkId('br1')],
    [linkId('loose'), linkId('br1')],
    [linkId('vethc0'), linkId('br1')],
  ])('lets %s into %s', (cable, target) => {
    expect(judge(cable, target)).toEqual({ ok: true });
  });

  it.each([
    [vnicId(WEB, mac(1)), linkId('br0'), 'already'],
    [vnicId(WEB, mac(2)), networkId('default'), 'already'],
    [vnicId(WEB, mac(5)), networkId('hostbr'), 'already'],
    [vnicId(OFF, '52:54:00:cc:00:01'), linkId('br0'), 'already'],
    [linkId('plugged'), linkId('br1'), 'already'],
    [vnicId(WEB, mac(1)), networkId('asleep'), 'not active'],
    [vnicId(WEB, mac(1)), linkId('enp3s0'), 'not a bridge'],
    [vnicId(WEB, mac(1)), vmId(OFF), 'not a bridge'],
    [linkId('loose'), networkId('macvtaps'), 'no bridge'],
    [linkId('tun0'), linkId('br1'), 'not a TAP, veth'],
    [linkId('macvtap0'), linkId('nowhere'), 'no longer'],
  ])('keeps %s out of %s: %s', (cable, target, why) => {
    expect(judge(cable, target)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  it('sees a loop coming: a veth is not plugged where its other end is', () => {
    const before = house();
    const veth = (name: string, peer: string, master: string | null) =>
      aLink(name, { infoKind: 'veth', master, lower: { name: peer, ifindex: null, netnsId: null } });
    const links = [...before.links, veth('left', 'right', 'br0'), veth('right', 'left', 'br1')];
    const patched = buildTopology({ ...before, links }, 1);
    const right = { kind: 'cable', id: linkId('right') } as const;
    expect(judgeTarget(patched, right, linkId('br0'))).toEqual({
      ok: false,
      why: expect.stringContaining('loop'),
    });
    expect(judgeTarget(patched, right, linkId('br2'))).toEqual({ ok: true });
  });

  it('lets nothing into a network whose bridge is gone, or is of Open vSwitch', () => {
    const before = house();
    const without = buildTopology(
      { ...before, links: before.links.filter(({ name }) => name !== 'virbr7') },
      1,
    );
    const grabbed = { kind: 'cable', id: vnicId(WEB, mac(1)) } as const;
    const why = (topology: Topology) => judgeTarget(topology, grabbed, networkId('lab net 2'));
    expect(why(without)).toEqual({ ok: false, why: expect.stringContaining('no longer on the host') });
    const links = before.links.map((each) =>
      each.name === 'virbr7' ? aLink('virbr7', { infoKind: 'openvswitch' }) : each,
    );
    expect(why(buildTopology({ ...before, links }, 1))).toEqual({
      ok: false,
      why: expect.stringContaining('Open vSwitch'),
    });
  });

  it('judges the socket of a VM', () => {
    expect(judgeTarget(topology, { kind: 'socket', vm: vmId(WEB) }, linkId('br0'))).toEqual({ ok: true });
    expect(judgeTarget(topology, { kind: 'socket', vm: vmId(WEB) }, networkId('asleep')).ok).toBe(false);
    expect(judgeTarget(topology, { kind: 'socket', vm: vmId('gone') }, linkId('br0')).ok).toBe(false);
  });

  it('lets nothing move on facts that are not of now', () => {
    const blind = buildTopology(house({ sources: [aSource('ip-link', 'failed'), aSource('virsh')] }), 1);
    const verdict = judgeTarget(blind, { kind: 'cable', id: linkId('loose') }, linkId('br1'));
    expect(verdict).toEqual({ ok: false, why: expect.stringContaining('can’t see the host’s links') });
  });

  it('never lets in what the planner would refuse, and gives the same reason', () => {
    const snapshot = house();
    const cables = topology.nodes.filter(({ kind }) => kind !== 'vm' && kind !== 'network');
    const places = topology.nodes.filter(({ kind }) => kind !== 'vm' && kind !== 'vnic');
    for (const { id: cable } of cables) {
      for (const { id: to } of places) {
        const verdict = judge(cable, to);
        const options = { id: 'p', randomMac: () => mac(9), randomUuid: () => '' };
        const planned = planEdit(snapshot, topology, { kind: 'move', cable, to }, options);
        expect([cable, to, planned.ok]).toEqual([cable, to, verdict.ok]);
        if (!planned.ok && !verdict.ok) expect(planned.refusal.why).toBe(verdict.why);
      }
    }
  });
});
