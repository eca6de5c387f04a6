import { describe, expect, it } from 'vitest';
import type { Domain } from '#shared/host/domain.ts';
import {
  aBridge,
  aDomain,
  aLink,
  allSources,
  aNetwork,
  anInterface,
  aPnic,
  aShutOffDomain,
  aTap,
} from '../support/facts.ts';
import { cables, conflictCodes, edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

const mac = '52:54:00:aa:00:01';
const onBr0 = anInterface({ bridge: 'br0' }, { targetDev: 'vnet7', alias: 'net0' });
const web = aDomain('web', [onBr0]);
const vnic = `vnic:uuid-of-web/${mac}`;

describe('a running VM on a bridge', () => {
  const topology = topologyOf({
    links: [aTap('vnet7', 'br0', { mac: 'fe:54:00:aa:00:01' }), aBridge('br0'), aPnic('enp3s0', 'br0')],
    domains: [web],
    tapHolders: [{ link: 'vnet7', pid: 900 }],
    vmProcesses: [
      {
        pid: 900,
        name: 'web',
        uuid: 'uuid-of-web',
        libvirt: true,
        vmm: 'qemu' as const,
        program: 'qemu-system-x86_64',
        nics: [],
      },
    ],
    fdb: [{ mac, link: 'vnet7', master: 'br0', vlan: null, permanent: false }],
  });

  it('is cabled from the VM to the pNIC', () => {
    expect(topology.edges.map(({ id }) => id).sort()).toEqual([
      `backs:${vnic}→link:vnet7`,
      `has:vm:uuid-of-web→${vnic}`,
      'port:link:vnet7→link:br0',
      'uplink:link:br0→link:enp3s0',
    ]);
  });

  it('tells how each cable is known, the strongest first', () => {
    expect(edgeOf(topology, `backs:${vnic}→link:vnet7`).evidence).toEqual(['libvirt', 'kernel-fd', 'fdb']);
    expect(edgeOf(topology, 'port:link:vnet7→link:br0').evidence).toEqual(['kernel-master', 'fdb']);
  });

  it('knows the TAP of the vNIC, its process, and that it stays at the next boot', () => {
    expect(nodeOf(topology, 'vnic', vnic)).toMatchObject({
      name: 'net0',
      tap: 'vnet7',
      mac,
      model: 'virtio',
      sourceType: 'bridge',
      source: 'br0',
      presence: 'both',
    });
    expect(nodeOf(topology, 'vm', 'vm:uuid-of-web').pid).toBe(900);
    expect(nodeOf(topology, 'tap', 'link:vnet7')).toMatchObject({ holder: 900, held: 'yes' });
  });

  it('does not take the permanent row of a port for a MAC that was seen', () => {
    const quiet = topologyOf({
      links: [aTap('vnet7', 'br0'), aBridge('br0')],
      domains: [web],
      fdb: [{ mac, link: 'vnet7', master: 'br0', vlan: null, permanent: true }],
    });
    expect(edgeOf(quiet, `backs:${vnic}→link:vnet7`).evidence).toEqual(['libvirt']);
  });
});

describe('where libvirt and the kernel disagree', () => {
  const links = (master: string | null) => [aTap('vnet7', master), aBridge('br0'), aBridge('br1')];

  it("follows the kernel's master, and says what libvirt believes", () => {
    const topology = topologyOf({ links: links('br1'), domains: [web] });
    expect(cables(topology, 'port')).toEqual(['link:vnet7→link:br1']);
    const [conflict] = edgeOf(topology, 'port:link:vnet7→link:br1').conflicts;
    expect(conflict?.code).toBe('other-bridge');
    expect(conflict?.message).toContain('br0');
  });

  it('also knows the belief of a network, which names no bridge in a definition', () => {
    const onNetwork = anInterface({ network: 'default' }, { targetDev: 'vnet7' });
    const topology = topologyOf({
      links: [...links('br1'), aBridge('virbr0')],
      domains: [aDomain('web', [onNetwork])],
      networks: [aNetwork('default', { bridge: 'virbr0' })],
    });
    expect(conflictCodes(edgeOf(topology, 'port:link:vnet7→link:br1'))).toEqual(['other-bridge']);
  });

  it('calls a TAP without a master orphaned, on the cable to its vNIC', () => {
    const topology = topologyOf({ links: links(null), domains: [web] });
    expect(cables(topology, 'port')).toEqual([]);
    expect(conflictCodes(edgeOf(topology, `backs:${vnic}→link:vnet7`))).toEqual(['orphaned']);
  });

  it('does not call a TAP orphaned that libvirt has on no bridge', () => {
    const own = anInterface({}, { type: 'ethernet', targetDev: 'vnet7', targetManaged: false });
    const topology = topologyOf({ links: links(null), domains: [aDomain('web', [own])] });
    expect(conflictCodes(edgeOf(topology, `backs:${vnic}→link:vnet7`))).toEqual([]);
  });

  it('says on the VM’s side that a TAP is missing', () => {
    const topology = topologyOf({ links: [aBridge('br0')], domains: [web] });
    expect(conflictCodes(edgeOf(topology, `has:vm:uuid-of-web→${vnic}`))).toEqual(['missing-tap']);
    expect(nodeOf(topology, 'vnic', vnic).tap).toBeNull();
  });

  it('lets stale facts contradict nothing', () => {
    const stale = { sources: allSources({ virsh: 'timed-out' }), domains: [web] };
    const moved = topologyOf({ ...stale, links: links('br1') });
    const gone = topologyOf({ ...stale, links: [] });
    const unread = topologyOf({ domains: [web], sources: allSources({ 'ip-link': 'missing' }) });
    for (const topology of [moved, gone, unread]) {
      expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
    }
    expect(nodeOf(unread, 'vnic', vnic).tap).toBe('vnet7');
  });

  it('shows that another VM’s process holds the TAP', () => {
    const topology = topologyOf({
      links: links('br0'),
      domains: [web],
      tapHolders: [{ link: 'vnet7', pid: 901 }],
      vmProcesses: [
        {
          pid: 900,
          name: 'web',
          uuid: 'uuid-of-web',
          libvirt: true,
          vmm: 'qemu' as const,
          program: 'qemu-system-x86_64',
          nics: [],
        },
        {
          pid: 901,
          name: 'thief',
          uuid: null,
          libvirt: false,
          vmm: 'qemu' as const,
          program: 'qemu-system-x86_64',
          nics: [],
        },
      ],
    });
    const [conflict] = edgeOf(topology, `backs:${vnic}→link:vnet7`).conflicts;
    expect(conflict?.code).toBe('other-holder');
    expect(conflict?.message).toContain('thief');
  });
});

describe('the definition', () => {
  const links = [aTap('vnet7', 'br0'), aBridge('br0'), aBridge('br1')];
  const elsewhere = anInterface({ bridge: 'br1' });

  it('adds no cable where it agrees with now', () => {
    expect(cables(topologyOf({ links, domains: [web] }), 'defined')).toEqual([]);
  });

  it('is a cable of its own where the next boot differs', () => {
    const topology = topologyOf({ links, domains: [aDomain('web', [onBr0], { defined: [elsewhere] })] });
    expect(conflictCodes(edgeOf(topology, `defined:${vnic}→link:br1`))).toEqual(['next-boot']);
  });

  it('is compared with the kernel, not with what libvirt believes', () => {
    const moved = topologyOf({
      links: [aTap('vnet7', 'br1'), aBridge('br0'), aBridge('br1')],
      domains: [aDomain('web', [onBr0], { defined: [elsewhere] })],
    });
    expect(cables(moved, 'defined')).toEqual([]);
    const unplugged = topologyOf({ links: [aTap('vnet7', null), aBridge('br0')], domains: [web] });
    expect(conflictCodes(edgeOf(unplugged, `defined:${vnic}→link:br0`))).toEqual(['next-boot']);
  });

  it('agrees where a forward=bridge network became a plain bridge for this run', () => {
    const live = anInterface({ network: 'hostbr', bridge: 'br0' }, { type: 'bridge', targetDev: 'vnet7' });
    const defined = anInterface({ network: 'hostbr' });
    const topology = topologyOf({
      links,
      domains: [aDomain('web', [live], { defined: [defined] })],
      networks: [aNetwork('hostbr', { forward: 'bridge', bridge: 'br0' })],
    });
    expect(cables(topology, 'defined')).toEqual([]);
    expect(nodeOf(topology, 'vnic', vnic)).toMatchObject({ sourceType: 'bridge', source: 'hostbr' });
  });

  it('is all that a shut-off VM has', () => {
    const topology = topologyOf({
      links,
      domains: [
        aShutOffDomain('off', [
          elsewhere,
          anInterface({ network: 'default' }, { mac: '52:54:00:aa:00:02' }),
          anInterface({ dev: 'enp9s0' }, { mac: '52:54:00:aa:00:03' }),
        ]),
      ],
      networks: [aNetwork('default')],
    });
    expect(cables(topology, 'defined')).toEqual([
      `vnic:uuid-of-off/${mac}→link:br1`,
      'vnic:uuid-of-off/52:54:00:aa:00:02→network:default',
    ]);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
    expect(nodeOf(topology, 'vnic', `vnic:uuid-of-off/${mac}`).presence).toBe('boot');
  });

  it('tells what is only there now, and what only from the next boot on', () => {
    const added = anInterface({ bridge: 'br1' }, { mac: '52:54:00:aa:00:09' });
    const topology = topologyOf({ links, domains: [aDomain('web', [onBr0], { defined: [added] })] });
    expect(nodeOf(topology, 'vnic', vnic).presence).toBe('now');
    expect(conflictCodes(edgeOf(topology, `backs:${vnic}→link:vnet7`))).toEqual(['only-now']);
    expect(nodeOf(topology, 'vnic', 'vnic:uuid-of-web/52:54:00:aa:00:09').presence).toBe('boot');
    expect(conflictCodes(edgeOf(topology, 'defined:vnic:uuid-of-web/52:54:00:aa:00:09→link:br1'))).toEqual([
      'only-next-boot',
    ]);
  });

  it('takes nothing away from a transient VM, which has none', () => {
    const transient = aDomain('web', [onBr0], { defined: [], persistent: false });
    expect(topologyOf({ links, domains: [transient] }).edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('tells on the cable that the link has another state at the next boot, and nothing of a shut-off VM’s', () => {
    const down = anInterface({ bridge: 'br0' }, { targetDev: 'vnet7', linkState: 'down' });
    const pulled = topologyOf({ links, domains: [aDomain('web', [down], { defined: [onBr0] })] });
    const [conflict] = edgeOf(pulled, `backs:${vnic}→link:vnet7`).conflicts;
    expect(conflict?.code).toBe('next-boot-link');
    expect(conflict?.message).toContain('down now, and up from the next boot');
    const off = topologyOf({ links, domains: [aShutOffDomain('web', [down])] });
    expect(off.edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('tells on the vNIC what concerns one without a cable', () => {
    const slirp = anInterface({}, { type: 'user', linkState: 'down' });
    const topology = topologyOf({
      domains: [aDomain('web', [slirp], { defined: [{ ...slirp, linkState: 'up' }] })],
    });
    expect(conflictCodes(edgeOf(topology, `has:vm:uuid-of-web→${vnic}`))).toEqual(['next-boot-link']);
  });

  it('tells of a definition that names a bridge which is not on the host', () => {
    const gone = anInterface({ bridge: 'br9' });
    const topology = topologyOf({ links, domains: [aDomain('web', [onBr0], { defined: [gone] })] });
    const [conflict] = edgeOf(topology, `backs:${vnic}→link:vnet7`).conflicts;
    expect(conflict?.code).toBe('next-boot');
    expect(conflict?.message).toContain('br9');
  });

  it('names the own TAP of an ethernet interface', () => {
    const own = anInterface({}, { type: 'ethernet', targetDev: 'tap0', targetManaged: false });
    const topology = topologyOf({ links: [aTap('tap0', null)], domains: [aShutOffDomain('off', [own])] });
    expect(cables(topology, 'defined')).toEqual([`vnic:uuid-of-off/${mac}→link:tap0`]);
  });
});

describe('two vNICs of one MAC in one VM', () => {
  const live = [
    anInterface({ bridge: 'br0' }, { targetDev: 'vnet1', alias: 'net0' }),
    anInterface({ bridge: 'br0' }, { targetDev: 'vnet2', alias: 'net1' }),
  ];

  it('are told apart by alias while they live, and joined to the definition by order', () => {
    const topology = topologyOf({
      links: [aTap('vnet1', 'br0'), aTap('vnet2', 'br0'), aBridge('br0')],
      domains: [aDomain('twins', live)],
    });
    expect(cables(topology, 'backs')).toEqual([
      'vnic:uuid-of-twins/net0→link:vnet1',
      'vnic:uuid-of-twins/net1→link:vnet2',
    ]);
    expect(nodeOf(topology, 'vnic', 'vnic:uuid-of-twins/net1').presence).toBe('both');
  });

  const idsAndNames = (domain: Domain) =>
    topologyOf({ links: [aBridge('br0')], domains: [domain] })
      .nodes.filter(({ kind }) => kind === 'vnic')
      .map(({ id, name }) => [id, name]);

  it('are told apart by the same while the VM is off', () => {
    const off = { ...aDomain('twins', live), state: 'shut off', active: false, live: [] } as const;
    expect(idsAndNames(off)).toEqual([
      ['vnic:uuid-of-twins/net0', 'net0'],
      ['vnic:uuid-of-twins/net1', 'net1'],
    ]);
    expect(idsAndNames(aDomain('twins', live))).toEqual(idsAndNames(off));
  });

  it('keep the aliases that the user gave while the VM is off, and are joined by them', () => {
    const named = ['ua-backup0', 'ua-sec'].map((alias, index) =>
      anInterface({ bridge: `br${index}` }, { targetDev: `vnet${index}`, alias }),
    );
    const defined = named.toReversed();
    const on = aDomain('twins', named, { defined });
    expect(idsAndNames(on).sort()).toEqual([
      ['vnic:uuid-of-twins/ua-backup0', 'ua-backup0'],
      ['vnic:uuid-of-twins/ua-sec', 'ua-sec'],
    ]);
    expect(idsAndNames({ ...on, state: 'shut off', active: false, live: [] }).sort()).toEqual(
      idsAndNames(on).sort(),
    );
    const links = [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br0'), aTap('vnet1', 'br1')];
    expect(topologyOf({ links, domains: [on] }).edges.flatMap(conflictCodes)).toEqual([]);
  });

  it('give a vNIC of its own MAC the user’s name while the VM is off', () => {
    const one = anInterface({ bridge: 'br0' }, { alias: 'ua-lan' });
    expect(idsAndNames(aShutOffDomain('one', [one]))).toEqual([[`vnic:uuid-of-one/${mac}`, 'ua-lan']]);
  });
});

describe('a passed-through PCI device', () => {
  const hostdev = (pci: string) => anInterface({ pci }, { type: 'hostdev', mac: null });

  const shown = (over: Partial<Parameters<typeof topologyOf>[0]>) =>
    topologyOf(over).nodes.flatMap((node) => (node.kind === 'vnic' ? [[node.id, node.kindUnknown]] : []));
  const gamer = [hostdev('0000:01:00.0'), hostdev('0000:05:00.0')];
  const classes = { '0000:01:00.0': 0x03_00_00, '0000:05:00.0': 0x02_00_00 };

  it('is a vNIC where its class is a network card’s, as long as its VM has it too', () => {
    const id = 'vnic:uuid-of-gamer/0000:05:00.0';
    expect(shown({ domains: [aDomain('gamer', gamer)], pciClasses: classes })).toEqual([[id, undefined]]);
    expect(shown({ domains: [aShutOffDomain('gamer', gamer)], pciClasses: classes })).toEqual([
      [id, undefined],
    ]);
  });

  it('is shown as of unknown kind where a running VM has it and its class can’t be read', () => {
    const known = { '0000:01:00.0': 0x03_00_00 };
    const topology = topologyOf({ domains: [aDomain('gamer', gamer)], pciClasses: known });
    expect(shown({ domains: [aDomain('gamer', gamer)], pciClasses: known })).toEqual([
      ['vnic:uuid-of-gamer/0000:05:00.0', true],
    ]);
    expect(topology.edges.flatMap(conflictCodes)).toEqual([]);
    expect(shown({ domains: [aShutOffDomain('gamer', gamer)], pciClasses: known })).toEqual([]);
  });

  it('is not told before classes were read', () => {
    expect(shown({ domains: [aDomain('gamer', gamer)] })).toEqual([]);
  });

  it('is a vNIC where the kernel has a link of that address', () => {
    const topology = topologyOf({
      links: [aLink('enp5s0', { parentBus: 'pci', parentDev: '0000:05:00.0' })],
      domains: [aShutOffDomain('gamer', [hostdev('0000:01:00.0'), hostdev('0000:05:00.0')])],
    });
    expect(cables(topology, 'defined')).toEqual(['vnic:uuid-of-gamer/0000:05:00.0→link:enp5s0']);
    expect(cables(topology, 'has')).toHaveLength(1);
  });
});
