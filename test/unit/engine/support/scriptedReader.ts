import { readFileSync } from 'node:fs';
import { Reader } from '#electron/engine/reader.ts';
import { FakeLibvirt } from './fakeLibvirt.ts';
import { printed, ScriptedHost } from './scriptedHost.ts';

export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/lab/${name}`, import.meta.url), 'utf8');
}

/** What the recorded host prints, by the words that a command is known by. */
export const RECORDED: Readonly<Record<string, string>> = {
  link: fixture('ip-j-d-s-link.json'),
  addr: fixture('ip-j-addr.json'),
  route: fixture('ip-j-route.json'),
  route6: '[]\n',
  neigh: fixture('ip-j-neigh.json'),
  fdb: fixture('bridge-j-fdb.json'),
};

/** Which of the recorded outputs a command prints. */
export function recordedName(argv: readonly string[]): string {
  const name = ['link', 'addr', 'route', 'neigh', 'fdb'].find((word) => argv.includes(word)) ?? '';
  return argv.includes('-6') ? `${name}6` : name;
}

/** Whether a command asks what ifupdown configures: a test that answers `grep` by itself is asked that too. */
export function isAboutIfupdown(argv: readonly string[]): boolean {
  return argv.includes('/etc/network/interfaces');
}

const NO_PROXMOX = printed('', 'grep: /etc/pve/lxc: No such file or directory\n', 2);

/** Of the container behind the recorded host’s veth; hand-written. */
const NAMESPACES = JSON.stringify({
  namespaces: [
    { ns: 4026531840, pid: 1, netnsid: 'unassigned', nsfs: null },
    { ns: 4026532248, pid: 4711, netnsid: '1', nsfs: null },
  ],
});

const CONTAINER_MARKS = [
  '/proc/4711/comm:sleep',
  `/proc/4711/cgroup:0::/system.slice/docker-${'5a'.repeat(32)}.scope`,
  '/proc/4711/net/dev_mcast:2    eth0            1     0     333300000001',
].join('\n');

/** A reader of a host whose links are recorded ones and whose libvirt a test makes up; its clock moves when told. */
export function scriptedReader() {
  const libvirt = new FakeLibvirt();
  const links = (argv: readonly string[]) => printed(RECORDED[recordedName(argv)] ?? '');
  const host = new ScriptedHost({
    ip: links,
    bridge: links,
    virsh: libvirt.run,
    find: () => printed(''),
    grep: (argv) => {
      if (argv.includes('/proc/4711/comm')) return printed(CONTAINER_MARKS);
      const forwarding = '/proc/sys/net/ipv4/ip_forward';
      if (argv.includes(forwarding)) return printed(`${forwarding}:1\n`);
      return argv.includes('/etc/pve/lxc') ? NO_PROXMOX : printed('', '', 1);
    },
    lsns: () => printed(NAMESPACES),
    id: () => printed('0\n'),
    nft: () => printed('{"nftables":[]}\n'),
    ss: () => printed('UNCONN 0      0      0.0.0.0%virbr0:67 0.0.0.0:*\n'),
  });
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') };
  const reader = new Reader(host, () => new Date(clock.now));
  return { host, libvirt, reader, clock };
}
