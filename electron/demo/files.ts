import { containerFiles, containerNamespaces } from './containers.ts';
import type { DemoDomain, Homelab } from './model.ts';

/** The parts of /proc, /sys and /etc that tell who holds which TAP, how fast a link is and what made it, by path. */
export interface Files {
  readonly texts: ReadonlyMap<string, string>;
  /** Symbolic links and what they point to. */
  readonly symlinks: ReadonlyMap<string, string>;
}

/** The first file descriptor that a simulated QEMU has its TAPs on. */
const FIRST_TAP_FD = 31;
const FIRST_VHOST_FD = 61;

/** No VM of the homelab runs in a container. */
const NET_NAMESPACE = 'net:[4026531840]';

export function filesOf(lab: Homelab): Files {
  const texts = new Map<string, string>([
    ['/proc/1/cmdline', '/sbin/init\0'],
    ['/etc/netplan/01-homelab.yaml', ''],
    ...containerFiles(lab),
    ...kernelSettings(lab),
  ]);
  const symlinks = new Map([['/proc/self/ns/net', NET_NAMESPACE], ...containerNamespaces(lab)]);
  for (const { pid, argv } of processes(lab)) {
    symlinks.set(`/proc/${pid}/ns/net`, NET_NAMESPACE);
    texts.set(`/proc/${pid}/cmdline`, argv.map((word) => `${word}\0`).join(''));
    for (const [position, link] of heldBy(lab, pid).entries()) {
      const fd = FIRST_TAP_FD + position;
      const isTap = link.device.kind === 'tap';
      symlinks.set(`/proc/${pid}/fd/${fd}`, isTap ? '/dev/net/tun' : `/dev/tap${link.ifindex}`);
      const iff = isTap ? `iff:\t${link.name}\n` : '';
      texts.set(`/proc/${pid}/fdinfo/${fd}`, `pos:\t0\nflags:\t0104002\nmnt_id:\t24\nino:\t87\n${iff}`);
    }
  }
  for (const { name, up, device } of lab.links) {
    const speed = speedOf(lab, name);
    // The kernel refuses to tell the speed of a link that is down, or that has none.
    if (speed !== null && up) texts.set(`/sys/class/net/${name}/speed`, `${speed}\n`);
    if (device.kind === 'bridge')
      texts.set(`/sys/class/net/${name}/addr_assign_type`, device.macIsSet ? '3\n' : '1\n');
    if (device.kind === 'pnic' && up && device.cable) texts.set(`/sys/class/net/${name}/duplex`, 'full\n');
  }
  return { texts, symlinks };
}

/** It forwards for its networks, checks reverse paths loosely, and has vhost-net but no br_netfilter loaded. */
function kernelSettings({ links }: Homelab): [string, string][] {
  const filter = (name: string): [string, string] => [`/proc/sys/net/ipv4/conf/${name}/rp_filter`, '2\n'];
  return [
    ['/proc/sys/net/ipv4/ip_forward', '1\n'],
    ['/proc/sys/net/ipv6/conf/all/forwarding', '0\n'],
    ['/proc/misc', '238 vhost-net\n200 tun\n'],
    ...['all', ...links.map(({ name }) => name)].map(filter),
  ];
}

function processes(lab: Homelab): { pid: number; argv: readonly string[] }[] {
  const ofLibvirt = lab.domains.flatMap((domain) =>
    domain.pid === null ? [] : [{ pid: domain.pid, argv: qemuArguments(domain) }],
  );
  return [...ofLibvirt, ...lab.processes];
}

function heldBy(lab: Homelab, pid: number) {
  return lab.links.filter(({ device }) => 'holder' in device && device.holder === pid);
}

/** The part of libvirt 9's QEMU command line that names the VM and its NICs. */
function qemuArguments(domain: DemoDomain): string[] {
  const nics = domain.live.filter((vnic) => vnic.targetDev !== null);
  return [
    ...[
      '/usr/bin/qemu-system-x86_64',
      '-name',
      `guest=${domain.name.replaceAll(',', ',,')},debug-threads=on`,
    ],
    ...[
      '-S',
      '-machine',
      'pc-q35-7.2,usb=off,dump-guest-core=off',
      '-accel',
      'kvm',
      '-m',
      `${domain.memoryMiB}`,
    ],
    ...['-uuid', domain.uuid, '-no-user-config', '-nodefaults'],
    ...['-chardev', 'socket,id=charmonitor,fd=28,server=on,wait=off'],
    ...nics.flatMap((vnic, position) => [
      '-netdev',
      JSON.stringify({
        type: 'tap',
        fd: `${FIRST_TAP_FD + position}`,
        ...(vnic.model === 'virtio' ? { vhost: true, vhostfd: `${FIRST_VHOST_FD + position}` } : {}),
        id: `host${vnic.alias}`,
      }),
      '-device',
      JSON.stringify({
        driver: vnic.model === 'virtio' ? 'virtio-net-pci' : vnic.model,
        netdev: `host${vnic.alias}`,
        id: vnic.alias,
        mac: vnic.mac,
      }),
    ]),
  ];
}

/** Mbit/s as `/sys/class/net/NAME/speed` tells; null where reading it fails. */
function speedOf(lab: Homelab, name: string): number | null {
  const link = lab.links.find((other) => other.name === name);
  switch (link?.device.kind) {
    case 'pnic':
      return link.device.cable ? link.device.speed : -1;
    case 'bond':
      return sum(lab.links.filter((slave) => slave.master === name).map((slave) => speedOf(lab, slave.name)));
    case 'vlan':
      return speedOf(lab, link.device.lower);
    default:
      return null;
  }
}

function sum(speeds: readonly (number | null)[]): number {
  return speeds.reduce<number>((total, speed) => total + Math.max(0, speed ?? 0), 0);
}
