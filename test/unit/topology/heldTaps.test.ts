import { describe, expect, it } from 'vitest';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, anInterface, aShutOffDomain, aTap } from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

const macA = '52:54:00:ae:00:01';
const macB = '52:54:00:ae:00:02';
const first = '52:54:00:12:34:56';
const second = '52:54:00:12:34:57';

function aNic(netdev: string, over: Partial<VmNic> = {}): VmNic {
  return { netdev, mac: null, defaultMac: null, model: 'virtio-net-pci', ifname: null, fds: [], ...over };
}

function aProcess(over: Partial<VmProcess> = {}): VmProcess {
  return {
    pid: 7,
    name: 'bare',
    uuid: null,
    libvirt: false,
    vmm: 'qemu' as const,
    program: 'qemu-system-x86_64',
    nics: [],
    ...over,
  };
}

const ofWeb = (...nics: VmNic[]) =>
  aProcess({
    name: 'web',
    uuid: 'uuid-of-web',
    libvirt: true,
    vmm: 'qemu' as const,
    program: 'qemu-system-x86_64',
    nics,
  });

/** What process 7 holds: links by descriptor. */
function holding(links: Readonly<Record<number, string>>): HostSnapshot['tapHolders'] {
  return Object.entries(links).map(([descriptor, link]) => ({
    link,
    pid: 7,
    descriptor: Number(descriptor),
  }));
}

function learned(...rows: (readonly [mac: string, link: string])[]): HostSnapshot['fdb'] {
  return rows.map(([mac, link]) => ({ mac, link, master: 'br0', vlan: null, permanent: false }));
}

const onBr0 = (...names: string[]) => [aBridge('br0'), ...names.map((name) => aTap(name, 'br0'))];

describe('a NIC of <qemu:commandline>', () => {
  const net0 = anInterface({ bridge: 'br0' }, { mac: macA, targetDev: 'vnet0', alias: 'net0' });
  const byLibvirt = aNic('hostnet0', { mac: macA, fds: [30] });
  const added = aNic('extra', { mac: macB, ifname: 'tap1' });
  const facts = {
    links: onBr0('vnet0', 'tap1'),
    domains: [aDomain('web', [net0])],
    tapHolders: holding({ 30: 'vnet0', 31: 'tap1' }),
    vmProcesses: [ofWeb(byLibvirt, added)],
  };
  const id = `vnic:uuid-of-web/${macB}`;

  it('is a vNIC of the domain, on the TAP that its process holds', () => {
    const topology = topologyOf(facts);
    expect(cables(topology, 'has')).toHaveLength(2);
    expect(nodeOf(topology, 'vnic', id)).toMatchObject({
      name: 'extra',
      tap: 'tap1',
      sourceType: 'tap',
      presence: 'both',
    });
    expect(edgeOf(topology, `backs:${id}→link:tap1`).evidence).toEqual(['qemu-args', 'kernel-fd']);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('is gone when its process holds the TAP no more, and when the VM does not run', () => {
    const unplugged = topologyOf({ ...facts, tapHolders: holding({ 30: 'vnet0' }) });
    expect(cables(unplugged, 'has')).toHaveLength(1);
    const off = topologyOf({ ...facts, domains: [aShutOffDomain('web', [net0])] });
    expect(cables(off, 'has')).toHaveLength(1);
  });

  it('has no twin for a NIC of libvirt that was taken out since', () => {
    const topology = topologyOf({
      ...facts,
      domains: [aDomain('web', [])],
      tapHolders: holding({ 31: 'tap1' }),
    });
    expect(cables(topology, 'has')).toEqual([`vm:uuid-of-web→${id}`]);
  });

  it('that is passed a descriptor is on the TAP of its number', () => {
    const passed = aNic('extra', { mac: macB, fds: [31] });
    const topology = topologyOf({ ...facts, vmProcesses: [ofWeb(byLibvirt, passed)] });
    expect(edgeOf(topology, `backs:${id}→link:tap1`).evidence).toEqual(['qemu-args', 'kernel-fd']);
  });
});

describe('descriptors of a command line', () => {
  it('tell which TAP is behind which NIC, each queue of one TAP alike', () => {
    const topology = topologyOf({
      links: onBr0('tap0', 'tap1'),
      tapHolders: holding({ 21: 'tap1', 22: 'tap1', 23: 'tap0' }),
      vmProcesses: [aProcess({ nics: [aNic('a', { fds: [23] }), aNic('b', { fds: [21, 22] })] })],
    });
    expect(cables(topology, 'backs')).toEqual(['vnic:qemu-bare/a→link:tap0', 'vnic:qemu-bare/b→link:tap1']);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });
});

describe('a TAP that a VM’s process holds and nobody names', () => {
  it('has a vNIC of that VM behind it, by the number of its descriptor', () => {
    const topology = topologyOf({
      links: onBr0('tap0', 'tap9'),
      tapHolders: holding({ 20: 'tap0', 27: 'tap9', 28: 'tap9' }),
      vmProcesses: [aProcess({ nics: [aNic('n0', { ifname: 'tap0' })] })],
    });
    expect(nodeOf(topology, 'vnic', 'vnic:qemu-bare/#fd27')).toMatchObject({
      tap: 'tap9',
      mac: null,
      name: 'fd27',
    });
    expect(edgeOf(topology, 'has:vm:qemu-bare→vnic:qemu-bare/#fd27').evidence).toEqual(['kernel-fd']);
    expect(edgeOf(topology, 'backs:vnic:qemu-bare/#fd27→link:tap9').evidence).toEqual(['kernel-fd']);
    expect(cables(topology, 'has')).toHaveLength(2);
  });

  it('is lost at the next boot of a domain, which knows nothing of it', () => {
    const topology = topologyOf({
      links: onBr0('tap9'),
      domains: [aDomain('web', [])],
      tapHolders: holding({ 27: 'tap9' }),
      vmProcesses: [ofWeb()],
    });
    expect(nodeOf(topology, 'vnic', 'vnic:uuid-of-web/#fd27').presence).toBe('now');
  });

  it('is no VM’s where no VM’s process holds it', () => {
    const topology = topologyOf({ links: onBr0('tap9'), tapHolders: holding({ 5: 'tap9' }) });
    expect(cables(topology, 'has')).toEqual([]);
  });
});

describe('a NIC without mac=', () => {
  it('has the MAC that QEMU gives it, which finds its TAP among several', () => {
    const topology = topologyOf({
      links: onBr0('tap0', 'tap1'),
      tapHolders: holding({ 20: 'tap0', 21: 'tap1' }),
      fdb: learned([first, 'tap1']),
      vmProcesses: [
        aProcess({ nics: [aNic('vm0', { defaultMac: first }), aNic('vm1', { defaultMac: second })] }),
      ],
    });
    expect(nodeOf(topology, 'vnic', 'vnic:qemu-bare/vm0')).toMatchObject({
      mac: first,
      macEvidence: ['qemu-default', 'fdb'],
      tap: 'tap1',
    });
    expect(nodeOf(topology, 'vnic', 'vnic:qemu-bare/vm1')).toMatchObject({
      mac: second,
      macEvidence: ['qemu-default'],
      tap: 'tap0',
    });
  });

  const held = {
    links: onBr0('tap9'),
    tapHolders: holding({ 27: 'tap9' }),
    vmProcesses: [aProcess()],
  };
  const seenMac = (facts: Partial<HostSnapshot>) => {
    const { mac, macEvidence } = nodeOf(topologyOf({ ...held, ...facts }), 'vnic', 'vnic:qemu-bare/#fd27');
    return [mac, macEvidence];
  };

  it('has the one MAC seen behind its TAP where the TAP’s own, or QEMU’s rule, tells the same', () => {
    expect(seenMac({ fdb: learned([second, 'tap9']) })).toEqual([second, ['fdb', 'qemu-default']]);
    const links = [aBridge('br0'), aTap('tap9', 'br0', { mac: `fe${macA.slice(2)}` })];
    expect(seenMac({ links, fdb: learned([macA, 'tap9']) })).toEqual([macA, ['fdb', 'tap-mac']]);
  });

  it('has none that may be a guest’s within the guest, or another vNIC’s', () => {
    expect(seenMac({ fdb: learned([macA, 'tap9']) })).toEqual([null, undefined]);
    expect(seenMac({ fdb: learned([first, 'tap9'], [second, 'tap9']) })).toEqual([null, undefined]);
    const others = [aProcess(), aProcess({ pid: 8, name: 'other', nics: [aNic('n', { mac: first })] })];
    expect(seenMac({ vmProcesses: others, fdb: learned([first, 'tap9']) })).toEqual([null, undefined]);
  });
});

describe('a TAP that was renamed under its VM', () => {
  const net0 = anInterface({ bridge: 'br0' }, { mac: macA, targetDev: 'vnet0', alias: 'net0' });
  const id = `vnic:uuid-of-web/${macA}`;
  const lan = (over = {}) => aTap('lan0', 'br0', { mac: `fe${macA.slice(2)}`, ...over });
  const facts = {
    links: [aBridge('br0'), lan()],
    domains: [aDomain('web', [net0])],
    tapHolders: holding({ 30: 'lan0' }),
    vmProcesses: [ofWeb(aNic('hostnet0', { mac: macA, fds: [30] }))],
  };

  it('is told as renamed, and not as missing', () => {
    const topology = topologyOf(facts);
    expect(nodeOf(topology, 'vnic', id).tap).toBe('lan0');
    expect(topology.edges.flatMap(conflictCodes)).toEqual(['renamed-tap']);
    expect(edgeOf(topology, `backs:${id}→link:lan0`).evidence).toEqual(['kernel-fd', 'mac']);
    expect(cables(topology, 'has')).toHaveLength(1);
  });

  it('is found by its descriptor where its MAC is another one too', () => {
    const topology = topologyOf({ ...facts, links: [aBridge('br0'), lan({ mac: null })] });
    expect(topology.edges.flatMap(conflictCodes)).toEqual(['renamed-tap']);
  });

  it('is not mixed up with the link that has its old name now', () => {
    const stranger = aProcess({ pid: 8, name: 'thief' });
    const topology = topologyOf({
      ...facts,
      links: [...facts.links, aTap('vnet0', 'br0')],
      tapHolders: [...facts.tapHolders, { link: 'vnet0', pid: 8, descriptor: 4 }],
      vmProcesses: [...facts.vmProcesses, stranger],
    });
    expect(cables(topology, 'backs')).toEqual([`${id}→link:lan0`, 'vnic:qemu-thief/#fd4→link:vnet0']);
  });

  it('is not taken for what else the process holds, which nothing tells to be the same', () => {
    const topology = topologyOf({
      ...facts,
      links: onBr0('tap9'),
      tapHolders: holding({ 31: 'tap9' }),
    });
    expect(topology.edges.flatMap(conflictCodes)).toEqual(['missing-tap']);
    expect(cables(topology, 'backs')).toEqual(['vnic:uuid-of-web/#fd31→link:tap9']);
  });
});

describe('a TAP of a command line that nobody holds any more', () => {
  it('backs nothing: the NIC was taken out', () => {
    const topology = topologyOf({
      links: [...onBr0('tap1'), aTap('tap0', 'br0', { carrier: false })],
      tapHolders: holding({ 21: 'tap1' }),
      vmProcesses: [
        aProcess({ nics: [aNic('a', { mac: macA, ifname: 'tap0' }), aNic('b', { ifname: 'tap1' })] }),
      ],
    });
    expect(cables(topology, 'backs')).toEqual(['vnic:qemu-bare/b→link:tap1']);
  });
});

describe('a process in another network namespace', () => {
  const nics = [aNic('p1', { mac: macA, ifname: 'tap0' })];

  it('is no VM of this host, whatever the names on its command line', () => {
    const topology = topologyOf({
      links: onBr0('tap0'),
      vmProcesses: [aProcess({ elsewhere: true, nics })],
    });
    expect(topology.nodes.map(({ id }) => id)).toEqual(['link:br0', 'link:tap0']);
    expect(nodeOf(topology, 'tap', 'link:tap0').holder).toBeNull();
  });

  it('is a VM of this host where its TAP was moved here', () => {
    const more = aNic('p2', { mac: macB, ifname: 'tap1' });
    const topology = topologyOf({
      links: onBr0('tap0', 'tap1'),
      tapHolders: holding({ 3: 'tap0' }),
      vmProcesses: [aProcess({ elsewhere: true, nics: [...nics, more] })],
    });
    expect(cables(topology, 'backs')).toEqual([`vnic:qemu-bare/${macA}→link:tap0`]);
  });

  it('has no TAP here for its domain, and the domain says why', () => {
    const net0 = anInterface({ bridge: 'br0' }, { mac: macA, targetDev: 'vnet0' });
    const domain = aDomain('web', [net0]);
    const inside = { ...ofWeb(), elsewhere: true as const };
    for (const links of [onBr0('vnet0'), onBr0()]) {
      const topology = topologyOf({ links, domains: [domain], vmProcesses: [inside] });
      expect(cables(topology, 'backs')).toEqual([]);
      expect(topology.edges.filter(({ kind }) => kind === 'has').flatMap(conflictCodes)).toContain(
        'elsewhere',
      );
      expect(topology.edges.flatMap(conflictCodes)).not.toContain('missing-tap');
    }
  });

  it('does not stand for the domain of the same UUID here', () => {
    const copy = { ...ofWeb(), pid: 8, elsewhere: true as const };
    const topology = topologyOf({ domains: [aDomain('web', [])], vmProcesses: [ofWeb(), copy] });
    expect(nodeOf(topology, 'vm', 'vm:uuid-of-web').pid).toBe(7);
  });
});
