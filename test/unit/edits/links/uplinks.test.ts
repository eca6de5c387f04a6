import { describe, expect, it } from 'vitest';
import { judgeTarget } from '#shared/edits/targets.ts';
import type { Link } from '#shared/host/link.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, aLink, allSources, aSnapshot } from '../../support/facts.ts';
import { recordedLab } from '../../support/snapshot.ts';
import { address } from '../support/addressed.ts';
import { house } from '../support/house.ts';
import { commandsOf, planned, refusalOf } from '../support/plans.ts';

const move = (cable: string, to: string) => ({ kind: 'move', cable: linkId(cable), to: linkId(to) }) as const;
const unplug = (cable: string) => ({ kind: 'unplug', cable: linkId(cable) }) as const;
const on = (name: string) => ({ name, ifindex: null, netnsId: null });
const card = (name: string, over: Partial<Link> = {}) => aLink(name, { parentBus: 'pci', ...over });
const port = (master: string) => ({ master, slaveKind: 'bridge' });
const host = (...links: readonly Link[]) =>
  aSnapshot({
    sources: allSources(),
    links: [aBridge('br0'), aBridge('br1', { mac: '02:00:00:00:00:b1' }), ...links],
  });

describe('plugging in what leads out of the host', () => {
  it.each([
    ['a card', card('enp9s0')],
    ['a bond', aLink('bond0', { infoKind: 'bond', bondMode: 'active-backup' })],
    ['a VLAN', aLink('enp9s0.20', { infoKind: 'vlan', vlan: { id: 20, protocol: '802.1Q' } })],
    ['a VXLAN', aLink('vxlan9', { infoKind: 'vxlan', vxlan: { vni: 9, remote: null, port: null } })],
  ])('%s', (_, each) => {
    const plan = planned(host(each), move(each.name, 'br1'));
    expect(commandsOf(plan)).toEqual([`ip link set dev ${each.name} master br1`]);
    expect(plan.warnings.join(' ')).toContain('inspector of br1');
  });

  it('warns of a loop, unless STP would see it', () => {
    const before = host(card('enp3s0', port('br0')), card('enp9s0'));
    expect(planned(before, move('enp9s0', 'br0')).warnings.join(' ')).toMatch(
      /an uplink: enp3s0.* STP is off/,
    );
    const links = before.links.map((each) =>
      each.name === 'br0' ? aBridge('br0', { bridge: { stp: true, forwardDelay: 4 } }) : each,
    );
    expect(planned({ ...before, links }, move('enp9s0', 'br0')).warnings.join(' ')).toContain(
      'STP blocks one',
    );
  });

  it('says what becomes of the VLANs on it, of the bridge’s MAC and of its MTU', () => {
    const vlan = { infoKind: 'vlan', vlan: { id: 20, protocol: '802.1Q' } } as const;
    const before = {
      ...host(
        card('enp9s0', { mac: '00:00:00:00:00:09', mtu: 1400 }),
        aLink('enp9s0.20', { ...vlan, lower: on('enp9s0') }),
      ),
      addresses: [address('br1', '10.1.0.1/24')],
    };
    const warnings = planned(before, move('enp9s0', 'br1')).warnings.join(' ');
    expect(warnings).toContain('enp9s0.20 still gets the frames of VLAN 20');
    expect(warnings).toContain('br1 gets another MAC');
    expect(warnings).toContain('br1 drops to 1400');
  });

  it.each([
    ['a wireless card', [card('wlp2s0')], 'wlp2s0', /wireless/],
    [
      'a member of a bond',
      [
        aLink('bond0', { infoKind: 'bond', bondMode: 'active-backup' }),
        card('enp9s0', { master: 'bond0', slaveKind: 'bond' }),
      ],
      'enp9s0',
      /a member of bond0/,
    ],
    [
      'a port of Open vSwitch',
      [
        aLink('ovs-system', { infoKind: 'openvswitch' }),
        card('enp9s0', { master: 'ovs-system', slaveKind: 'openvswitch' }),
      ],
      'enp9s0',
      /port of Open vSwitch/,
    ],
    [
      'what carries a macvtap',
      [
        card('enp9s0'),
        aLink('macvtap0', { infoKind: 'macvtap', macvlanMode: 'bridge', lower: on('enp9s0') }),
      ],
      'enp9s0',
      /carries the macvtap macvtap0/,
    ],
    [
      'a VLAN of the bridge itself',
      [aLink('br1.20', { infoKind: 'vlan', vlan: { id: 20, protocol: '802.1Q' }, lower: on('br1') })],
      'br1.20',
      /on top of br1/,
    ],
    ['another bridge', [], 'br0', /is a bridge/],
    [
      'a tunnel without frames',
      [aLink('wg0', { infoKind: 'wireguard', linkType: 'none' })],
      'wg0',
      /not a TAP/,
    ],
  ])('is refused of %s', (_, links, name, why) => {
    expect(refusalOf(host(...links), move(name, 'br1')).why).toMatch(why);
  });
});

describe('taking out what leads out of the host', () => {
  it('tells the VMs that lose their way', () => {
    const plan = planned(house(), unplug('enp3s0'));
    expect(commandsOf(plan)).toEqual(['ip link set dev enp3s0 nomaster']);
    expect(plan.warnings[0]).toMatch(
      /the only uplink of br0: fleeting, twins and web 01 lose the outside network/,
    );
  });

  it('is for the guard where the host itself is reached by it', () => {
    const lab = recordedLab();
    for (const edit of [unplug('enp3s0'), move('enp3s0', 'br1')]) {
      expect(refusalOf(lab, edit)).toMatchObject({
        why: expect.stringContaining('which uses enp3s0'),
        guarded: { kind: 'guarded', edit },
      });
    }
    expect(
      judgeTarget(buildTopology(lab, 1), { kind: 'cable', id: linkId('enp3s0') }, linkId('br1')),
    ).toEqual({
      ok: false,
      why: expect.stringContaining('uses enp3s0'),
      guarded: true,
    });
  });

  it('is so already where it is on no bridge', () => {
    expect(refusalOf(host(card('enp9s0')), unplug('enp9s0'))).toMatchObject({ already: true });
    expect(refusalOf(host(card('enp9s0', port('br1'))), move('enp9s0', 'br1'))).toMatchObject({
      already: true,
    });
  });
});
