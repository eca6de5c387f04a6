import { describe, expect, it } from 'vitest';
import { judgeTarget } from '#shared/edits/targets.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, aDomain, aLink, allSources, anInterface, aSnapshot, aTap } from '../support/facts.ts';
import { commandsOf, planned, refusalOf } from './support/plans.ts';

// Written by hand, after Proxmox VE (pve-common, PVE/Network.pm), nova (os-vif) and Open vSwitch.

const on = (name: string) => ({ name, ifindex: null, netnsId: null });
const veth = (name: string, master: string, peer: string, slaveKind = 'bridge') =>
  aLink(name, { infoKind: 'veth', master, slaveKind, lower: on(peer) });
const card = (name: string, over: Partial<Link>) =>
  aLink(name, { parentBus: 'pci', slaveKind: 'bridge', ...over });

const move = (cable: string, to: string) => ({ kind: 'move', cable: linkId(cable), to: linkId(to) }) as const;
const unplug = (cable: string) => ({ kind: 'unplug', cable: linkId(cable) }) as const;

function host(links: readonly Link[], over: Partial<HostSnapshot> = {}): HostSnapshot {
  return aSnapshot({ sources: allSources(), links, ...over });
}

const qemu = (pid: number, ifname: string) => ({
  pid,
  name: `guest ${pid}`,
  uuid: null,
  libvirt: false,
  vmm: 'qemu' as const,
  program: 'qemu-system-x86_64',
  nics: [
    { netdev: 'net0', mac: '52:54:00:aa:00:01', model: 'virtio-net-pci', ifname, defaultMac: null, fds: [] },
  ],
});

describe('the firewall of Proxmox VE', () => {
  const proxmox = host(
    [
      aBridge('vmbr0'),
      aBridge('vmbr1'),
      card('eno1', { master: 'vmbr0' }),
      aTap('tap100i0', 'fwbr100i0'),
      aBridge('fwbr100i0'),
      veth('fwln100i0', 'fwbr100i0', 'fwpr100p0'),
      veth('fwpr100p0', 'vmbr0', 'fwln100i0'),
      aTap('tap101i0', 'vmbr0'),
      aLink('veth102i0', {
        infoKind: 'veth',
        master: 'fwbr102i0',
        slaveKind: 'bridge',
        lower: { name: null, ifindex: 2, netnsId: 1 },
      }),
      aBridge('fwbr102i0'),
    ],
    {
      tapHolders: [
        { link: 'tap100i0', pid: 100 },
        { link: 'tap101i0', pid: 101 },
      ],
      vmProcesses: [qemu(100, 'tap100i0'), qemu(101, 'tap101i0')],
    },
  );

  it.each(['tap100i0', 'fwln100i0', 'fwpr100p0', 'veth102i0'])('is not bypassed by %s', (name) => {
    for (const edit of [move(name, 'vmbr1'), unplug(name)]) {
      expect(refusalOf(proxmox, edit)).toMatchObject({
        why: expect.stringContaining('the firewall of Proxmox VE'),
        advice: expect.stringContaining('qm set'),
      });
    }
    const verdict = judgeTarget(
      buildTopology(proxmox, 1),
      { kind: 'cable', id: linkId(name) },
      linkId('vmbr1'),
    );
    expect(verdict).toMatchObject({ ok: false, why: expect.stringContaining('the firewall of Proxmox VE') });
  });

  it('is not bypassed by the VM’s vNIC either', () => {
    const [vnic] = buildTopology(proxmox, 1).nodes.filter(
      ({ kind, name }) => kind === 'vnic' && name === 'net0',
    );
    expect(refusalOf(proxmox, { kind: 'move', cable: vnic?.id ?? '', to: linkId('vmbr1') }).why).toContain(
      'fwbr100i0',
    );
  });

  it('is neither changed nor deleted nor plugged into', () => {
    const options = { stp: true, forwardDelay: 4, vlanFiltering: false };
    for (const edit of [
      { kind: 'bridge-set', bridge: linkId('fwbr100i0'), ...options },
      { kind: 'link-delete', link: linkId('fwbr100i0') },
      { kind: 'link-delete', link: linkId('tap100i0') },
      { kind: 'link-set', link: linkId('fwpr100p0'), state: 'down' },
      { kind: 'mtu', link: linkId('fwbr100i0'), mtu: 1400 },
      { kind: 'tap-create', name: 'mine', owner: null, to: linkId('fwbr100i0') },
      move('tap101i0', 'fwbr100i0'),
    ] as const) {
      expect(refusalOf(proxmox, edit).why).toContain('the firewall of Proxmox VE');
    }
  });

  it('may be set up again', () => {
    const links = proxmox.links.map((each) => (each.name === 'fwln100i0' ? { ...each, up: false } : each));
    const plan = planned({ ...proxmox, links }, { kind: 'link-set', link: linkId('fwln100i0'), state: 'up' });
    expect(commandsOf(plan)).toEqual(['ip link set dev fwln100i0 up']);
  });

  it('is not in the way of a VM without it, whose move Proxmox VE takes back', () => {
    const plan = planned(proxmox, move('tap101i0', 'vmbr1'));
    expect(commandsOf(plan)).toEqual(['ip link set dev tap101i0 master vmbr1']);
    expect(plan.warnings.join(' ')).toContain('qm set 101 --net0');
    expect(planned(proxmox, unplug('tap101i0')).warnings.join(' ')).toContain('qm set 101 --net0');
  });
});

describe('the security groups of OpenStack', () => {
  const inside = { master: 'ovs-system', slaveKind: 'openvswitch' };
  const name = 'tap3f2b1a2c-4d';
  const guest = anInterface({ bridge: 'qbr3f2b1a2c-4d' }, { targetDev: name });
  const nova = host(
    [
      aTap(name, 'qbr3f2b1a2c-4d'),
      aBridge('qbr3f2b1a2c-4d'),
      veth('qvb3f2b1a2c-4d', 'qbr3f2b1a2c-4d', 'qvo3f2b1a2c-4d'),
      veth('qvo3f2b1a2c-4d', 'ovs-system', 'qvb3f2b1a2c-4d', 'openvswitch'),
      aLink('ovs-system', { infoKind: 'openvswitch' }),
      aLink('br-int', { ...inside, infoKind: 'openvswitch' }),
      aBridge('br1'),
    ],
    { domains: [aDomain('instance-1', [guest])] },
  );

  it.each([name, 'qvb3f2b1a2c-4d'])('are not bypassed by %s', (cable) => {
    for (const edit of [move(cable, 'br1'), unplug(cable)])
      expect(refusalOf(nova, edit).why).toContain('the security groups of OpenStack');
  });
});

describe('a port of Open vSwitch', () => {
  const inside = { master: 'ovs-system', slaveKind: 'openvswitch' };
  const guest = anInterface({ bridge: 'ovsbr0' }, { targetDev: 'vnet3' });
  const ovs = host(
    [
      aLink('ovs-system', { infoKind: 'openvswitch' }),
      aLink('ovsbr0', { ...inside, infoKind: 'openvswitch' }),
      aLink('mgmt0', { ...inside, infoKind: 'openvswitch' }),
      { ...aTap('vnet3', 'ovs-system'), ...inside, bridgePort: null },
      { ...aTap('tap0', 'ovs-system'), ...inside, bridgePort: null },
      card('eno1', inside),
      aBridge('br1'),
      aTap('tap1', 'br1'),
    ],
    {
      domains: [aDomain('web', [guest])],
      tapHolders: [{ link: 'tap0', pid: 7 }],
      vmProcesses: [qemu(7, 'tap0')],
    },
  );

  it.each(['vnet3', 'tap0', 'eno1'])('is not taken out: %s', (name) => {
    for (const edit of [move(name, 'br1'), unplug(name)]) {
      expect(refusalOf(ovs, edit).why).toBe(
        `${name} is a port of Open vSwitch, whose bridges can’t be read.`,
      );
    }
  });

  it.each(['ovsbr0', 'mgmt0', 'ovs-system'])('is not made by plugging into %s', (name) => {
    expect(refusalOf(ovs, move('tap1', name)).why).toMatch(/Open vSwitch|not a bridge or a network/);
  });

  it('is not deleted', () => {
    for (const name of ['ovsbr0', 'mgmt0', 'vnet3', 'tap0'])
      expect(refusalOf(ovs, { kind: 'link-delete', link: linkId(name) }).why).not.toBe('');
  });

  it('can be given another MTU', () => {
    expect(commandsOf(planned(ovs, { kind: 'mtu', link: linkId('mgmt0'), mtu: 1400 }))).toEqual([
      'ip link set dev mgmt0 mtu 1400',
    ]);
  });
});
