import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aDomain, aSource } from '../support/facts.ts';
import { FLEETING, house, mac, OFF, TWINS, WEB } from './support/house.ts';
import { commandsOf, planned, refusalOf, xmlOf } from './support/plans.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

const net0 = vnicId(WEB, mac(1));
const live = (uuid: string) => `virsh -c qemu:///system update-device ${uuid} /dev/stdin --live`;
const config = (uuid: string) => `virsh -c qemu:///system update-device ${uuid} /dev/stdin --config`;

function move(cable: string, to: string, persist?: 'now' | 'boot' | 'both'): Edit {
  return { kind: 'move', cable, to, persist };
}

/** The house with the kernel's master of one link changed behind libvirt's back. */
function replugged(name: string, master: string | null): HostSnapshot {
  const before = house();
  return {
    ...before,
    links: before.links.map((each) =>
      each.name === name ? { ...each, master, slaveKind: master === null ? '' : 'bridge' } : each,
    ),
  };
}

const definedOn = (bridgeName: string) =>
  vnic(interfaceXml('bridge', `<mac address='${mac(1)}'/>`, `<source bridge='${bridgeName}'/>`, slot(2)));

describe('moving the vNIC of a running VM', () => {
  it('re-plugs it live first, then writes the definition', () => {
    const plan = planned(house(), move(net0, linkId('br1')));
    expect(commandsOf(plan)).toEqual([live(WEB), config(WEB)]);
    expect(plan.lasts).toBe('both');
    expect(plan.persistChoices).toEqual(['both', 'now', 'boot']);
    expect(plan.title).toBe('Move web 01’s net0 from br0 to br1');
    expect(plan.touches).toEqual([net0, linkId('vnet0')]);
  });

  it('changes the source and nothing else', () => {
    const plan = planned(house(), move(net0, linkId('br1')));
    const kept =
      "<target dev='vnet0'/><model type='virtio'/><virtualport type='802.1Qbg'/><filterref filter='clean-traffic'/>" +
      "<bandwidth><inbound average='1000'/></bandwidth><vlan><tag id='42'/></vlan><boot order='1'/><alias name='net0'/>" +
      "<address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/></interface>";
    expect(xmlOf(plan, 0)).toBe(
      `<interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='br1'/>${kept}`,
    );
    expect(xmlOf(plan, 1)).not.toContain('alias');
  });

  it('names a network by its name, whatever bridge realises it', () => {
    const plan = planned(house(), move(net0, networkId('lab net 2'), 'now'));
    expect(commandsOf(plan)).toEqual([live(WEB)]);
    expect(xmlOf(plan, 0)).toContain(
      "<interface type='network'><mac address='52:54:00:aa:00:01'/><source network='lab net 2'/>",
    );
    expect(plan.steps[0]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-on-bridge', bridge: 'virbr7' }),
    );
    expect(plan.effects.join(' ')).toContain('isolated');
  });

  it('leads a vNIC of a forward-mode=bridge network back to the network, not to its bridge', () => {
    const plan = planned(house(), move(vnicId(WEB, mac(5)), linkId('br0'), 'now'));
    expect(plan.title).toBe('Move web 01’s net4 from the network hostbr to br0');
    expect(plan.steps[0]?.inverseCommands[0]?.stdin).toContain("<source network='hostbr'/>");
    expect(plan.steps[0]?.inverseCommands[0]?.stdin).toContain("<interface type='network'>");
  });

  it('only uses ip to bring a TAP back to where libvirt believes it is, as update-device would do nothing', () => {
    const plan = planned(replugged('vnet0', 'br2'), move(net0, linkId('br0')));
    expect(commandsOf(plan)).toEqual(['ip link set dev vnet0 master br0']);
  });

  it('frees a TAP that was moved behind the back of libvirt before it goes elsewhere', () => {
    const plan = planned(replugged('vnet0', 'br2'), move(net0, linkId('br1'), 'now'));
    expect(commandsOf(plan)).toEqual(['ip link set dev vnet0 nomaster', live(WEB)]);
    expect(plan.steps.map(({ inverse }) => inverse)).toMatchObject([
      { op: 'port-master', master: 'br2' },
      { op: 'vnic-source', target: { kind: 'bridge', bridge: 'br0' } },
    ]);
  });

  it('tells libvirt where the TAP really is', () => {
    const plan = planned(replugged('vnet0', 'br2'), move(net0, linkId('br2'), 'now'));
    expect(commandsOf(plan)).toEqual(['ip link set dev vnet0 nomaster', live(WEB)]);
  });

  it('plugs an orphaned TAP by ip where libvirt believes it is, and checks after libvirt elsewhere', () => {
    const orphaned = replugged('vnet1', null);
    const net1 = vnicId(WEB, mac(2));
    expect(commandsOf(planned(orphaned, move(net1, networkId('default'), 'now')))).toEqual([
      'ip link set dev vnet1 master virbr0',
    ]);
    expect(commandsOf(planned(orphaned, move(net1, linkId('br1'), 'now')))).toEqual([
      live(WEB),
      'ip link set dev vnet1 master br1',
    ]);
  });

  it('only writes the definition where the running VM is there already', () => {
    const before = house();
    const [web, ...others] = before.domains;
    const elsewhere = aDomain('web 01', web?.live ?? [], { uuid: WEB, defined: [definedOn('br2')] });
    const plan = planned({ ...before, domains: [elsewhere, ...others] }, move(net0, linkId('br0')));
    expect(commandsOf(plan)).toEqual([config(WEB)]);
    expect(plan.persistChoices).toEqual(['both']);
    expect(plan.title).toBe('Move web 01’s net0 from br2 to br0');
  });

  it('is for now only where the definition has not got the vNIC', () => {
    const before = house();
    const domains = before.domains.map((each) => ({ ...each, defined: [] }));
    expect(planned({ ...before, domains }, move(net0, linkId('br1'))).persistChoices).toEqual(['now']);
    expect(refusalOf({ ...before, domains }, move(net0, linkId('br1'), 'boot')).why).toContain('definition');
  });

  it('offers only the next start where libvirt refuses a change of the running VM, and says so', () => {
    for (const number of [3, 4]) {
      const plan = planned(house(), move(vnicId(WEB, mac(number)), linkId('br1')));
      expect(plan.lasts).toBe('boot');
      expect(plan.persistChoices).toEqual(['boot']);
      expect(commandsOf(plan)).toEqual([config(WEB)]);
      expect(plan.warnings.join(' ')).toContain('applies at the VM’s next start');
      expect(refusalOf(house(), move(vnicId(WEB, mac(number)), linkId('br1'), 'now')).why).toContain(
        'libvirt',
      );
    }
  });

  it('restores what belonged to the former source', () => {
    const plan = planned(house(), move(vnicId(WEB, mac(3)), linkId('br1')));
    expect(xmlOf(plan, 0)).toContain("<interface type='bridge'>");
    expect(xmlOf(plan, 0)).not.toContain('enp3s0');
    expect(plan.steps[0]?.inverseCommands[0]?.stdin).toContain("<source dev='enp3s0' mode='bridge'/>");
  });

  it('tells two vNICs of one MAC apart by their address', () => {
    const plan = planned(house(), move(vnicId(TWINS, 'net1'), linkId('br2')));
    expect(commandsOf(plan)).toEqual([live(TWINS), config(TWINS)]);
    for (const index of [0, 1]) expect(xmlOf(plan, index)).toContain("slot='0x03'");
    expect(plan.steps[0]?.inverse).toMatchObject({ target: { kind: 'bridge', bridge: 'br1' } });
  });

  it('warns of a vNIC of the same VM that has the same MAC, the more so where that is on the bridge', () => {
    const warned = (to: string) =>
      planned(house(), move(vnicId(TWINS, 'net0'), linkId(to))).warnings.join(' ');
    expect(warned('br1')).toContain('twins has another vNIC with the MAC 52:54:00:ff:00:01 on br1');
    expect(warned('br2')).toContain('must never be on the same network');
    expect(planned(house(), move(vnicId(WEB, mac(1)), linkId('br1'))).warnings.join(' ')).not.toContain(
      'another vNIC',
    );
  });

  it('is for now only where the VM has no definition', () => {
    const plan = planned(house(), move(vnicId(FLEETING, '52:54:00:dd:00:01'), linkId('br1')));
    expect(plan.persistChoices).toEqual(['now']);
    expect(
      refusalOf(house(), move(vnicId(FLEETING, '52:54:00:dd:00:01'), linkId('br1'), 'both')).why,
    ).toContain('transient');
  });

  it('warns of STP, of a bridge that is down, and of a filter that goes along', () => {
    const before = house();
    const links = before.links.map((each) =>
      each.name === 'br1'
        ? { ...aBridge('br1', { bridge: { stp: true, forwardDelay: 15 } }), up: false }
        : each,
    );
    const warnings = planned({ ...before, links }, move(net0, linkId('br1'))).warnings.join(' ');
    expect(warnings).toContain('30 seconds');
    expect(warnings).toContain('down');
    expect(warnings).toContain('clean-traffic');
  });
});

describe('moving other cables', () => {
  it('changes only the definition of a VM that is shut off', () => {
    const plan = planned(house(), move(vnicId(OFF, '52:54:00:cc:00:01'), networkId('default')));
    expect(commandsOf(plan)).toEqual([config(OFF)]);
    expect(plan.warnings).toEqual([expect.stringContaining('STP')]);
    expect(refusalOf(house(), move(vnicId(OFF, '52:54:00:cc:00:01'), linkId('br1'), 'now')).why).toContain(
      'shut off',
    );
  });

  it('plugs a loose TAP by ip, into the bridge of a network too', () => {
    expect(commandsOf(planned(house(), move(linkId('loose'), linkId('br0'))))).toEqual([
      'ip link set dev loose master br0',
    ]);
    expect(commandsOf(planned(house(), move(linkId('plugged'), networkId('lab net 2'))))).toEqual([
      'ip link set dev plugged master virbr7',
    ]);
    expect(refusalOf(house(), move(linkId('loose'), linkId('br0'), 'boot')).why).toContain(
      'can’t save its place',
    );
  });

  it('takes the TAP of a vNIC for its vNIC', () => {
    expect(planned(house(), move(linkId('vnet0'), linkId('br1'))).edit).toMatchObject({ cable: net0 });
  });

  it.each([
    ['a bridge', linkId('br2'), linkId('br1'), 'is a bridge'],
    ['where it is already', net0, linkId('br0'), 'already'],
    ['an inactive network', net0, networkId('asleep'), 'not active'],
    ['what is no bridge', net0, linkId('loose'), 'not a bridge'],
    ['what is gone', net0, linkId('br9'), 'no longer'],
    ['a vNIC that is gone', vnicId(WEB, '52:54:00:99:99:99'), linkId('br1'), 'no longer'],
  ])('refuses %s', (_, cable, to, why) => {
    expect(refusalOf(house(), move(cable, to)).why).toContain(why);
  });

  it('refuses a link that carries an address or the default route', () => {
    const address = {
      link: 'loose',
      family: 'inet',
      address: '10.0.0.1',
      prefixLength: 24,
      scope: 'global',
    } as const;
    expect(refusalOf(house({ addresses: [address] }), move(linkId('loose'), linkId('br1'))).why).toContain(
      '10.0.0.1/24',
    );
  });

  it('takes no network for broken while the links can not be read', () => {
    const unread = house({ links: [], sources: [aSource('ip-link', 'unparsable'), aSource('virsh')] });
    const { why, advice } = refusalOf(unread, move(net0, networkId('default')));
    expect(why).toContain('can’t see the host’s links');
    expect(advice).not.toContain('net-destroy');
  });

  it('says of a VM that is known by its process alone that libvirt does not tell of it', () => {
    const nic = {
      netdev: 'hostnet0',
      mac: mac(1),
      model: 'virtio-net-pci',
      ifname: null,
      defaultMac: null,
      fds: [],
    };
    const web = {
      pid: 7,
      name: 'web 01',
      uuid: WEB,
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [nic],
    };
    const silent = house({
      domains: [],
      vmProcesses: [web],
      tapHolders: [{ link: 'vnet0', pid: 7 }],
      sources: [aSource('ip-link'), aSource('virsh', 'timed-out')],
    });
    expect(refusalOf(silent, move(linkId('vnet0'), linkId('br1'))).why).toContain('libvirt doesn’t report');
    expect(refusalOf(silent, { kind: 'unplug', cable: net0 }).why).toContain('libvirt doesn’t report');
  });

  it('changes nothing on facts that could not be read', () => {
    const blind = house({ sources: [aSource('ip-link'), aSource('virsh', 'timed-out')] });
    expect(refusalOf(blind, move(net0, linkId('br1'))).why).toContain('can’t see libvirt’s VMs');
    const loose = planned(blind, move(linkId('loose'), linkId('br1')));
    expect(loose.warnings.join(' ')).toContain('libvirt’s record won’t include');
  });
});
