import fc from 'fast-check';
import type { Domain } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aDomain, aLink, aNetwork, anInterface } from './facts.ts';

/** Few enough names and MACs that things meet, clash and name each other. */
const linkNames = [
  'br0',
  'br1',
  'vnet0',
  'vnet1',
  'tap0',
  'eth0',
  'veth1',
  'constructor',
  'a;b',
  '-x',
] as const;
const macs = ['52:54:00:aa:00:01', '52:54:00:aa:00:02', 'fe:54:00:aa:00:01', 'fa:54:00:aa:00:01'] as const;
const networkNames = ['default', 'lab net 2', '__proto__'] as const;

const linkName = fc.constantFrom(...linkNames);
const mac = fc.constantFrom(...macs);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const infoKinds = ['', 'tun', 'bridge', 'veth', 'vlan', 'bond', 'macvtap', 'vxlan', 'openvswitch', 'dummy'];

const aLinkOf = (name: string, ifindex: number): fc.Arbitrary<Link> =>
  fc
    .record({
      infoKind: fc.constantFrom(...infoKinds),
      slaveKind: fc.constantFrom('', 'bridge', 'openvswitch'),
      master: orNull(linkName),
      mac: orNull(mac),
      lower: orNull(
        fc.record({ name: orNull(linkName), ifindex: orNull(fc.nat(9)), netnsId: orNull(fc.nat(2)) }),
      ),
      parentBus: orNull(fc.constant('pci')),
      parentDev: orNull(fc.constantFrom('0000:01:00.0', '0000:02:00.0')),
      vfs: fc.array(fc.record({ index: fc.nat(3), mac: orNull(mac), vlan: fc.constant(null) }), {
        maxLength: 2,
      }),
    })
    .map((over) => aLink(name, { ...over, ifindex }));

const anyInterface = fc
  .record({
    type: fc.constantFrom('bridge', 'network', 'direct', 'ethernet', 'user', 'hostdev'),
    mac: orNull(mac),
    targetDev: orNull(linkName),
    targetManaged: fc.boolean(),
    alias: orNull(fc.constantFrom('net0', 'net1', '52:54:00:aa:00:01')),
    network: orNull(fc.constantFrom(...networkNames)),
    bridge: orNull(linkName),
    dev: orNull(linkName),
    pci: orNull(fc.constantFrom('0000:01:00.0', '0000:09:00.0')),
  })
  // A device without a MAC may be no NIC at all, and is then rightly left out: not what these tests count.
  .map(({ network, bridge, dev, pci, ...over }) =>
    anInterface(
      { network, bridge, dev, pci },
      over.type === 'hostdev' ? { ...over, mac: over.mac ?? macs[0] } : over,
    ),
  );

const interfaces = fc.array(anyInterface, { maxLength: 3 });

const aDomainOf = (name: string): fc.Arbitrary<Domain> =>
  fc
    .record({
      live: interfaces,
      defined: interfaces,
      state: fc.constantFrom('running' as const, 'shut off' as const),
    })
    .map(({ live, ...over }) => aDomain(name, live, over));

const nics = fc.array(
  fc.record({
    netdev: fc.constantFrom('n0', 'n1'),
    mac: orNull(mac),
    model: fc.constant('e1000'),
    ifname: orNull(linkName),
    defaultMac: orNull(mac),
    fds: fc.subarray([3, 4]),
  }),
  { maxLength: 2 },
);

/** Facts of a host that need not make sense together, but for what the kernel and libvirt keep unique. */
export const anyHost: fc.Arbitrary<HostFacts> = fc.record({
  links: fc
    .subarray([...linkNames])
    .chain((names) => fc.tuple(...names.map((name, index) => aLinkOf(name, index + 1)))),
  domains: fc
    .subarray(['web', '1', '<script>', "it's"])
    .chain((names) => fc.tuple(...names.map((name) => aDomainOf(name)))),
  networks: fc.subarray([...networkNames]).chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({
            active: fc.boolean(),
            forward: fc.constantFrom(
              'nat' as const,
              'route' as const,
              'bridge' as const,
              'isolated' as const,
            ),
            bridge: orNull(linkName),
            forwardDev: orNull(linkName),
          })
          .map((over) => aNetwork(name, over)),
      ),
    ),
  ),
  routes: fc.uniqueArray(
    fc.record({
      family: fc.constantFrom('inet' as const, 'inet6' as const),
      destination: fc.constant('default'),
      gateway: fc.constant(null),
      link: orNull(linkName),
      metric: fc.nat(5),
    }),
    { selector: ({ family, metric }) => `${family} ${metric}`, maxLength: 3 },
  ),
  tapHolders: fc.array(
    fc.record(
      { link: linkName, pid: fc.nat(3), descriptor: fc.integer({ min: 3, max: 5 }) },
      { requiredKeys: ['link', 'pid'] },
    ),
    { maxLength: 4 },
  ),
  vmProcesses: fc.uniqueArray(
    fc.record({
      pid: fc.nat(3),
      name: orNull(fc.constantFrom('web', '2', 'qemu-2')),
      uuid: orNull(fc.constantFrom('uuid-of-web', 'uuid-of-nobody')),
      libvirt: fc.boolean(),
      vmm: fc.constantFrom('qemu' as const, 'crosvm' as const, 'other' as const),
      program: fc.constant('x'),
      nics,
    }),
    { selector: ({ pid }) => pid, maxLength: 3 },
  ),
  fdb: fc.array(
    fc.record({
      mac,
      link: linkName,
      master: orNull(linkName),
      vlan: fc.constant(null),
      permanent: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  neighbours: fc.array(
    fc.record({
      address: fc.constantFrom('10.0.0.1', 'fd00::1'),
      mac,
      link: linkName,
      state: fc.constant('STALE'),
    }),
    { maxLength: 3 },
  ),
});

export type HostFacts = Pick<
  HostSnapshot,
  'links' | 'domains' | 'networks' | 'routes' | 'tapHolders' | 'vmProcesses' | 'fdb' | 'neighbours'
>;

/** The same facts twice, in another order the second time; a VM's interfaces keep theirs, as it means something. */
export const shuffledHost: fc.Arbitrary<[HostFacts, HostFacts]> = anyHost.chain((host) =>
  fc.tuple(
    fc.constant(host),
    fc.record({
      links: shuffled(host.links),
      domains: shuffled(host.domains),
      networks: shuffled(host.networks),
      routes: shuffled(host.routes),
      tapHolders: shuffled(host.tapHolders),
      vmProcesses: shuffled(host.vmProcesses),
      fdb: shuffled(host.fdb),
      neighbours: shuffled(host.neighbours),
    }),
  ),
);

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}
