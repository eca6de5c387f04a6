import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { aShutOffDomain } from '../support/facts.ts';
import { FLEETING, house, mac, OFF, TWINS, WEB } from './support/house.ts';
import { commandsOf, FRESH_MAC, planned, refusalOf, xmlOf } from './support/plans.ts';
import { interfaceXml, vnic } from './support/vnicXml.ts';

const net0 = vnicId(WEB, mac(1));
const virsh = (verb: string, uuid: string, scope: string) =>
  `virsh -c qemu:///system ${verb} ${uuid} /dev/stdin --${scope}`;

/** The house with its VM `web 01` in another state. */
function webIs(state: Domain['state']): HostSnapshot {
  const before = house();
  return {
    ...before,
    domains: before.domains.map((each) =>
      each.uuid === WEB ? { ...each, state, active: state !== 'shut off' } : each,
    ),
  };
}

describe('attaching a vNIC', () => {
  const attach = (changes: Partial<Extract<Edit, { kind: 'attach' }>> = {}): Edit => ({
    kind: 'attach',
    vm: vmId(WEB),
    to: linkId('br1'),
    ...changes,
  });

  it('takes the model of the others and a fresh MAC, and is the same edit when planned again', () => {
    const plan = planned(house(), attach());
    expect(commandsOf(plan)).toEqual([
      virsh('attach-device', WEB, 'live'),
      virsh('attach-device', WEB, 'config'),
    ]);
    expect(xmlOf(plan, 0)).toBe(
      `<interface type='bridge'><mac address='${FRESH_MAC}'/><source bridge='br1'/><model type='virtio'/></interface>`,
    );
    expect(plan.edit).toMatchObject({ mac: FRESH_MAC, model: 'virtio', persist: 'both' });
    expect(planned(house(), attach({ vm: vmId(OFF) })).edit).toMatchObject({
      model: 'e1000',
      persist: 'boot',
    });
  });

  it('takes no MAC that the host has seen', () => {
    const neighbour = { address: '10.0.0.9', mac: '52:54:00:00:00:02', link: 'br0', state: 'STALE' };
    const macs = ['52:54:00:aa:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'];
    const plan = planned(house({ neighbours: [neighbour] }), attach(), () => macs.shift() ?? '');
    expect(plan.edit).toMatchObject({ mac: '52:54:00:00:00:03' });
  });

  it('escapes a name for XML', () => {
    const name = `a<b> & 'c' "d"`;
    const before = house();
    const networks = before.networks.map((each) => (each.name === 'default' ? { ...each, name } : each));
    const plan = planned({ ...before, networks }, attach({ to: networkId(name) }));
    expect(xmlOf(plan, 0)).toContain("<source network='a&lt;b&gt; &amp; &apos;c&apos; &quot;d&quot;'/>");
  });

  it('refuses a MAC that the VM has, and warns of one that another VM has', () => {
    expect(refusalOf(house(), attach({ mac: mac(2) })).why).toContain('already');
    const warnings = planned(house(), attach({ mac: '52:54:00:ff:00:01' })).warnings.join(' ');
    expect(warnings).toContain('twins also has the MAC 52:54:00:ff:00:01 and is on br1');
  });

  it('is for now only on a transient VM', () => {
    expect(planned(house(), attach({ vm: vmId(FLEETING) })).persistChoices).toEqual(['now']);
  });

  it('refuses a VM that libvirt did not start', () => {
    const nics = [
      {
        netdev: 'vm0',
        mac: '52:54:00:ae:00:01',
        model: 'e1000',
        ifname: 'plugged',
        defaultMac: null,
        fds: [],
      },
    ];
    const bare = {
      pid: 42,
      name: 'bare',
      uuid: null,
      libvirt: false,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics,
    };
    const facts = house({ vmProcesses: [bare] });
    expect(refusalOf(facts, attach({ vm: 'vm:qemu-bare' })).why).toContain('not managed by libvirt');
    const micro = house({ vmProcesses: [{ ...bare, vmm: 'firecracker', program: 'firecracker' }] });
    expect(refusalOf(micro, attach({ vm: 'vm:firecracker-bare' })).advice).toContain(
      'Firecracker’s own options',
    );
    const move = planned(facts, { kind: 'move', cable: linkId('plugged'), to: linkId('br0') });
    expect(commandsOf(move)).toEqual(['ip link set dev plugged master br0']);
  });
});

describe('detaching a vNIC', () => {
  it('asks the guest before it changes the definition', () => {
    const plan = planned(house(), { kind: 'detach', cable: net0 });
    expect(commandsOf(plan)).toEqual([
      virsh('detach-device', WEB, 'live'),
      virsh('detach-device', WEB, 'config'),
    ]);
    expect(plan.steps[0]?.waitingFor).toBe('waiting for the guest to release the vNIC');
    expect(plan.steps[0]?.expects).toEqual([
      { is: 'vnic-count', domain: WEB, scope: 'live', mac: mac(1), count: 0 },
    ]);
  });

  it('is undone by the vNIC as it was, without the names that libvirt gave', () => {
    const xml = planned(house(), { kind: 'detach', cable: net0 }).steps[0]?.inverseCommands[0]?.stdin ?? '';
    for (const kept of ['clean-traffic', "slot='0x02'", "boot order='1'"]) expect(xml).toContain(kept);
    for (const gone of ['vnet0', 'alias']) expect(xml).not.toContain(gone);
  });

  it('tells two vNICs of one MAC apart', () => {
    const plan = planned(house(), { kind: 'detach', cable: vnicId(TWINS, 'net0') });
    for (const index of [0, 1]) expect(xmlOf(plan, index)).toContain("slot='0x02'");
    expect(plan.steps[0]?.expects).toMatchObject([{ count: 1 }]);
  });

  it.each([
    ['paused', 'before it is resumed'],
    ['crashed', 'before it is reset'],
    ['pmsuspended', 'before it wakes up'],
  ] as const)('warns of a guest at rest: %s', (state, until) => {
    const { warnings } = planned(webIs(state), { kind: 'detach', cable: net0 });
    expect(warnings.join(' ')).toContain(until);
  });

  it('warns of a VM without any other vNIC', () => {
    const plan = planned(house(), { kind: 'detach', cable: vnicId(OFF, '52:54:00:cc:00:01') });
    expect(commandsOf(plan)).toEqual([virsh('detach-device', OFF, 'config')]);
    expect(plan.warnings.join(' ')).toContain('only vNIC');
  });

  it('refuses what is no vNIC, and two that nothing tells apart', () => {
    expect(refusalOf(house(), { kind: 'detach', cable: linkId('loose') }).why).toContain('not the cable');
    const same = vnic(interfaceXml('bridge', "<mac address='52:54:00:ee:00:01'/>", "<source bridge='br0'/>"));
    const facts = house({
      domains: [aShutOffDomain('same', [same, same], { uuid: OFF })],
    });
    expect(refusalOf(facts, { kind: 'detach', cable: vnicId(OFF, 'net0') }).why).toContain(
      'can’t be told apart',
    );
  });
});

describe('unplugging', () => {
  it('takes the TAP off its bridge and leaves the vNIC alone', () => {
    const plan = planned(house(), { kind: 'unplug', cable: net0 });
    expect(commandsOf(plan)).toEqual(['ip link set dev vnet0 nomaster']);
    expect(plan.effects.join(' ')).toContain('libvirt still has br0 on record');
    expect(plan.persistChoices).toEqual(['now']);
    expect(commandsOf(planned(house(), { kind: 'unplug', cable: linkId('plugged') }))).toEqual([
      'ip link set dev plugged nomaster',
    ]);
  });

  it.each([
    ['a macvtap', vnicId(WEB, mac(3)), 'can’t be a port'],
    ['user networking', vnicId(WEB, mac(4)), 'no TAP'],
    ['a VM that is off', vnicId(OFF, '52:54:00:cc:00:01'), 'no TAP'],
    ['what hangs loose', linkId('loose'), 'not connected to any bridge'],
  ])('refuses %s', (_, cable, why) => {
    expect(refusalOf(house(), { kind: 'unplug', cable }).why).toContain(why);
  });
});

describe('setting a link', () => {
  it('goes by update-device, so that the network and the twin are left alone', () => {
    const plan = planned(house(), { kind: 'link', cable: vnicId(WEB, mac(5)), state: 'up' });
    expect(commandsOf(plan)).toEqual([
      virsh('update-device', WEB, 'live'),
      virsh('update-device', WEB, 'config'),
    ]);
    expect(xmlOf(plan, 0)).toContain("<interface type='network'>");
    expect(xmlOf(plan, 0)).toContain("<source network='hostbr'/>");
    expect(xmlOf(plan, 0)).toContain("<link state='up'/>");
    expect(plan.steps[0]?.inverse).toMatchObject({ op: 'vnic-link', state: 'down' });
  });

  it('changes only the side that is not so yet', () => {
    const before = house();
    const changed = vnic(
      interfaceXml('bridge', `<mac address='${mac(1)}'/>`, "<source bridge='br0'/>", "<link state='down'/>"),
    );
    const domains = before.domains.map((each) =>
      each.uuid === WEB ? { ...each, defined: [changed] } : each,
    );
    const plan = planned({ ...before, domains }, { kind: 'link', cable: net0, state: 'down' });
    expect(commandsOf(plan)).toEqual([virsh('update-device', WEB, 'live')]);
    expect(plan.lasts).toBe('both');
  });

  it('refuses what is so already, and what is no vNIC', () => {
    expect(refusalOf(house(), { kind: 'link', cable: net0, state: 'up' }).why).toContain('already');
    expect(refusalOf(house(), { kind: 'link', cable: linkId('loose'), state: 'up' }).why).toContain(
      'not the cable',
    );
  });
});

it.each([
  ['a move', { kind: 'move', cable: net0, to: linkId('br1') }, 'start on br1'],
  ['a cable unplugged', { kind: 'link', cable: net0, state: 'down' }, 'has the cable unplugged'],
] as const)('%s “also” changes the definition only where it changes the VM now', (_, edit, words) => {
  const told = (persist: 'both' | 'boot') =>
    planned(house(), { ...edit, persist }).effects.find((effect) => effect.includes(words));
  expect(told('both')).toContain(`also ${words}`);
  expect(told('boot')).not.toContain('also');
  expect(told('boot')).toBeDefined();
});
