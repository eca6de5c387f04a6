import { describe, expect, it } from 'vitest';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import { aDomain, allSources, anInterface, aTap } from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

const macA = '52:54:00:ae:00:01';
const macB = '52:54:00:ae:00:02';

function aProcess(pid: number, over: Partial<VmProcess>): VmProcess {
  return {
    pid,
    name: null,
    uuid: null,
    libvirt: false,
    vmm: 'qemu' as const,
    program: 'qemu-system-x86_64',
    nics: [],
    ...over,
  };
}

function aNic(mac: string | null, ifname: string | null = null, netdev = `dev-of-${mac}`): VmNic {
  return { netdev, mac, defaultMac: null, model: 'e1000', ifname, fds: [] };
}

describe('a QEMU without libvirt', () => {
  it('is joined by the TAP that its command line names', () => {
    const topology = topologyOf({
      links: [aTap('tap0', null)],
      vmProcesses: [aProcess(7, { name: 'haiku', nics: [aNic(macA, 'tap0', 'vm0')] })],
    });
    expect(nodeOf(topology, 'vnic', `vnic:qemu-haiku/${macA}`)).toMatchObject({
      name: 'vm0',
      tap: 'tap0',
      model: 'e1000',
      sourceType: 'tap',
      presence: 'now',
    });
    expect(edgeOf(topology, `backs:vnic:qemu-haiku/${macA}→link:tap0`).evidence).toEqual(['qemu-args']);
  });

  it('is joined by the one TAP that its process holds, when it names none', () => {
    const topology = topologyOf({
      links: [aTap('tap0', null), aTap('tap1', null)],
      tapHolders: [
        { link: 'tap1', pid: 7 },
        { link: 'tap1', pid: 7 },
      ],
      vmProcesses: [aProcess(7, { nics: [aNic(null, null, 'vm0')] })],
    });
    expect(edgeOf(topology, 'backs:vnic:qemu-7/vm0→link:tap1').evidence).toEqual(['kernel-fd']);
  });

  it('is joined by what was seen behind its TAPs, when it holds several', () => {
    const topology = topologyOf({
      links: [aTap('tap0', 'br0'), aTap('tap1', 'br0')],
      tapHolders: [
        { link: 'tap0', pid: 7 },
        { link: 'tap1', pid: 7 },
      ],
      fdb: [{ mac: macB, link: 'tap0', master: 'br0', vlan: null, permanent: false }],
      vmProcesses: [aProcess(7, { nics: [aNic(macA), aNic(macB)] })],
    });
    expect(cables(topology, 'backs').sort()).toEqual([
      `vnic:qemu-7/${macA}→link:tap1`,
      `vnic:qemu-7/${macB}→link:tap0`,
    ]);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('says that it is not known which TAP is whose, when nothing tells', () => {
    const topology = topologyOf({
      links: [aTap('tap0', null), aTap('tap1', null)],
      tapHolders: [
        { link: 'tap0', pid: 7 },
        { link: 'tap1', pid: 7 },
      ],
      vmProcesses: [aProcess(7, { nics: [aNic(macA), aNic(macB)] })],
    });
    const backs = topology.edges.filter(({ kind }) => kind === 'backs');
    expect(backs.flatMap(conflictCodes)).toEqual(Array(4).fill('ambiguous-tap'));
    expect(nodeOf(topology, 'vnic', `vnic:qemu-7/${macA}`).tap).toBeNull();
  });

  it('gives two processes of one name ids of their own, whichever was read first', () => {
    const twins = [aProcess(8, { name: 'haiku' }), aProcess(7, { name: 'haiku' })];
    const ids = (processes: readonly VmProcess[]) =>
      topologyOf({ vmProcesses: processes }).nodes.map(({ id }) => id);
    expect(ids(twins)).toEqual(['vm:qemu-haiku#7', 'vm:qemu-haiku#8']);
    expect(ids(twins.toReversed())).toEqual(ids(twins));
  });
});

describe('a QEMU in another network namespace', () => {
  const process = aProcess(7, { name: 'boxed', nics: [aNic(macA, 'tap9')] });

  it('is no VM of this host: the TAPs that it holds are not here', () => {
    const facts = {
      links: [aTap('tap0', null)],
      tapHolders: [{ link: 'tap9', pid: 7 }],
      vmProcesses: [process],
    };
    expect(topologyOf(facts).nodes.map(({ id }) => id)).toEqual(['link:tap0']);
  });

  it('cannot be told from a VM whose TAP is missing while the links are not read', () => {
    const sources = allSources({ 'ip-link': 'failed' });
    const topology = topologyOf({
      sources,
      tapHolders: [{ link: 'tap9', pid: 7 }],
      vmProcesses: [process],
    });
    expect(nodeOf(topology, 'vm', 'vm:qemu-boxed').name).toBe('boxed');
  });
});

describe('a libvirt VM that libvirt does not tell of', () => {
  const process = aProcess(7, {
    name: 'web',
    uuid: 'u1',
    libvirt: true,
    vmm: 'qemu' as const,
    program: 'qemu-system-x86_64',
    nics: [aNic(macA)],
  });
  const sources = allSources({ virsh: 'denied', 'tap-holders': 'partial' });
  const tap = (name: string) => aTap(name, 'br0', { mac: `fe${macA.slice(2)}` });

  it('is known by its command line, and its TAP by the MAC alone', () => {
    const topology = topologyOf({ sources, links: [tap('vnet0')], vmProcesses: [process] });
    const cable = edgeOf(topology, `backs:vnic:u1/${macA}→link:vnet0`);
    expect([cable.evidence, conflictCodes(cable)]).toEqual([['mac'], []]);
  });

  it('is not called transient: whether it has a definition is not known', () => {
    const topology = topologyOf({ sources, vmProcesses: [process] });
    expect(nodeOf(topology, 'vm', 'vm:u1').persistent).toBeNull();
  });

  it('is ambiguous when two VMs have the MAC', () => {
    const clone = aProcess(8, {
      name: 'clone',
      uuid: 'u2',
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [aNic(macA)],
    });
    const topology = topologyOf({
      sources,
      links: [tap('vnet0'), tap('vnet1')],
      vmProcesses: [process, clone],
    });
    const backs = topology.edges.filter(({ kind }) => kind === 'backs');
    expect(backs).toHaveLength(4);
    expect(backs.flatMap(conflictCodes)).toEqual(Array(4).fill('ambiguous-mac'));
    expect(nodeOf(topology, 'vnic', `vnic:u1/${macA}`).tap).toBeNull();
  });

  it('is not joined to a TAP that another VM has for certain', () => {
    const topology = topologyOf({
      links: [tap('vnet0')],
      domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { mac: macA, targetDev: 'vnet0' })])],
      vmProcesses: [
        aProcess(8, {
          uuid: 'u2',
          libvirt: true,
          vmm: 'qemu' as const,
          program: 'qemu-system-x86_64',
          nics: [aNic(macA)],
        }),
      ],
    });
    expect(cables(topology, 'backs')).toEqual([`vnic:uuid-of-web/${macA}→link:vnet0`]);
  });

  it('becomes the same nodes once libvirt answers', () => {
    const before = topologyOf({ sources, links: [tap('vnet0')], vmProcesses: [process] });
    const after = topologyOf({
      links: [tap('vnet0')],
      vmProcesses: [process],
      domains: [
        aDomain('web', [anInterface({ bridge: 'br0' }, { mac: macA, targetDev: 'vnet0' })], { uuid: 'u1' }),
      ],
    });
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
  });
});

describe('whether a TAP is held', () => {
  const held = (link: ReturnType<typeof aTap>, status: 'ok' | 'partial') =>
    nodeOf(topologyOf({ links: [link], sources: allSources({ 'tap-holders': status }) }), 'tap', 'link:t')
      .held;
  const persistent = aTap('t', null, { tun: { type: 'tap', persist: true, user: null } });

  it('is known of every process, is unknown, or follows from the TAP being there', () => {
    expect(held(persistent, 'ok')).toBe('no');
    expect(held(persistent, 'partial')).toBe('unknown');
    expect(held(aTap('t', null), 'partial')).toBe('yes');
  });
});
