import { describe, expect, it } from 'vitest';
import type { LinkEdit } from '#shared/edits/hostEdit.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { linkId } from '#shared/topology/model.ts';
import {
  aBridge,
  aLink,
  allSources,
  aNetwork,
  aShutOffDomain,
  aSnapshot,
  aTap,
} from '../../support/facts.ts';
import { recordedLab } from '../../support/snapshot.ts';
import { house } from '../support/house.ts';
import { commandsOf, planned, refusalOf } from '../support/plans.ts';
import { interfaceXml, vnic } from '../support/vnicXml.ts';

type Create = Extract<LinkEdit, { kind: 'bridge-create' }>;
type Options = Extract<LinkEdit, { kind: 'bridge-set' }>;

const create = (over: Partial<Create> = {}): Create => ({
  kind: 'bridge-create',
  name: 'br9',
  stp: false,
  forwardDelay: 15,
  vlanFiltering: false,
  mtu: null,
  ...over,
});

const set = (name: string, over: Partial<Options>): Options => ({
  kind: 'bridge-set',
  bridge: linkId(name),
  stp: false,
  forwardDelay: 15,
  vlanFiltering: false,
  ...over,
});

const remove = (name: string) => ({ kind: 'link-delete', link: linkId(name) }) as const;

describe('creating a bridge', () => {
  it('makes it and brings it up; an undo deletes it', () => {
    const plan = planned(house(), create());
    expect(commandsOf(plan)).toEqual([
      'ip link add name br9 type bridge stp_state 0 forward_delay 1500',
      'ip link set dev br9 up',
    ]);
    expect(plan.steps.map(({ inverse }) => inverse.op)).toEqual(['link-del', 'link-state']);
    expect(plan.warnings.join(' ')).toMatch(/Lost at reboot.* inspector of br9/);
  });

  it('sets an MTU after it was made, as one that it is born with is lost to its first port', () => {
    const plan = planned(house(), create({ mtu: 9000, stp: true, forwardDelay: 4, vlanFiltering: true }));
    expect(commandsOf(plan)).toEqual([
      'ip link add name br9 type bridge stp_state 1 forward_delay 400 vlan_filtering 1',
      'ip link set dev br9 mtu 9000',
      'ip link set dev br9 up',
    ]);
    expect(plan.warnings.join(' ')).toContain('passes nothing for 8 seconds');
    expect(commandsOf(planned(house(), create({ mtu: 1500 })))).toHaveLength(2);
  });

  it.each([
    ['a link of that name', { name: 'br0' }, 'a link br0'],
    ['the altname of another', { name: 'uplink0' }, 'an alternative name (altname) of enp3s0'],
    ['a name that the kernel counts up', { name: 'br%d' }, 'replaces a % in a name with a number'],
    ['a name that the kernel keeps', { name: 'all' }, 'for the settings of all links'],
    ["a name of libvirt's", { name: 'vnet99' }, 'the TAPs of its VMs'],
    ['a forward delay that STP has not', { stp: true, forwardDelay: 1 }, '2 to 30 seconds'],
  ])('refuses %s', (_, over, why) => {
    const before = house();
    const links = before.links.map((each) =>
      each.name === 'enp3s0' ? { ...each, altNames: ['uplink0'] } : each,
    );
    expect(refusalOf({ ...before, links }, create(over)).why).toContain(why);
  });

  it('tells of a network that could not start then', () => {
    const { warnings } = planned(house(), create({ name: 'virbr9' }));
    expect(warnings.join(' ')).toContain('The network asleep creates a bridge with this name');
  });
});

describe('the options of a bridge', () => {
  it('are set by one command, which leaves VLAN filtering out where it stays', () => {
    const plan = planned(house(), set('br1', { stp: true, forwardDelay: 4 }));
    expect(commandsOf(plan)).toEqual(['ip link set dev br1 type bridge stp_state 1 forward_delay 400']);
    expect(plan.steps[0]?.inverse).toMatchObject({ stp: false, forwardDelay: 15, vlanFiltering: false });
    expect(plan.warnings.join(' ')).toMatch(/BPDU guard.* This affects twins and web 01\./);
    const filtered = planned(house(), set('br1', { vlanFiltering: true }));
    expect(commandsOf(filtered)[0]).toMatch(/ vlan_filtering 1$/);
  });

  it.each([
    [
      { stp: false, forwardDelay: 0 },
      { stp: true, forwardDelay: 4 },
      ['0 forward_delay 400', '1 forward_delay 400'],
    ],
    [
      { stp: true, forwardDelay: 4 },
      { stp: false, forwardDelay: 0 },
      ['0 forward_delay 400', '0 forward_delay 0'],
    ],
  ])('%j become %j by way of STP off, as with STP no delay below 2 s can be set', (was, to, said) => {
    const before = aSnapshot({ links: [aBridge('br0', { bridge: was })] });
    expect(commandsOf(planned(before, set('br0', to)))).toEqual(
      said.map((words) => `ip link set dev br0 type bridge stp_state ${words}`),
    );
  });

  it('are refused where they are so, where they do not go together, and of what is no bridge', () => {
    expect(refusalOf(house(), set('br1', {}))).toMatchObject({ already: true });
    expect(refusalOf(house(), set('br1', { stp: true, forwardDelay: 0 })).why).toContain('2 to 30');
    expect(refusalOf(house(), set('loose', { stp: true })).why).toContain('not a kernel bridge');
    expect(refusalOf(house(), set('gone', { stp: true })).why).toContain('no longer');
  });

  it('are changed under the guard where the host itself is reached through the bridge, but for a delay', () => {
    const edit = set('br0', { stp: true, forwardDelay: 15 });
    expect(refusalOf(recordedLab(), edit)).toMatchObject({
      why: expect.stringContaining('default route (via 192.168.50.1) leaves through br0'),
      guarded: { kind: 'guarded', edit },
    });
    expect(commandsOf(planned(recordedLab(), set('br0', { forwardDelay: 4 })))).toHaveLength(1);
  });

  it('tell of the network that sets them anew', () => {
    const { warnings } = planned(house(), set('virbr0', { stp: false, forwardDelay: 2 }));
    expect(warnings.join(' ')).toContain('belongs to the network default');
    expect(warnings.join(' ')).toContain('form a loop');
  });
});

describe('deleting a bridge', () => {
  it('unplugs its loose ends first, and is taken back in reverse', () => {
    const plan = planned(loose(), remove('br5'));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev tap8 nomaster',
      'ip link set dev tap9 nomaster',
      'ip link set dev br5 down',
      'ip link set dev br5 mtu 1500',
      'ip link del dev br5',
    ]);
    expect(plan.effects[0]).toContain('tap8 and tap9, which belong to no VM, are disconnected first');
    expect(plan.steps.at(-1)?.inverse).toEqual({
      op: 'link-add',
      link: {
        kind: 'bridge',
        name: 'br5',
        mac: '02:00:00:00:00:55',
        stp: true,
        forwardDelay: 4,
        vlanFiltering: false,
      },
    });
  });

  it('makes it again without a MAC where it had that of a port', () => {
    const before = loose();
    const links = before.links.map((each) =>
      each.name === 'tap9' ? { ...each, mac: '02:00:00:00:00:55' } : each,
    );
    const inverse = planned({ ...before, links }, remove('br5')).steps.at(-1)?.inverse;
    expect(inverse).toMatchObject({ link: { mac: null } });
  });

  it.each([
    ['VMs', 'br0', /VMs are connected to br0: web 01 \(vnet0\), twins \(vnet3\) and fleeting \(vnet5\)/],
    ['a network that is active', 'virbr7', /belongs to the network lab net 2/],
  ])('is refused while it has %s', (_, name, why) => {
    expect(refusalOf(house(), remove(name)).why).toMatch(why);
  });

  it('is refused while there are other cables, something on top, or an address', () => {
    const before = loose();
    const uplink = aLink('enp9s0', { parentBus: 'pci', master: 'br5', slaveKind: 'bridge' });
    const wired = refusalOf({ ...before, links: [...before.links, uplink] }, remove('br5'));
    expect(wired).toMatchObject({ why: expect.stringContaining('enp9s0 (physical NIC)') });
    expect(wired.advice).toContain('disconnect them first');
    const held = { ...before, tapHolders: [{ link: 'tap9', pid: 7 }] };
    expect(refusalOf(held, remove('br5')).why).toContain('tap9 (TAP, held by a process)');
    const unread = { ...before, sources: before.sources.filter(({ name }) => name !== 'tap-holders') };
    expect(refusalOf(unread, remove('br5')).why).toContain('tap9 (TAP, which a process may hold)');
    const vlan = aLink('br5.20', {
      infoKind: 'vlan',
      vlan: { id: 20, protocol: '802.1Q' },
      lower: { name: 'br5', ifindex: null, netnsId: null },
    });
    expect(refusalOf({ ...before, links: [...before.links, vlan] }, remove('br5')).why).toMatch(
      /^br5\.20 uses br5/,
    );
    const own = {
      link: 'br5',
      family: 'inet',
      address: '10.5.0.1',
      prefixLength: 24,
      scope: 'global',
    } as const;
    expect(refusalOf({ ...before, addresses: [own] }, remove('br5')).why).toContain('10.5.0.1/24');
  });

  it('tells of the VMs and networks that name it', () => {
    const off = aShutOffDomain(
      'off one',
      [vnic(interfaceXml('bridge', "<mac address='52:54:00:cc:00:09'/>", "<source bridge='br5'/>"))],
      { uuid: '99999999-9999-4999-8999-999999999999' },
    );
    const facts = {
      ...loose(),
      domains: [off],
      networks: [aNetwork('lan', { forward: 'bridge', bridge: 'br5', addresses: [] })],
    };
    const { warnings } = planned(facts, remove('br5'));
    expect(warnings.join(' ')).toContain('off one is defined to be on it');
    expect(warnings.join(' ')).toContain('The network lan uses it');
  });

  it('is not planned while nobody knows whose it is', () => {
    const sources = loose().sources.map((source) =>
      source.name === 'virsh' ? { ...source, status: 'failed' as const } : source,
    );
    expect(refusalOf({ ...loose(), sources }, remove('br5')).why).toContain('can’t see libvirt’s VMs');
  });

  it('is not undone into by an undo that would take it from under what was plugged in since', () => {
    const made = planned(aSnapshot({}), create());
    const now = aSnapshot({ links: [aBridge('br9'), aTap('tap9', 'br9')] });
    expect(made.steps[0]?.inverse).toEqual({ op: 'link-del', link: 'br9' });
    expect(refusedCommand(now)).toMatchObject({ why: 'tap9 is on br9.' });
  });
});

function refusedCommand(snapshot: ReturnType<typeof aSnapshot>) {
  return kindOf({ op: 'link-del', link: 'br9' }).command({ op: 'link-del', link: 'br9' }, snapshot);
}

/** A bridge with two loose TAPs that nobody holds open. */
function loose() {
  const made = aBridge('br5', { bridge: { stp: true, forwardDelay: 4 } });
  const end = (name: string) => ({
    ...aTap(name, 'br5'),
    tun: { type: 'tap', persist: true, user: null } as const,
  });
  return aSnapshot({
    sources: allSources(),
    links: [{ ...made, mac: '02:00:00:00:00:55', mtu: 9000, up: true }, end('tap8'), end('tap9')],
  });
}
