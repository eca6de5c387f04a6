import { afterEach, expect, test } from 'vitest';
import { demoHost } from '../../electron/hosts/demo/demo.ts';
import type {
  DemoDomain,
  DemoLink,
  DemoNetwork,
  DemoVnic,
  Device,
  Homelab,
} from '../../electron/hosts/demo/model.ts';
import type { Host } from '../../electron/hosts/host.ts';
import { localHost } from '../../electron/hosts/local.ts';
import { describeInLab, guestIsUp, liveTapOf, resetLab, uuidOf } from './support/lab.ts';

const MAC = '52:54:00:ac:00:01';
const NEW = '52:54:00:0d:e0:01';

type Request = readonly [argv: readonly [string, ...string[]], stdin?: string];

interface Names {
  readonly guest: string;
  readonly tap: string;
  readonly off: string;
  readonly transient: string;
}

/** What is asked of both hosts, in this order: each request finds what the ones before it left. */
function requests({ guest, tap, off, transient }: Names): readonly Request[] {
  const virsh = (...args: string[]): Request => [['virsh', '-c', 'qemu:///system', ...args]];
  const batch = (script: string): Request => [['virsh', '-r', '-q', '-c', 'qemu:///system', script]];
  const readOnly = (...args: string[]): Request => [['virsh', '-r', '-c', 'qemu:///system', ...args]];
  const ip = (...args: string[]): Request => [['ip', 'link', 'set', 'dev', ...args]];
  const device = (verb: string, domain: string, xml: string, ...flags: string[]): Request => [
    ['virsh', '-c', 'qemu:///system', `${verb}-device`, domain, '/dev/stdin', ...flags],
    xml,
  ];
  const vnic = (type: string, source: string, more = "<model type='virtio'/>", mac = MAC) =>
    `<interface type='${type}'><mac address='${mac}'/>${source}${more}</interface>`;
  const bridge = (name: string, more?: string, mac?: string) =>
    vnic('bridge', `<source bridge='${name}'/>`, more, mac);
  const network = (name: string, more?: string, mac?: string) =>
    vnic('network', `<source network='${name}'/>`, more, mac);
  const live = (xml: string) => device('update', guest, xml, '--live');
  const config = (xml: string) => device('update', guest, xml, '--config');
  const fresh = (more?: string) => bridge('br1', more, NEW);

  return [
    // re-plugging, and what is refused
    live(bridge('br1')),
    live(network('default')),
    live(network('hostbr')),
    live(bridge('br1')),
    live(bridge('nope')),
    live(network('nope')),
    live(network('asleep')),
    live(vnic('direct', "<source dev='enp4s0' mode='bridge'/>")),
    live(vnic('user', '')),
    live(bridge('br1', "<model type='e1000'/>")),
    live(bridge('br1', '')),
    live(bridge('br1', "<model type='virtio'/><target dev='other'/>")),
    live(bridge('br1', "<model type='virtio'/><mtu size='1400'/>")),
    live(bridge('br1', undefined, NEW)),
    live(bridge('br1', "<model type='virtio'/><alias name='net7'/>")),
    // moved behind libvirt's back
    live(bridge('br0')),
    ip(tap, 'master', 'br1'),
    live(bridge('br0')),
    live(network('default')),
    ip(tap, 'nomaster'),
    live(bridge('br0')),
    live(network('default')),
    ip(tap, 'nomaster'),
    live(bridge('br1')),
    ip(tap, 'master', 'enp4s0'),
    ip(tap, 'master', 'nope'),
    ip('nope', 'up'),
    ip(tap, 'master', 'br1'),
    // the definition
    config(bridge('br1')),
    config(bridge('nope')),
    config(network('nope')),
    config(bridge('br1', undefined, NEW)),
    device('update', guest, bridge('nope'), '--live', '--config'),
    device('update', guest, bridge('br0'), '--live', '--config'),
    device('update', off, bridge('br0'), '--live'),
    device('update', transient, bridge('br0'), '--config'),
    device('detach', off, bridge('br0', undefined, NEW), '--config'),
    device('attach', off, fresh(), '--config'),
    device('attach', off, fresh(), '--live'),
    device('attach', off, fresh()),
    device('detach', off, fresh(), '--config'),
    // attaching and detaching
    device('attach', guest, bridge('nope'), '--live'),
    device('attach', guest, network('asleep'), '--live'),
    device('attach', guest, fresh("<model type='nope'/>"), '--live'),
    device('attach', guest, fresh("<target dev='br0'/>"), '--live'),
    device('attach', guest, vnic('ethernet', "<target dev='nope' managed='no'/>", ''), '--live'),
    device('attach', guest, vnic('ethernet', "<target managed='no'/>", ''), '--live'),
    device('attach', guest, bridge('br1', '', '53:54:00:00:00:01'), '--live'),
    device('attach', guest, "<interface type='bridge'/>", '--live'),
    device('attach', guest, "<interface type='odd'/>", '--live'),
    device('attach', guest, '<odd/>', '--live'),
    device('attach', guest, fresh(), '--live', '--config'),
    device('attach', guest, fresh(''), '--live'),
    device('detach', guest, fresh(), '--live'),
    device('detach', guest, fresh("<alias name='net2'/>"), '--live'),
    device('detach', guest, fresh(), '--live', '--config'),
    // links, rights, and virsh itself
    virsh('domif-setlink', guest, MAC, 'down'),
    virsh('domif-setlink', guest, tap, 'up'),
    virsh('domif-setlink', guest, 'nope', 'up'),
    virsh('domif-setlink', guest, MAC, 'sideways'),
    virsh('domif-setlink', guest, MAC, 'down', '--config'),
    readOnly('domif-setlink', guest, MAC, 'down'),
    readOnly('domifaddr', guest, '--source', 'agent'),
    virsh('domifaddr', off, '--source', 'agent'),
    virsh('update-device', guest, '/nope', '--live'),
    virsh('update-device', 'nope', '/dev/stdin', '--live'),
    virsh('domstate', guest),
    virsh('domstate', 'nope'),
    virsh('net-dumpxml', 'nope'),
    virsh('net-list', '--uuid', '--name'),
    virsh('uri'),
    batch(`echo 'a;b'; domstate ${guest}; echo "it's" \\;; domstate nope; echo c`),
    batch('echo a; frobnicate'),
    batch('echo a; list --sideways'),
    batch('domiflist'),
    batch('list surplus'),
    batch('echo "half'),
  ];
}

/** The part of the lab that the requests touch, as a simulated host. */
function simulated({ guest, tap, off, transient }: Names): Homelab {
  const meter = { since: 0, rxBytes: 0, txBytes: 0, rate: { rx: 0, tx: 0 }, flowing: false };
  const link = (name: string, device: Device, master: string | null = null): DemoLink => ({
    name,
    ifindex: 0,
    mac: '02:00:00:00:00:01',
    mtu: 1500,
    up: true,
    master,
    device,
    addresses: [],
    meter,
  });
  const bridge = (name: string) =>
    link(name, {
      kind: 'bridge',
      stp: false,
      forwardDelay: 0,
      vlanFiltering: false,
      macIsSet: true,
      mtuIsSet: false,
    });
  const network = (name: string, of: Partial<DemoNetwork>): DemoNetwork => ({
    uuid: `00000000-0000-4000-8000-00000000000${name.length}`,
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
    mac: MAC,
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
      ...['br0', 'br1', 'virbr0'].map(bridge),
      link('enp4s0', { kind: 'pnic', pci: '0000:04:00.0', speed: 1000, cable: true, vfs: [] }),
      link(tap, { kind: 'tap', persist: false, user: null, holder: 1000 }, 'virbr0'),
    ].map((one, index) => ({ ...one, ifindex: index + 1 })),
    routes: [],
    neighbours: [],
    stations: [],
    domains: [
      domain(guest, {
        live: [{ ...vnic, targetDev: tap, alias: 'net0', believedBridge: 'virbr0' }],
        defined: [vnic],
      }),
      domain(off, { state: 'shut off', id: null, pid: null }),
      domain(transient, { persistent: false }),
    ],
    networks: [
      network('default', { bridge: 'virbr0' }),
      network('hostbr', { forward: 'bridge', bridge: 'br1' }),
      network('asleep', { active: false, forward: 'isolated', bridge: 'virbr4' }),
    ],
    processes: [],
    dns: [],
    next: { ifindex: 100, vnet: 900, macvtap: 900 },
  };
}

/** What a host answers, and where the guest's vNICs and its TAP then are; numbers of new TAPs and widths of columns aside. */
async function transcript(host: Host, names: Names): Promise<string[]> {
  const ask = async ([argv, stdin]: Request): Promise<string> => {
    const outcome = await host.run(stdin === undefined ? { argv } : { argv, stdin }, { timeoutMs: 30_000 });
    if (outcome.kind !== 'exited') return outcome.kind;
    return `${outcome.exitCode}\n${outcome.stdout}${outcome.stderr}`;
  };
  const state = async () => {
    const shown = await ask([
      [
        'virsh',
        '-q',
        '-c',
        'qemu:///system',
        `domiflist ${names.guest}; domiflist ${names.guest} --inactive`,
      ],
    ]);
    const master = /"master":"[^"]*"/.exec(await ask([['ip', '-j', 'link', 'show', 'dev', names.tap]]));
    return `${shown}${master?.[0] ?? 'no master'}`;
  };
  const lines: string[] = [];
  for (const request of requests(names)) {
    const answer = `$ ${request[0].join(' ')}\n${request[1] ?? ''}\n${await ask(request)}\n${await state()}`;
    lines.push(answer.replace(/vnet\d+/g, 'vnet').replace(/ +/g, ' '));
  }
  return lines;
}

describeInLab('the demo host', () => {
  afterEach(resetLab);

  test('answers each request of an edit as libvirt and the kernel do, and is left as they are', async () => {
    await guestIsUp();
    const names = {
      guest: await uuidOf('guest'),
      tap: await liveTapOf('guest', MAC),
      off: await uuidOf('1'),
      transient: await uuidOf('transient'),
    };
    const real = await transcript(localHost(), names);
    const demo = await transcript(demoHost({ lab: simulated(names), pace: 0 }), names);
    expect(demo).toEqual(real);
  });
});
