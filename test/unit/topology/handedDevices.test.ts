import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parsePveFiles } from '#shared/parse/pveFiles.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { aDomain, anInterface, aPnic } from '../support/facts.ts';
import { cables, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';
import { parseVmProcess } from '../support/vmProcess.ts';

// Written by hand after QEMU’s options: no machine of the tests has a card to hand out.

const links = [aPnic('enp3s0f0', null, { parentBus: 'pci', parentDev: '0000:03:00.0' })];
const cardFunctions = {
  enp3s0f0: {
    address: '0000:03:00.0',
    pf: null,
    vfs: [{ index: 0, address: '0000:03:10.0', driver: 'vfio-pci' }],
  },
};
const pciClasses = { '0000:04:00.0': 0x02_00_00, '0000:05:00.0': 0x03_00_00 };

function processOf(...args: readonly string[]) {
  const process = parseVmProcess(7, ['/usr/bin/qemu-system-x86_64', '-name', 'fw', ...args, ''].join('\0'));
  if (process === null) throw new Error('no VM');
  return process;
}

function traced(facts: Partial<HostSnapshot>): string[] {
  const topology = topologyOf(facts);
  return trace(topology, 'fw').paths.map(({ nodes }) => traceLine(topology, nodes));
}

describe('a device that a command line hands to a VM', () => {
  it.each([
    ['host=', ['-device', 'vfio-pci,host=0000:03:10.0,id=vf']],
    ['host= without its domain', ['-device', 'vfio-pci,host=03:10.0,id=vf']],
    ['sysfsdev=', ['-device', 'vfio-pci,sysfsdev=/sys/bus/pci/devices/0000:03:10.0,id=vf']],
    ['JSON', ['-device', '{"driver":"vfio-pci","host":"0000:03:10.0","id":"vf"}']],
    ['the type without hotplug', ['-device', 'vfio-pci-nohotplug,host=0000:03:10.0,id=vf']],
  ])('is a virtual function, by %s', (_, args) => {
    const facts = { links, cardFunctions, vmProcesses: [processOf(...args)] };
    expect(traced(facts)).toEqual(['fw › vf › 0000:03:10.0 (VF 0 of enp3s0f0) › enp3s0f0']);
    const topology = topologyOf(facts);
    expect(nodeOf(topology, 'vnic', 'vnic:qemu-fw/vf')).toMatchObject({
      sourceType: 'hostdev',
      source: '0000:03:10.0',
      tap: null,
      mac: null,
    });
    expect(edgeOf(topology, 'backs:vnic:qemu-fw/vf→pci:0000:03:10.0').evidence).toEqual(['qemu-args']);
  });

  it('is a whole card, which stays in the picture by its address', () => {
    const vmProcesses = [processOf('-device', 'vfio-pci,host=04:00.0')];
    const topology = topologyOf({ links, pciClasses, vmProcesses });
    expect(nodeOf(topology, 'pnic', 'pci:0000:04:00.0')).toMatchObject({ isTaken: true });
    expect(cables(topology, 'backs')).toEqual(['vnic:qemu-fw/0000:04:00.0→pci:0000:04:00.0']);
  });

  it('is no NIC where its class is another', () => {
    const vmProcesses = [processOf('-device', 'vfio-pci,host=05:00.0')];
    const topology = topologyOf({ links, pciClasses, vmProcesses });
    expect(topology.nodes.filter(({ kind }) => kind === 'vnic')).toEqual([]);
  });

  it('is one of unknown kind where its class can’t be read', () => {
    const vmProcesses = [processOf('-device', 'vfio-pci,host=06:00.0,id=card')];
    const topology = topologyOf({ links, pciClasses, vmProcesses });
    expect(nodeOf(topology, 'vnic', 'vnic:qemu-fw/card').kindUnknown).toBe(true);
    expect(cables(topology, 'backs')).toEqual([]);
  });

  it('is not what is only a part of a device', () => {
    const uuid = '83b8f4f2-509f-382f-3c1e-e6bfe0fa1001';
    const vmProcesses = [
      processOf('-device', `vfio-pci,sysfsdev=/sys/bus/pci/devices/0000:00:02.0/${uuid}`),
      processOf('-device', 'vfio-pci,host=nonsense'),
    ];
    const topology = topologyOf({ links, pciClasses, vmProcesses });
    expect(topology.nodes.filter(({ kind }) => kind === 'vnic')).toEqual([]);
  });

  it('is Proxmox VE’s, of which each function is one', () => {
    const device = (fn: number) => ['-device', `vfio-pci,host=0000:04:00.${fn},id=hostpci0.${fn},bus=pci.0`];
    const vmProcesses = [processOf('-id', '100', ...device(0), ...device(1))];
    const facts = { links, pciClasses: { ...pciClasses, '0000:04:00.1': 0x02_00_00 }, vmProcesses };
    expect(cables(topologyOf(facts), 'backs')).toEqual([
      'vnic:pve-100/hostpci0.0→pci:0000:04:00.0',
      'vnic:pve-100/hostpci0.1→pci:0000:04:00.1',
    ]);
  });
});

describe('a device of a VM of libvirt', () => {
  const domains = [
    aDomain('fw', [anInterface({ pci: '0000:03:10.0' }, { type: 'hostdev', mac: null, model: null })]),
  ];
  const ofLibvirt = (...args: readonly string[]) => ({
    ...processOf(...args),
    uuid: 'uuid-of-fw',
    libvirt: true,
  });

  it('is one vNIC, though its process names it too', () => {
    const vmProcesses = [ofLibvirt('-device', '{"driver":"vfio-pci","host":"0000:03:10.0","id":"hostdev0"}')];
    expect(traced({ links, cardFunctions, domains, vmProcesses })).toEqual([
      'fw › net0 › 0000:03:10.0 (VF 0 of enp3s0f0) › enp3s0f0',
    ]);
  });

  it('is gone once libvirt has it no more, whatever the process was started with', () => {
    const vmProcesses = [ofLibvirt('-device', 'vfio-pci,host=0000:04:00.0,id=hostdev0')];
    const topology = topologyOf({ links, pciClasses, domains: [aDomain('fw', [])], vmProcesses });
    expect(topology.nodes.filter(({ id }) => id.startsWith('pci:'))).toEqual([]);
    expect(cables(topology, 'backs')).toEqual([]);
  });

  it('is past libvirt where <qemu:commandline> adds it', () => {
    const vmProcesses = [ofLibvirt('-device', 'vfio-pci,host=0000:04:00.0,id=extra')];
    const topology = topologyOf({ links, pciClasses, domains: [aDomain('fw', [])], vmProcesses });
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-fw/extra→pci:0000:04:00.0']);
  });
});

describe('a device that Proxmox VE has on file', () => {
  const pve = (...lines: readonly string[]) => {
    const all = ['name: fw', ...lines].map((line) => `/etc/pve/qemu-server/100.conf:${line}`);
    const read = parsePveFiles(all.join('\n'));
    if (!read.ok) throw new Error(read.message);
    return read.value;
  };
  const defined = (...lines: readonly string[]) =>
    cables(topologyOf({ links, cardFunctions, pciClasses, pve: pve(...lines) }), 'defined');

  it('is where the next start of a VM that is off takes it', () => {
    const topology = topologyOf({ links, cardFunctions, pve: pve('hostpci0: 03:10.0,pcie=1') });
    expect(edgeOf(topology, 'defined:vnic:pve-100/hostpci0→pci:0000:03:10.0').evidence).toEqual(['pve']);
    expect(cables(topology, 'backs')).toEqual([]);
    expect(nodeOf(topology, 'vnic', 'vnic:pve-100/hostpci0')).toMatchObject({
      sourceType: 'hostdev',
      source: '0000:03:10.0',
      presence: 'boot',
    });
  });

  it('is of a device as a whole each function that is there and is a NIC', () => {
    expect(defined('hostpci1: 04:00')).toEqual(['vnic:pve-100/hostpci1.0→pci:0000:04:00.0']);
    expect(defined('hostpci1: 05:00')).toEqual([]);
  });

  it('is the pending one, and none that the next start removes', () => {
    const pending = ['hostpci0: 04:00.0', '[PENDING]', 'delete: hostpci0', 'hostpci1: 03:10.0'];
    expect(defined(...pending)).toEqual(['vnic:pve-100/hostpci1→pci:0000:03:10.0']);
    expect(defined('[snap]', 'hostpci0: 04:00.0')).toEqual([]);
  });

  it('is not known where a mapping stands for it', () => {
    const topology = topologyOf({ links, pciClasses, pve: pve('hostpci0: mapping=nic') });
    expect(nodeOf(topology, 'vnic', 'vnic:pve-100/hostpci0')).toMatchObject({
      source: 'mapping nic',
      kindUnknown: true,
    });
    expect(cables(topology, 'defined')).toEqual([]);
  });
});
