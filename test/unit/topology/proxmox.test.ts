import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aLink, allSources, aPnic, aTap, aVeth } from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';
import { pveFacts } from '../support/pveTree.ts';
import { parseVmProcess } from '../support/vmProcess.ts';

// Written by hand after Proxmox VE: its files (test/fixtures/pve), its links (pve-common, PVE/Network.pm), and its
// command line (qemu-server, PVE/QemuServer.pm).

const commandLine = (id: number, name: string, nics: readonly string[]) =>
  [
    '/usr/bin/kvm',
    ...['-id', String(id), '-name', `${name},debug-threads=on`, '-no-shutdown'],
    ...['-chardev', `socket,id=qmp,path=/var/run/qemu-server/${id}.qmp,server=on,wait=off`],
    ...nics.flatMap((mac, index) => [
      '-netdev',
      `type=tap,id=net${index},ifname=tap${id}i${index},script=/usr/libexec/qemu-server/pve-bridge,downscript=/usr/libexec/qemu-server/pve-bridgedown,vhost=on`,
      '-device',
      `virtio-net-pci,mac=${mac},netdev=net${index},bus=pci.0,addr=0x12,id=net${index}`,
    ]),
  ].join('\0');

const qemu = (pid: number, id: number, name: string, nics: readonly string[]) => {
  const process = parseVmProcess(pid, commandLine(id, name, nics));
  if (process === null) throw new Error('not QEMU');
  return process;
};

const port = { slaveKind: 'bridge' };
const web = qemu(4100, 100, 'web', ['BC:24:11:00:01:00', 'BC:24:11:00:01:01']);

/** VM 100 runs, with its net0 behind the firewall's bridge and its net1 on the bridge of VLAN 20. */
const node: Partial<HostSnapshot> = {
  sources: allSources(),
  links: [
    aPnic('eno1', 'vmbr0', port),
    aLink('eno1.20', {
      infoKind: 'vlan',
      master: 'vmbr0v20',
      ...port,
      vlan: { id: 20, protocol: '802.1Q' },
      lower: { name: 'eno1', ifindex: null, netnsId: null },
    }),
    aBridge('vmbr0'),
    aBridge('vmbr0v20'),
    aBridge('vmbr1'),
    aBridge('lab'),
    aTap('tap100i0', 'fwbr100i0'),
    aBridge('fwbr100i0'),
    aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0', ...port }),
    aVeth('fwpr100p0', 'fwln100i0', { master: 'vmbr0', ...port }),
    aTap('tap100i1', 'vmbr0v20'),
    aTap('tap103i0', 'vmbr1'),
    aTap('tap103i1', 'vmbr0'),
  ],
  tapHolders: [
    { link: 'tap100i0', pid: 4100 },
    { link: 'tap100i1', pid: 4100 },
  ],
  vmProcesses: [web],
  pve: pveFacts(),
};

const without = ({ links = [] }: Partial<HostSnapshot>, ...names: string[]) =>
  links.filter(({ name }) => !names.includes(name));

describe('a VM of Proxmox VE', () => {
  const topology = topologyOf(node);

  it('is one VM, of its process and of its file', () => {
    expect(topology.nodes.filter(({ kind, name }) => kind === 'vm' && name === 'web')).toEqual([
      expect.objectContaining({
        id: 'vm:pve-100',
        hypervisor: 'proxmox',
        pveId: 100,
        uuid: '5d1b6b7c-0b0e-4b8e-8a0e-7f3c6a2d1e00',
        state: 'running',
        active: true,
        persistent: true,
        autostart: true,
        pid: 4100,
      }),
    ]);
    const backs = edgeOf(topology, 'backs:vnic:pve-100/bc:24:11:00:01:00→link:tap100i0');
    expect(backs.evidence).toEqual(['pve', 'qemu-args', 'kernel-fd']);
    expect(backs.conflicts).toEqual([]);
  });

  it('is known by the same ids where its file can’t be read', () => {
    const { pve: _, ...unread } = node;
    const seen = topologyOf(unread);
    expect(nodeOf(seen, 'vm', 'vm:pve-100')).toMatchObject({ name: 'web', hypervisor: 'proxmox', uuid: '' });
    expect(nodeOf(seen, 'vnic', 'vnic:pve-100/bc:24:11:00:01:00')).toMatchObject({ tap: 'tap100i0' });
    expect(nodeOf(seen, 'vnic', 'vnic:pve-100/bc:24:11:00:01:00').pve).toBeUndefined();
  });

  it('has its NICs as they are on file', () => {
    expect(nodeOf(topology, 'vnic', 'vnic:pve-100/bc:24:11:00:01:00')).toMatchObject({
      name: 'net0',
      model: 'virtio',
      sourceType: 'bridge',
      source: 'vmbr0',
      linkState: 'up',
      presence: 'both',
      pve: { now: { firewall: true, tag: null }, next: { firewall: true } },
    });
    expect(nodeOf(topology, 'vnic', 'vnic:pve-100/bc:24:11:00:01:01')).toMatchObject({
      name: 'net1',
      model: 'e1000',
      pve: { now: { tag: 20, rate: '12.5', mtu: 1400, queues: 4 } },
    });
  });

  it('that is off is there, with its NICs where its next start puts them', () => {
    expect(nodeOf(topology, 'vm', 'vm:pve-102')).toMatchObject({
      name: 'backup',
      state: 'shut off',
      pid: null,
    });
    expect(nodeOf(topology, 'vnic', 'vnic:pve-102/bc:24:11:00:02:00')).toMatchObject({
      linkState: 'down',
      presence: 'boot',
      tap: null,
    });
    expect(cables(topology, 'defined').filter((each) => each.startsWith('vnic:pve-'))).toEqual([
      'vnic:pve-102/bc:24:11:00:02:00→link:vmbr0',
      'vnic:pve-102/bc:24:11:00:02:01→link:lab',
      'vnic:pve-103/bc:24:11:00:03:02→link:vmbr0',
      'vnic:pve-100/bc:24:11:00:01:01→link:vmbr1',
    ]);
    expect(nodeOf(topology, 'vnic', 'vnic:pve-102/bc:24:11:00:02:02')).toMatchObject({
      sourceType: 'user',
      source: null,
    });
  });

  it('runs while it has a TAP, whether its process is seen or not', () => {
    expect(nodeOf(topology, 'vm', 'vm:pve-103')).toMatchObject({ state: 'running', pid: null });
    expect(edgeOf(topology, 'backs:vnic:pve-103/bc:24:11:00:03:00→link:tap103i0').evidence).toEqual(['pve']);
  });

  it('is not called off where the links were not read', () => {
    const unread = topologyOf({ ...node, links: [], sources: allSources({ 'ip-link': 'failed' }) });
    expect(nodeOf(unread, 'vm', 'vm:pve-102').state).toBe('no state');
  });

  it('keeps an odd process of the same id apart', () => {
    const twice = topologyOf({
      ...node,
      vmProcesses: [web, qemu(4101, 100, 'web', [])],
      tapHolders: [...(node.tapHolders ?? []), { link: 'tap103i0', pid: 4101 }],
    });
    expect(twice.nodes.filter(({ kind }) => kind === 'vm').map(({ id }) => id)).toContain('vm:qemu-web');
  });

  it('does without a NIC that its command line alone still has', () => {
    const { pve } = node;
    const guests = (pve?.guests ?? []).map((guest) =>
      guest.id === 100 ? { ...guest, nets: guest.nets.slice(0, 1), next: guest.nets.slice(0, 1) } : guest,
    );
    const facts = { ...node, pve: { guests, zones: [], vnets: [] } };
    const vnics = (links: HostSnapshot['links']) =>
      topologyOf({ ...facts, links }).nodes.filter(
        (each) => each.kind === 'vnic' && each.vm === 'vm:pve-100',
      );
    expect(vnics(without(node, 'tap100i1'))).toHaveLength(1);
    expect(vnics(node.links ?? [])).toHaveLength(2);
  });
});

describe('a container of Proxmox VE', () => {
  const topology = topologyOf({
    ...node,
    links: [
      ...(node.links ?? []),
      aBridge('fwbr101i0'),
      aVeth('veth101i0', { netnsId: 3 }, { master: 'fwbr101i0', ...port }),
      aVeth('fwln101i0', 'fwpr101p0', { master: 'fwbr101i0', ...port }),
      aVeth('fwpr101p0', 'fwln101i0', { master: 'vmbr0', ...port }),
    ],
  });
  const NIC = 'vnic:lxc/101/bc:24:11:00:00:11';

  it('that runs has its NIC behind its veth', () => {
    expect(nodeOf(topology, 'container', 'container:lxc/101')).toMatchObject({
      name: 'dns',
      state: 'running',
      active: true,
      pveId: 101,
    });
    expect(nodeOf(topology, 'vnic', NIC)).toMatchObject({
      vm: 'container:lxc/101',
      name: 'net0',
      mac: 'bc:24:11:00:00:11',
      tap: 'veth101i0',
      pve: { now: { guestName: 'eth0', firewall: true } },
    });
    expect(edgeOf(topology, `backs:${NIC}→link:veth101i0`)).toMatchObject({ evidence: ['pve'] });
    expect(edgeOf(topology, 'port:link:veth101i0→link:fwbr101i0').conflicts).toEqual([]);
    expect(edgeOf(topology, `backs:${NIC}→link:veth101i0`).conflicts).toEqual([
      { code: 'pending-change', message: 'A change waits for the next start of dns: firewall=1 is removed.' },
    ]);
  });

  it('that is off is where its next start puts it', () => {
    expect(nodeOf(topology, 'container', 'container:lxc/104')).toMatchObject({
      name: 'off',
      state: 'shut off',
    });
    expect(cables(topology, 'defined')).toContain('vnic:lxc/104/bc:24:11:00:00:14→link:vmbr1');
  });

  it('whose cable was moved is told', () => {
    const links = topologyOf({
      ...node,
      links: [...(node.links ?? []), aVeth('veth101i0', { netnsId: 3 }, { master: 'vmbr1', ...port })],
    });
    expect(conflictCodes(edgeOf(links, 'port:link:veth101i0→link:vmbr1'))).toEqual(['pve-bridge']);
  });
});

describe('what Proxmox VE has on file and what is so', () => {
  const portOf = (over: Partial<HostSnapshot>, id: string) => edgeOf(topologyOf({ ...node, ...over }), id);
  const moved = (name: string, master: string | null) =>
    (node.links ?? []).map((link) =>
      link.name === name ? { ...link, master, slaveKind: master === null ? '' : 'bridge' } : link,
    );

  it('agree past the firewall’s bridge and on the bridge of a VLAN', () => {
    expect(portOf({}, 'port:link:tap100i0→link:fwbr100i0').conflicts).toEqual([]);
    expect(portOf({}, 'port:link:tap100i1→link:vmbr0v20').conflicts).toEqual([]);
  });

  it('differ where the firewall’s far end was put on another bridge', () => {
    const [finding, ...others] = portOf(
      { links: moved('fwpr100p0', 'vmbr1') },
      'port:link:tap100i0→link:fwbr100i0',
    ).conflicts;
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'pve-bridge',
      message: 'tap100i0 is on vmbr1, but Proxmox VE has vmbr0 on file for net0 of web.',
    });
  });

  it('differ where the TAP was moved or taken off', () => {
    expect(
      conflictCodes(portOf({ links: moved('tap100i1', 'vmbr1') }, 'port:link:tap100i1→link:vmbr1')),
    ).toEqual(['pve-bridge']);
    const backs = portOf(
      { links: moved('fwpr100p0', null) },
      'backs:vnic:pve-100/bc:24:11:00:01:00→link:tap100i0',
    );
    expect(conflictCodes(backs)).toEqual(['orphaned']);
  });

  it('are not compared where the file is old, filters VLANs, or belongs to Open vSwitch', () => {
    const links = moved('fwpr100p0', 'vmbr1');
    const id = 'port:link:tap100i0→link:fwbr100i0';
    expect(portOf({ links, sources: allSources({ pve: 'failed' }) }, id).conflicts).toEqual([]);
    const filtering = moved('tap100i1', 'vmbr0').map((link) =>
      link.name === 'vmbr0' ? aBridge('vmbr0', { bridge: { vlanFiltering: true } }) : link,
    );
    expect(portOf({ links: filtering }, 'port:link:tap100i1→link:vmbr0').conflicts).toEqual([]);
    const onSwitch = (node.links ?? []).map((link) =>
      link.name === 'fwln100i0' ? { ...link, infoKind: 'openvswitch', lower: null } : link,
    );
    expect(portOf({ links: onSwitch }, id).conflicts).toEqual([]);
  });

  it('tell what waits for the next start', () => {
    expect(portOf({}, 'defined:vnic:pve-100/bc:24:11:00:01:01→link:vmbr1').conflicts).toEqual([
      {
        code: 'next-boot',
        message: 'A change waits for the next start of web: this vNIC moves to vmbr1.',
      },
    ]);
    expect(conflictCodes(portOf({}, 'defined:vnic:pve-103/bc:24:11:00:03:02→link:vmbr0'))).toEqual([
      'only-next-boot',
    ]);
    expect(conflictCodes(portOf({}, 'backs:vnic:pve-103/bc:24:11:00:03:01→link:tap103i1'))).toContain(
      'only-now',
    );
  });

  it('tell a pending change of anything else', () => {
    const pve = pveFacts();
    const guests = pve.guests.map((guest) =>
      guest.id === 100
        ? {
            ...guest,
            next: guest.nets.map((net) => ({ ...net, model: 'virtio', value: `virtio,${net.value}` })),
          }
        : guest,
    );
    const backs = portOf({ pve: { ...pve, guests } }, 'backs:vnic:pve-100/bc:24:11:00:01:00→link:tap100i0');
    expect(conflictCodes(backs)).toEqual(['pending-change']);
  });
});

describe('vnets and zones', () => {
  it('are named on their bridges', () => {
    const topology = topologyOf(node);
    expect(nodeOf(topology, 'bridge', 'link:lab').details).toContainEqual([
      'Vnet',
      'zone office (vlan on vmbr0), tag 40: The lab',
    ]);
    expect(nodeOf(topology, 'bridge', 'link:vmbr0').details).toContainEqual(['Zone on it', 'office (vlan)']);
    expect(nodeOf(topology, 'bridge', 'link:vmbr0v20').details).toContainEqual([
      'Made for',
      'VLAN 20 of vmbr0, by Proxmox VE',
    ]);
  });
});
