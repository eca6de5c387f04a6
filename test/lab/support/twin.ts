import type {
  DemoDomain,
  DemoLink,
  DemoNetwork,
  DemoRoute,
  DemoVnic,
  Device,
  Homelab,
} from '#electron/demo/model.ts';
import type { Host } from '#electron/hosts/host.ts';

// One and the same list of requests, put to the real host and to the simulated one.

/** A command, and what goes into its standard input. */
export type Request = readonly [argv: readonly [string, ...string[]], stdin?: string];

/** Guests of the lab by UUID, and the TAP of the first. */
export interface LabNames {
  readonly guest: string;
  readonly tap: string;
  readonly off: string;
  readonly transient: string;
}

/** The MAC of the guest's one vNIC. */
export const GUEST_MAC = '52:54:00:ac:00:01';

export const virsh = (...args: string[]): Request => [['virsh', '-c', 'qemu:///system', ...args]];

/** How a host answers one request: exit code and output. */
export async function answerOf(host: Host, [argv, stdin]: Request): Promise<string> {
  const outcome = await host.run(stdin === undefined ? { argv } : { argv, stdin }, { timeoutMs: 30_000 });
  if (outcome.kind !== 'exited') return outcome.kind;
  return `${outcome.exitCode}\n${outcome.stdout}${outcome.stderr}`;
}

/** Each request with its answer and what the host is like then; numbers of new TAPs and widths of columns aside. */
export async function transcript(
  host: Host,
  requests: readonly Request[],
  look: (host: Host) => Promise<string>,
): Promise<string[]> {
  const lines: string[] = [];
  for (const request of requests) {
    const answer = await answerOf(host, request);
    lines.push(`$ ${request[0].join(' ')}\n${request[1] ?? ''}\n${answer}\n${await look(host)}`);
  }
  return lines.map((line) => line.replace(/(vnet|macvtap)\d+/g, '$1').replace(/ +/g, ' '));
}

/** The part of the lab that the requests touch, as a simulated host. */
export function simulatedLab({ guest, tap, off, transient }: LabNames): Homelab {
  const meter = { since: 0, rxBytes: 0, txBytes: 0, rate: { rx: 0, tx: 0 }, flowing: false };
  const link = (
    name: string,
    device: Device,
    master: string | null = null,
    more: Partial<DemoLink> = {},
  ): DemoLink => ({
    name,
    ifindex: 0,
    mac: '02:00:00:00:00:01',
    mtu: 1500,
    up: true,
    master,
    device,
    addresses: [],
    meter,
    ...more,
  });
  const bridge = (name: string, more: Partial<DemoLink> = {}) => {
    const stp = name.startsWith('virbr');
    const options = { stp, forwardDelay: stp ? 200 : 1500, vlanFiltering: false } as const;
    return link(
      name,
      { kind: 'bridge', ...options, macIsSet: true, mtuIsSet: false, hadPort: true },
      null,
      more,
    );
  };
  const pnic = (name: string, pci: string, master: string | null) =>
    link(name, { kind: 'pnic', pci, speed: 1000, cable: true, vfs: [] }, master);
  const via = (name: string, destination: string): DemoRoute => ({
    family: 'inet',
    destination,
    gateway: null,
    link: name,
    metric: null,
    connectedFrom: null,
  });
  const network = (name: string, of: Partial<DemoNetwork>): DemoNetwork => ({
    uuid: '',
    name,
    active: true,
    autostart: false,
    persistent: true,
    forward: 'nat',
    forwardDev: null,
    bridge: null,
    mac: null,
    ip: null,
    leases: [],
    ...of,
  });
  const vnic: DemoVnic = {
    mac: GUEST_MAC,
    plug: { type: 'network', network: 'default' },
    model: 'virtio',
    linkState: 'up',
    targetDev: null,
    managed: true,
    alias: null,
    believedBridge: null,
    pci: '0000:01:00.0',
  };
  const domain = (uuid: string, of: Partial<DemoDomain>): DemoDomain => ({
    uuid,
    name: uuid,
    state: 'running',
    id: 1,
    pid: 1000,
    persistent: true,
    autostart: false,
    memoryMiB: 96,
    vcpus: 1,
    deaf: false,
    agent: [],
    live: [],
    defined: [],
    ...of,
  });
  return {
    links: [
      bridge('br0', {
        addresses: [{ family: 'inet', local: '192.168.50.10', prefixLength: 24, scope: 'global' }],
      }),
      bridge('br1'),
      bridge('virbr0', {
        addresses: [{ family: 'inet', local: '192.168.122.1', prefixLength: 24, scope: 'global' }],
      }),
      bridge('virbr1'),
      bridge('virbr2'),
      link('lo', { kind: 'loopback' }),
      pnic('enp3s0', '0000:03:00.0', 'br0'),
      pnic('enp4s0', '0000:04:00.0', null),
      link('tap-loose', { kind: 'tap', persist: true, user: null, holder: null }, null),
      link('macvtap0', { kind: 'macvtap', lower: 'enp4s0', mode: 'bridge', holder: 1001 }, null, {
        mac: '52:54:00:aa:00:03',
      }),
      link(tap, { kind: 'tap', persist: false, user: null, holder: 1000 }, 'virbr0'),
    ].map((one, index) => ({ ...one, ifindex: index + 1 })),
    routes: [
      { ...via('br0', 'default'), gateway: '192.168.50.1' },
      { ...via('br0', '192.168.50.0/24'), connectedFrom: '192.168.50.10' },
      { ...via('virbr0', '192.168.122.0/24'), connectedFrom: '192.168.122.1' },
    ],
    neighbours: [],
    stations: [],
    domains: [
      domain(guest, {
        live: [{ ...vnic, targetDev: tap, alias: 'net0', believedBridge: 'virbr0' }],
        defined: [vnic],
      }),
      domain(off, {
        name: '1',
        state: 'shut off',
        id: null,
        pid: null,
        defined: [
          { ...vnic, mac: '52:54:00:cc:00:01', plug: { type: 'bridge', bridge: 'br0' } },
          { ...vnic, mac: '52:54:00:cc:00:02', model: 'e1000', pci: '0000:02:00.0' },
        ],
      }),
      domain(transient, { persistent: false }),
    ],
    networks: [
      network('default', {
        bridge: 'virbr0',
        ip: { address: '192.168.122.1', prefixLength: 24, netmask: '255.255.255.0', dhcp: null },
      }),
      network('lab net 2', { forward: 'isolated', bridge: 'virbr1' }),
      network('routed', { forward: 'route', bridge: 'virbr2' }),
      network('hostbr', { forward: 'bridge', bridge: 'br1' }),
      network('asleep', { active: false, forward: 'isolated', bridge: 'virbr4' }),
    ].map((one, index) => ({ ...one, uuid: `00000000-0000-4000-8000-00000000000${index}` })),
    processes: [],
    dns: [],
    guards: [],
    next: { ifindex: 100, vnet: 900, macvtap: 900 },
  };
}
