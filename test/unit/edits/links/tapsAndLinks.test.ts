import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId } from '#shared/topology/model.ts';
import { aBridge, aLink, allSources, aShutOffDomain, aSnapshot, aTap } from '../../support/facts.ts';
import { recordedLab } from '../../support/snapshot.ts';
import { house } from '../support/house.ts';
import { commandsOf, planned, refusalOf } from '../support/plans.ts';
import { interfaceXml, vnic } from '../support/vnicXml.ts';

const create = (over: { name?: string; owner?: string | null; to?: string | null } = {}) =>
  ({ kind: 'tap-create', name: 'tap9', owner: null, to: null, ...over }) as const;
const remove = (name: string) => ({ kind: 'link-delete', link: linkId(name) }) as const;
const set = (name: string, state: 'up' | 'down') =>
  ({ kind: 'link-set', link: linkId(name), state }) as const;
const mtu = (name: string, bytes: number) => ({ kind: 'mtu', link: linkId(name), mtu: bytes }) as const;

const on = (name: string) => ({ name, ifindex: null, netnsId: null });
const persistent = (name: string, master: string | null, over: Partial<Link> = {}): Link => ({
  ...aTap(name, master),
  tun: { type: 'tap', persist: true, user: 'alice' },
  ...over,
});
const seen = (links: readonly Link[], over: Partial<HostSnapshot> = {}) =>
  aSnapshot({ sources: allSources(), links, ...over });

describe('creating a TAP', () => {
  it('makes it, plugs it in and brings it up', () => {
    const plan = planned(house(), create({ owner: 'alice', to: linkId('br1') }));
    expect(commandsOf(plan)).toEqual([
      'ip tuntap add dev tap9 mode tap user alice',
      'ip link set dev tap9 master br1',
      'ip link set dev tap9 up',
    ]);
    expect(plan.effects[0]).toContain('alice and root can open it');
    expect(commandsOf(planned(house(), create({ to: networkId('default') })))[1]).toMatch(/ master virbr0$/);
    expect(commandsOf(planned(house(), create()))).toHaveLength(2);
  });

  it.each([
    ['a name that is taken', create({ name: 'loose' }), 'already'],
    ["a name of libvirt's", create({ name: 'vnet77' }), 'libvirt'],
    ['a user that can’t be', create({ owner: '4294967295' }), 'can’t be a user'],
    ['a place that is none', create({ to: linkId('loose') }), 'not a bridge'],
    ['a network without a bridge', create({ to: networkId('macvtaps') }), 'no bridge'],
    ['a network that is not active', create({ to: networkId('asleep') }), 'not active'],
  ])('is refused for %s', (_, edit, why) => {
    expect(refusalOf(house(), edit).why).toContain(why);
  });

  it('tells where the bridge takes its MTU', () => {
    const jumbo = seen(
      [aBridge('br0'), aLink('enp3s0', { parentBus: 'pci' })].map((each) => ({ ...each, mtu: 9000 })),
    );
    const links = jumbo.links.map((each) => (each.name === 'enp3s0' ? { ...each, master: 'br0' } : each));
    const { warnings } = planned({ ...jumbo, links }, create({ to: linkId('br0') }));
    expect(warnings.join(' ')).toContain('br0 drops to 1500 with it');
  });
});

describe('deleting a TAP', () => {
  it('sets back what an undo sets again', () => {
    const plan = planned(seen([aBridge('br0'), persistent('tap9', 'br0', { mtu: 9000 })]), remove('tap9'));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev tap9 nomaster',
      'ip link set dev tap9 down',
      'ip link set dev tap9 mtu 1500',
      'ip tuntap del dev tap9 mode tap',
    ]);
    expect(plan.steps.at(-1)?.inverse).toEqual({
      op: 'link-add',
      link: { kind: 'tap', name: 'tap9', owner: 'alice' },
    });
  });

  it('is refused of the cable of a VM, of what is held open, and of anything else', () => {
    expect(refusalOf(house(), remove('vnet0'))).toEqual({
      why: expect.stringContaining('the cable of web 01'),
      advice: expect.stringContaining('Detach the vNIC'),
    });
    const held = { tapHolders: [{ link: 'tap9', pid: 42 }] };
    expect(refusalOf(seen([persistent('tap9', null)], held), remove('tap9')).why).toContain('process (42)');
    // Not persistent, and yet there: somebody has it open.
    expect(refusalOf(house(), remove('loose')).why).toContain('held open');
    expect(refusalOf(house(), remove('enp3s0')).why).toContain('only bridges, bonds, VLANs and TAPs');
  });

  it('tells where it can’t be seen who holds it, and which VM is defined with it', () => {
    const xml = interfaceXml(
      'ethernet',
      "<mac address='52:54:00:cc:00:09'/>",
      "<target dev='tap9' managed='no'/>",
    );
    const off = aShutOffDomain('off one', [vnic(xml)], { uuid: '99999999-9999-4999-8999-999999999999' });
    const blind = { sources: allSources({ 'tap-holders': 'partial' }), domains: [off] };
    const { warnings } = planned(seen([persistent('tap9', null)], blind), remove('tap9'));
    expect(warnings.join(' ')).toMatch(
      /another user’s process.*off one is defined with this TAP|off one.*another/,
    );
  });
});

describe('setting a link up or down', () => {
  it('is one command, and back', () => {
    const plan = planned(house(), set('br1', 'down'));
    expect(commandsOf(plan)).toEqual(['ip link set dev br1 down']);
    expect(plan.steps[0]?.inverseCommands[0]?.argv.join(' ')).toBe('ip link set dev br1 up');
    expect(plan.warnings[0]).toBe(
      'twins and web 01 lose their network. The guests see no change of their link.',
    );
  });

  it('says of the TAP of a VM how its guest would see it', () => {
    expect(planned(house(), set('vnet0', 'down')).warnings[0]).toContain('unplug the guest’s cable instead');
  });

  it('is refused of the loopback, of what is so, and where the host is reached by it but under the guard', () => {
    expect(refusalOf(house(), set('lo', 'down')).why).toContain('loopback interface');
    expect(refusalOf(house(), set('br1', 'up'))).toMatchObject({ already: true });
    const edit = set('enp3s0', 'down');
    expect(refusalOf(recordedLab(), edit).guarded).toEqual({ kind: 'guarded', edit });
    expect(refusalOf(house(), { ...edit, link: 'vm:nobody' }).why).toContain('no longer');
  });
});

describe('setting an MTU', () => {
  it('takes what sits on the link down first, so that an undo takes it up again', () => {
    const before = seen([
      aLink('enp3s0', { parentBus: 'pci' }),
      aLink('enp3s0.20', { infoKind: 'vlan', vlan: { id: 20, protocol: '802.1Q' }, lower: on('enp3s0') }),
    ]);
    const plan = planned(before, mtu('enp3s0', 1400));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev enp3s0.20 mtu 1400',
      'ip link set dev enp3s0 mtu 1400',
    ]);
    expect(commandsOf(planned(before, mtu('enp3s0', 9000)))).toHaveLength(1);
    expect(refusalOf(before, mtu('enp3s0.20', 9000)).why).toContain('uses enp3s0');
  });

  it('says what has to match', () => {
    const warned = (name: string, bytes: number) => planned(house(), mtu(name, bytes)).warnings.join(' ');
    expect(warned('br1', 9000)).toMatch(/vnet2 \(1500\), vnet4 \(1500\) and plugged \(1500\) don’t/);
    expect(warned('plugged', 1400)).toContain(
      'br1 follows its ports unless its MTU was set by hand: it goes to 1400',
    );
    expect(warned('vnet0', 9000)).toContain("<mtu size='9000'/>");
    expect(warned('enp3s0', 9000)).toContain('The switch');
    expect(warned('loose', 1000)).toContain('no IPv6');
  });

  it('is refused where it is so, above what a TAP takes, of a bond’s member and of the loopback', () => {
    expect(refusalOf(house(), mtu('br1', 1500))).toMatchObject({ already: true });
    expect(refusalOf(house(), mtu('loose', 65_530)).why).toContain('65521');
    expect(refusalOf(house(), mtu('lo', 1400)).why).toContain('loopback interface');
    const bonded = seen([
      aLink('bond0', { infoKind: 'bond', bondMode: 'active-backup' }),
      aLink('enp3s0', { parentBus: 'pci', master: 'bond0', slaveKind: 'bond' }),
    ]);
    expect(refusalOf(bonded, mtu('enp3s0', 9000)).why).toContain('a member of bond0');
  });
});
