import { type NicSpec, onBridge, onNetwork, type VmSpec } from './spec.ts';
import { vlans } from './vlans.ts';

const kB = 1000;
const MB = 1000 * kB;

/** The homelab's VMs. Comments name the broken cables; everything else is as it should be. */
export const machines: readonly VmSpec[] = [
  {
    name: 'opnsense',
    uuid: '3f0c2a51-6c0e-4b7e-9c58-1d1b0a6f4e01',
    state: 'running',
    memoryMiB: 4096,
    vcpus: 2,
    autostart: true,
    agent: true,
    nics: [
      virtio('52:54:00:10:fe:01', onBridge('br-wan'), 'vnet0', { rx: 180 * kB, tx: 2.4 * MB }),
      virtio('52:54:00:10:fe:02', onBridge('br0'), 'vnet1', { rx: 2.4 * MB, tx: 180 * kB }, '192.168.1.1'),
      virtio('52:54:00:10:fe:03', onBridge('br-iot'), 'vnet2', { rx: 3 * kB, tx: 2 * kB }, '192.168.20.1'),
    ],
  },
  {
    name: 'home-assistant',
    uuid: '8b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02',
    state: 'running',
    memoryMiB: 4096,
    vcpus: 2,
    autostart: true,
    agent: true,
    nics: [
      virtio('52:54:00:4a:55:10', onBridge('br0'), 'vnet3', { rx: 22 * kB, tx: 31 * kB }, '192.168.1.20'),
      virtio('52:54:00:4a:55:11', onBridge('br-iot'), 'vnet4', { rx: 9 * kB, tx: 12 * kB }, '192.168.20.20'),
    ],
  },
  {
    name: 'pihole',
    uuid: 'c5d0e9a4-7f61-4f28-a1be-0e3b7d9c8a03',
    state: 'running',
    memoryMiB: 1024,
    vcpus: 1,
    autostart: true,
    nics: [virtio('52:54:00:53:53:53', onNetwork('lan'), 'vnet5', { rx: 14 * kB, tx: 9 * kB })],
  },
  {
    // Broken: cloned with the MAC of the original, on the same bridge.
    name: 'pihole-clone',
    uuid: '0a7b3d92-54c8-4d1f-b6e3-9f8e1c2d4b04',
    state: 'running',
    memoryMiB: 1024,
    vcpus: 1,
    autostart: false,
    nics: [virtio('52:54:00:53:53:53', onNetwork('lan'), 'vnet6', { rx: 0.2 * kB, tx: 1 * kB })],
  },
  {
    name: 'nextcloud',
    uuid: 'e2a96b1d-9c3e-4a75-8d02-6b7f5e1a3c05',
    state: 'running',
    memoryMiB: 8192,
    vcpus: 4,
    autostart: true,
    agent: true,
    nics: [
      // Broken: plugged into br0 with --live only; the next boot puts it back behind NAT.
      {
        ...virtio(
          '52:54:00:c1:0d:01',
          onBridge('br0'),
          'vnet12',
          { rx: 310 * kB, tx: 95 * kB },
          '192.168.1.30',
        ),
        nextBoot: onNetwork('default'),
      },
      {
        ...virtio(
          '52:54:00:c1:0d:02',
          onBridge('br-storage'),
          'vnet8',
          { rx: 4 * MB, tx: 11 * MB },
          '10.10.10.30',
        ),
        vlans: vlans(10),
      },
    ],
  },
  {
    name: 'jellyfin',
    uuid: '5d8e7f30-1b4a-4c96-9e5d-2c0f9a8b7d06',
    state: 'running',
    memoryMiB: 8192,
    vcpus: 6,
    autostart: true,
    agent: true,
    nics: [
      // Broken: somebody ran `ip link set vnet9 master br-iot`; libvirt still believes br0.
      {
        ...virtio('52:54:00:7e:11:f1', onBridge('br0'), 'vnet9', { rx: 40 * kB, tx: 6 * kB }, '192.168.1.40'),
        strayed: 'br-iot',
      },
      {
        ...virtio(
          '52:54:00:7e:11:f2',
          onBridge('br-storage'),
          'vnet10',
          { rx: 60 * kB, tx: 7 * MB },
          '10.10.10.40',
        ),
        vlans: vlans(10),
      },
    ],
  },
  {
    name: 'truenas',
    uuid: '71c4b5e8-3a2d-4f60-87ab-4e1d0c9f6a07',
    state: 'running',
    memoryMiB: 16384,
    vcpus: 4,
    autostart: true,
    agent: true,
    nics: [
      {
        ...virtio(
          '52:54:00:2f:5a:01',
          onBridge('br-storage'),
          'vnet11',
          { rx: 19 * MB, tx: 5 * MB },
          '10.10.10.5',
        ),
        vlans: vlans(10, 20),
      },
      {
        mac: '52:54:00:2f:5a:02',
        model: null,
        plug: { type: 'hostdev', pci: '0000:06:10.0' },
        address: '192.168.1.5',
      },
      // Broken: added with --config only; the running VM doesn't have it.
      {
        mac: '52:54:00:2f:5a:03',
        model: 'virtio',
        plug: onBridge('br-iot'),
        only: 'next boot',
      },
    ],
  },
  k3s(1, 'a4e1d3c2-8b5f-4709-b6c1-7f2e9d0a5b08', 'vnet13', 'vnet14'),
  // Broken: its second vNIC was attached with --live only; it is gone at the next boot.
  k3s(2, 'b7f2e4d3-9c60-481a-87d2-801fae1b6c09', 'vnet15', 'vnet16', { only: 'now' }),
  // Broken: its second vNIC was pulled by `virsh domif-setlink … down` and forgotten; the definition has it up.
  k3s(3, 'c803f5e4-ad71-492b-98e3-9120bf2c7d10', 'vnet17', 'vnet18', {
    linkState: 'down',
    upAtNextBoot: true,
    rate: { rx: 0, tx: 0 },
  }),
  {
    name: 'win11-gaming',
    uuid: '9e4d2c1b-0a8f-4e7d-b6c5-a3f2e1d0c911',
    state: 'running',
    memoryMiB: 32768,
    vcpus: 12,
    autostart: false,
    nics: [
      {
        mac: '52:54:00:9a:3e:01',
        model: 'virtio',
        plug: { type: 'direct', dev: 'enp4s0', mode: 'bridge' },
        tap: 'macvtap0',
        rate: { rx: 90 * kB, tx: 1.2 * MB },
      },
    ],
  },
  {
    name: 'windows-xp',
    uuid: '2b6f8a1c-5e9d-4037-a4b8-c7d6e5f4a312',
    state: 'running',
    memoryMiB: 1024,
    vcpus: 1,
    autostart: false,
    deaf: true,
    nics: [
      {
        mac: '52:54:00:20:01:08',
        model: 'rtl8139',
        plug: { type: 'ethernet' },
        tap: 'tap-xp',
        ownTap: true,
        rate: { rx: 0.3 * kB, tx: 0.1 * kB },
      },
    ],
  },
  {
    name: 'minecraft',
    uuid: 'd6a5c4b3-e2f1-4d0c-9b8a-7f6e5d4c3b13',
    state: 'paused',
    memoryMiB: 6144,
    vcpus: 4,
    autostart: false,
    nics: [virtio('52:54:00:25:56:5c', onBridge('br0'), 'vnet20', { rx: 70 * kB, tx: 45 * kB })],
  },
  {
    name: 'builder',
    uuid: '4c3b2a19-f8e7-4d6c-a5b4-93827160fe14',
    state: 'shut off',
    memoryMiB: 16384,
    vcpus: 8,
    autostart: false,
    nics: [
      { mac: '52:54:00:b1:1d:01', model: 'virtio', plug: onNetwork('default') },
      { mac: '52:54:00:b1:1d:02', model: 'virtio', plug: onBridge('br-storage') },
    ],
  },
  {
    name: `it's "temp"`,
    uuid: 'f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a15',
    state: 'running',
    memoryMiB: 512,
    vcpus: 1,
    autostart: false,
    transient: true,
    nics: [
      // Broken: br0 was made again while it ran; its TAP was left on no bridge.
      {
        ...virtio('52:54:00:7e:3b:99', onBridge('br0'), 'vnet21', { rx: 1 * kB, tx: 1 * kB }),
        strayed: null,
      },
    ],
  },
];

function virtio(
  mac: string,
  plug: NicSpec['plug'],
  tap: string,
  rate: NonNullable<NicSpec['rate']>,
  address?: string,
): NicSpec {
  return { mac, model: 'virtio', plug, tap, rate, ...(address === undefined ? {} : { address }) };
}

/** One node of the Kubernetes cluster: NAT for the outside, an isolated network among the nodes. */
function k3s(
  number: number,
  uuid: string,
  outside: string,
  inside: string,
  trouble: Partial<NicSpec> = {},
): VmSpec {
  return {
    name: `k3s-${number}`,
    uuid,
    state: 'running',
    memoryMiB: 4096,
    vcpus: 2,
    autostart: true,
    nics: [
      virtio(`52:54:00:35:01:0${number}`, onNetwork('default'), outside, { rx: 28 * kB, tx: 120 * kB }),
      {
        ...virtio(`52:54:00:35:02:0${number}`, onNetwork('k3s-backplane'), inside, {
          rx: 400 * kB,
          tx: 400 * kB,
        }),
        ...trouble,
      },
    ],
  };
}
