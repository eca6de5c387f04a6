import type { VlanRange } from '#shared/host/vlanRange.ts';
import type {
  BareProcess,
  DemoAddress,
  DemoDns,
  DemoLink,
  DemoNeighbour,
  DemoRoute,
  Device,
  TrafficRate,
} from '../model.ts';
import { vlans } from './vlans.ts';

const kB = 1000;
const MB = 1000 * kB;

/** The host's own links; the TAPs that libvirt makes for the VMs come after them. */
export interface LinkSpec {
  readonly name: string;
  readonly mac: string;
  readonly device: Device;
  readonly master?: string;
  readonly mtu?: number;
  readonly addresses?: readonly DemoAddress[];
  readonly alias?: string;
  readonly altNames?: readonly string[];
  readonly rate?: TrafficRate;
  /** Of a port of a bridge that filters VLANs, or such a bridge itself; absent: VLAN 1, the kernel’s default. */
  readonly vlans?: readonly VlanRange[];
}

export const links: readonly LinkSpec[] = [
  {
    name: 'lo',
    mac: '00:00:00:00:00:00',
    device: { kind: 'loopback' },
    mtu: 65536,
    addresses: [
      inet('127.0.0.1', 8, 'host'),
      { family: 'inet6', local: '::1', prefixLength: 128, scope: 'host' },
    ],
  },
  pnic('enp2s0', '0000:02:00.0', 'a8:a1:59:3c:20:01', 1000, {
    master: 'br-wan',
    rate: { rx: 2.4 * MB, tx: 180 * kB },
    alias: 'to the modem',
  }),
  pnic('enp3s0', '0000:03:00.0', 'a8:a1:59:3c:20:02', 1000, {
    master: 'br0',
    rate: { rx: 1.1 * MB, tx: 3.2 * MB },
    altNames: ['enxa8a1593c2002'],
  }),
  pnic('enp4s0', '0000:04:00.0', 'a8:a1:59:3c:20:03', 2500, { rate: { rx: 1.2 * MB, tx: 90 * kB } }),
  // Broken: no cable in the socket.
  pnic('enp5s0', '0000:05:00.0', 'a8:a1:59:3c:20:04', 1000, { master: 'br-lab', cable: false }),
  pnic('enp6s0', '0000:06:00.0', 'a0:36:9f:8b:44:10', 1000, {
    rate: { rx: 60 * kB, tx: 80 * kB },
    vfs: [
      { mac: '52:54:00:2f:5a:02', pci: '0000:06:10.0' },
      { mac: '00:00:00:00:00:00', pci: '0000:06:10.2' },
    ],
  }),
  // The second way out, for when the modem fails: on no bridge, with an address of its own.
  pnic('enp7s0', '0000:07:00.0', 'a8:a1:59:3c:20:05', 1000, {
    addresses: [inet('192.168.8.2', 24)],
    alias: 'to the LTE router',
    rate: { rx: 0.4 * kB, tx: 0.4 * kB },
  }),
  pnic('enp1s0f0', '0000:01:00.0', '90:e2:ba:7d:50:a0', 10000, {
    master: 'bond0',
    mtu: 9000,
    rate: { rx: 12 * MB, tx: 9 * MB },
  }),
  pnic('enp1s0f1', '0000:01:00.1', '90:e2:ba:7d:50:a1', 10000, {
    master: 'bond0',
    mtu: 9000,
    rate: { rx: 8 * MB, tx: 7 * MB },
  }),
  {
    name: 'bond0',
    mac: '90:e2:ba:7d:50:a0',
    device: {
      kind: 'bond',
      mode: '802.3ad',
      settings: { miimon: '100', xmit_hash_policy: 'layer3+4', lacp_rate: 'fast' },
      active: null,
      macIsSet: true,
    },
    master: 'br-storage',
    mtu: 9000,
    // A trunk to the switch: storage, and the IoT devices’ VLAN for their recordings.
    vlans: vlans(null, 10, 20),
    rate: { rx: 20 * MB, tx: 16 * MB },
  },
  {
    name: 'enp3s0.20',
    mac: 'a8:a1:59:3c:20:02',
    device: { kind: 'vlan', id: 20, lower: 'enp3s0', protocol: '802.1Q', flags: ['reorder_hdr'] },
    master: 'br-iot',
    rate: { rx: 12 * kB, tx: 14 * kB },
  },
  bridge('br0', 'a8:a1:59:3c:20:02', [inet('192.168.1.10', 24)], { rate: { rx: 200 * kB, tx: 150 * kB } }),
  bridge('br-wan', 'a8:a1:59:3c:20:01', []),
  bridge('br-iot', 'a8:a1:59:3c:20:02', []),
  bridge('br-storage', '90:e2:ba:7d:50:a0', [inet('10.10.10.1', 24)], {
    mtu: 9000,
    vlanFiltering: true,
    vlans: vlans(10),
    rate: { rx: 3 * MB, tx: 2 * MB },
  }),
  bridge('br-lab', 'a8:a1:59:3c:20:04', []),
  bridge('virbr0', '52:54:00:ea:70:4c', [inet('192.168.122.1', 24)], {
    stp: true,
    rate: { rx: 80 * kB, tx: 300 * kB },
  }),
  bridge('virbr1', '52:54:00:61:2d:72', [inet('10.66.0.1', 24)], { stp: true }),
  {
    name: 'vb-grafana',
    mac: 'c2:5f:8e:10:3a:77',
    device: { kind: 'veth', peerIndex: 2, netnsId: 0 },
    master: 'br0',
    rate: { rx: 6 * kB, tx: 4 * kB },
  },
  {
    // Loose: made by `ip tuntap add tap-spare mode tap user tinker` and held by nobody.
    name: 'tap-spare',
    mac: '1e:44:0b:9c:72:5d',
    device: { kind: 'tap', persist: true, user: 'tinker', holder: null },
  },
  {
    name: 'tap-xp',
    mac: '4a:90:c3:57:e8:12',
    device: { kind: 'tap', persist: true, user: 'tinker', holder: null },
    master: 'br-lab',
  },
  {
    name: 'tap-haiku',
    mac: 'ae:1b:d2:06:94:3f',
    device: { kind: 'tap', persist: false, user: null, holder: 6021 },
    master: 'br0',
    rate: { rx: 2 * kB, tx: 5 * kB },
  },
];

/** A VM started by hand, as the tutorials have it. */
export const bareProcesses: readonly BareProcess[] = [
  {
    pid: 6021,
    argv: [
      'qemu-system-x86_64',
      '-enable-kvm',
      '-name',
      'haiku-nightly',
      '-m',
      '2048',
      '-netdev',
      'tap,id=vm0,ifname=tap-haiku,script=/etc/qemu-ifup',
      '-device',
      'e1000,netdev=vm0,mac=52:54:00:be:05:05',
      '-drive',
      'file=haiku.qcow2,if=virtio',
    ],
  },
];

export const routes: readonly DemoRoute[] = [
  {
    family: 'inet',
    destination: 'default',
    gateway: '192.168.1.1',
    link: 'br0',
    metric: null,
    connectedFrom: null,
    protocol: 'static',
  },
  {
    family: 'inet',
    destination: 'default',
    gateway: '192.168.8.1',
    link: 'enp7s0',
    metric: 500,
    connectedFrom: null,
    protocol: 'static',
  },
  connected('10.10.10.0/24', 'br-storage', '10.10.10.1'),
  connected('10.66.0.0/24', 'virbr1', '10.66.0.1'),
  connected('192.168.1.0/24', 'br0', '192.168.1.10'),
  connected('192.168.8.0/24', 'enp7s0', '192.168.8.2'),
  connected('192.168.122.0/24', 'virbr0', '192.168.122.1'),
];

/** systemd-resolved asks pihole through br0, and the LTE router through its own card. */
export const dns: readonly DemoDns[] = [
  { link: 'br0', servers: ['192.168.1.53'], domains: ['home.arpa'] },
  { link: 'enp7s0', servers: ['192.168.8.1'], domains: [] },
];

export const neighbours: readonly DemoNeighbour[] = [
  { address: '192.168.1.1', mac: '52:54:00:10:fe:02', state: 'REACHABLE' },
  { address: '192.168.1.20', mac: '52:54:00:4a:55:10', state: 'REACHABLE' },
  { address: '192.168.1.53', mac: '52:54:00:53:53:53', state: 'REACHABLE' },
  { address: '192.168.1.30', mac: '52:54:00:c1:0d:01', state: 'STALE' },
  { address: '192.168.1.77', mac: '3c:22:fb:61:0e:a9', state: 'REACHABLE' },
  { address: '192.168.1.66', mac: '52:54:00:be:05:05', state: 'unasked' },
  { address: '10.10.10.5', mac: '52:54:00:2f:5a:01', state: 'REACHABLE' },
  { address: '192.168.1.2', mac: 'e4:38:83:5a:10:c2', state: 'REACHABLE' },
  { address: '192.168.1.6', mac: '00:11:32:8e:4f:27', state: 'REACHABLE' },
  { address: '192.168.1.71', mac: 'd6:3b:9a:40:72:1e', state: 'STALE' },
  { address: '192.168.1.72', mac: 'dc:a6:32:90:5b:08', state: 'REACHABLE' },
  { address: '192.168.1.90', mac: '00:17:c8:5f:90:3e', state: 'STALE' },
  { address: '192.168.8.1', mac: '0c:5b:8f:27:9a:64', state: 'REACHABLE' },
  { address: '192.168.122.101', mac: '52:54:00:35:01:01', state: 'REACHABLE' },
];

/**
 * Machines on the far side of the sockets: a modem, a laptop, a printer, an LTE router, smart bulbs, a backup server, an
 * access point, a NAS, a phone with a made-up MAC, a Raspberry Pi, a television, a games console.
 */
export const stations: readonly { readonly mac: string; readonly link: string }[] = [
  { mac: '00:90:1a:a4:2b:10', link: 'enp2s0' },
  { mac: '3c:22:fb:61:0e:a9', link: 'enp3s0' },
  { mac: '00:17:c8:5f:90:3e', link: 'enp3s0' },
  { mac: '0c:5b:8f:27:9a:64', link: 'enp7s0' },
  { mac: '50:02:91:7c:d4:e8', link: 'enp3s0.20' },
  { mac: '90:e2:ba:11:73:f4', link: 'bond0' },
  { mac: 'e4:38:83:5a:10:c2', link: 'enp3s0' },
  { mac: '00:11:32:8e:4f:27', link: 'enp3s0' },
  { mac: 'd6:3b:9a:40:72:1e', link: 'enp3s0' },
  { mac: 'dc:a6:32:90:5b:08', link: 'enp3s0' },
  { mac: '7c:64:56:21:be:93', link: 'enp3s0' },
  { mac: '98:b6:e9:0c:5d:77', link: 'enp3s0' },
  { mac: '50:02:91:7c:d4:f3', link: 'enp3s0.20' },
  { mac: '50:02:91:80:1a:26', link: 'enp3s0.20' },
];

function inet(local: string, prefixLength: number, scope: DemoAddress['scope'] = 'global'): DemoAddress {
  return { family: 'inet', local, prefixLength, scope };
}

function connected(destination: string, link: string, from: string): DemoRoute {
  return { family: 'inet', destination, gateway: null, link, metric: null, connectedFrom: from };
}

type Extras = Partial<
  Pick<LinkSpec, 'master' | 'mtu' | 'addresses' | 'alias' | 'altNames' | 'rate' | 'vlans'>
>;

function pnic(
  name: string,
  pci: string,
  mac: string,
  speed: number,
  more: Extras & { cable?: boolean; vfs?: Extract<Device, { kind: 'pnic' }>['vfs'] },
): LinkSpec {
  const { cable = true, vfs = [], ...extras } = more;
  return { name, mac, device: { kind: 'pnic', pci, speed, cable, vfs }, ...extras };
}

function bridge(
  name: string,
  mac: string,
  addresses: DemoLink['addresses'],
  more: Extras & { stp?: boolean; vlanFiltering?: boolean } = {},
): LinkSpec {
  const { stp = false, vlanFiltering = false, ...extras } = more;
  const device = {
    kind: 'bridge',
    stp,
    forwardDelay: stp ? 200 : 1500,
    vlanFiltering,
    // networkd gives a bridge a MAC of its own, and libvirt that of its network.
    macIsSet: true,
    mtuIsSet: false,
    hadPort: true,
  } as const;
  return { name, mac, device, addresses, ...extras };
}
