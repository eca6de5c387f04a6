import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { containerOfCgroup } from '#shared/parse/containerCgroup.ts';
import { parseContainerNetworkFiles } from '#shared/parse/containerNetworkFiles.ts';
import { parseDockerNetworks } from '#shared/parse/dockerNetworks.ts';
import { parsePs } from '#shared/parse/dockerPs.ts';
import { parseInnerNics } from '#shared/parse/innerNics.ts';
import { parseIpNetns } from '#shared/parse/ipNetns.ts';
import { parseLsns } from '#shared/parse/lsns.ts';
import { parseParents, parseProcessMarks } from '#shared/parse/processMarks.ts';
import type { Parsed } from '#shared/parse/result.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../fixtures/containers/${name}`, import.meta.url), 'utf8');

function read<T>(answer: Parsed<T>): T {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

describe('lsns', () => {
  it('tells the number that links here name a namespace by, and those inside of another', () => {
    const rows = read(parseLsns(recorded('lsns.json')));
    expect(rows.map(({ pid, netnsId }) => [pid, netnsId])).toEqual(
      expect.arrayContaining([
        [1, null],
        [669, 2],
        [1060, 5],
        [460, 0],
        [null, null],
      ]),
    );
    expect(rows.find(({ pid }) => pid === null)?.mounts).toEqual(['/run/netns/blue']);
  });

  it('is read of the releases that print numbers, and several mounts', () => {
    const row = {
      ns: '4026532248',
      pid: '7',
      ppid: 5,
      netnsid: 3,
      nsfs: '/run/docker/netns/ad\n/run/netns/blue',
    };
    expect(read(parseLsns(JSON.stringify({ namespaces: [row] })))).toEqual([
      {
        inode: 4026532248,
        pid: 7,
        parent: 5,
        netnsId: 3,
        mounts: ['/run/docker/netns/ad', '/run/netns/blue'],
      },
    ]);
  });
});

it('names of namespaces are those of ip netns, and none that leads out of its folder', () => {
  expect(read(parseIpNetns(recorded('ip-j-netns.json'))).map(({ name, netnsId }) => [name, netnsId])).toEqual(
    [
      ['netns-2d76c23b-f5e1-5b0b-a841-75ba77855264', 4],
      ['blue', 1],
      ['router', 0],
    ],
  );
  expect(read(parseIpNetns('[{"name":"../../etc"},{"name":".."},{"name":"red"}]'))).toEqual([
    { name: 'red', netnsId: null },
  ]);
  expect(read(parseIpNetns(''))).toEqual([]);
});

it('the NICs inside a namespace have their addresses, and the index of their other ends', () => {
  expect(read(parseInnerNics(recorded('ip-j-d-addr-blue.json')))).toMatchObject([
    {
      name: 'eth0',
      ifindex: 2,
      mac: '56:54:2a:09:8c:8a',
      infoKind: 'veth',
      lower: { ifindex: 10, netnsId: 0 },
      addresses: ['10.50.0.2'],
    },
  ]);
});

describe('a control group', () => {
  const id = '91d213ef02ca16c6c0c9dfd706dfee1306990872277beace3044e55037ba3c55';
  // The first five recorded on a whole machine, the others hand-written after the runtimes’ sources.
  it.each([
    [`0::/system.slice/docker-${id}.scope`, 'docker', id],
    [`0::/machine.slice/libpod-${id}.scope`, 'podman', id],
    ['0::/machine.slice/machine-web\\x2d1.scope/payload', 'nspawn', 'web-1'],
    ['0::/lxc.payload.c1', 'lxc', 'c1'],
    ['0::/lxc/101/ns/init.scope', 'lxc', '101'],
    [`12:memory:/docker/${id}`, 'docker', id],
    [
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container`,
      'podman',
      id,
    ],
    [
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`,
      'kubernetes',
      id,
    ],
    ['0::/system.slice/systemd-nspawn@my\\x2dbox.service/payload', 'nspawn', 'my-box'],
    ['0::/machine.slice/machine-lxc\\x2d4711\\x2dweb.scope', 'libvirt-lxc', 'web'],
    ['5:cpu,cpuacct:/machine/lxc-4711-web.libvirt-lxc', 'libvirt-lxc', 'web'],
  ])('%s is of %s', (line, runtime, key) => {
    expect(containerOfCgroup([line])).toEqual({ runtime, id: key });
  });

  it.each([
    '0::/machine.slice/machine-qemu\\x2d1\\x2dweb.scope',
    '0::/system.slice/docker.service',
    `0::/machine.slice/libpod-conmon-${id}.scope`,
    '0::/lxc.monitor.c1',
    '0::/',
    'docker-1',
  ])('%s is no container’s', (line) => {
    expect(containerOfCgroup([line])).toBeNull();
  });
});

it('command lines of parents are told apart from marks, and hold no line of another process', () => {
  const text = [
    '/proc/7/comm:sleep',
    '/proc/5/cmdline:/usr/lib/libvirt/libvirt_lxc\0--name\0web\0',
    '/proc/6/cmdline:sh',
    '/proc/6/cmdline:/proc/9/cmdline:[lxc monitor] /var/lib/incus/containers x',
  ].join('\n');
  expect([...parseParents(text)]).toEqual([
    [5, '/usr/lib/libvirt/libvirt_lxc\0--name\0web\0'],
    [6, 'sh'],
  ]);
  expect([...parseProcessMarks(text).keys()]).toEqual([7]);
});

it('a process’s marks change with its network', () => {
  const text = '/proc/7/comm:sleep\n/proc/7/cgroup:0::/a:b\n/proc/self/net/fib_trie:Main:\n';
  expect(parseProcessMarks(text)).toEqual(
    new Map<number | 'self', unknown>([
      [7, { program: 'sleep', cgroups: ['0::/a:b'], network: '' }],
      ['self', { program: null, cgroups: [], network: 'Main:' }],
    ]),
  );
});

describe('Docker and Podman', () => {
  it('tell the names of containers and where they are connected', () => {
    const listed = read(parsePs('docker', recorded('docker-ps.txt')));
    expect(listed.map(({ name, networks, isOnHostNetwork }) => [name, networks, isOnHostNetwork])).toEqual([
      ['onhost', ['host'], true],
      ['cam', ['lan'], false],
      ['side', [], false],
      ['db', ['apps'], false],
      ['web', ['bridge'], false],
    ]);
    expect(read(parsePs('podman', recorded('podman-ps.txt')))).toMatchObject([
      { name: 'pod-web', pid: 778, pod: null, image: null, networks: ['backend'] },
    ]);
  });

  it('tell which bridge is which network', () => {
    const { networks, endpoints } = read(parseDockerNetworks(recorded('docker-network-inspect.txt')));
    expect(networks).toEqual([
      { runtime: 'docker', name: 'bridge', bridge: 'docker0', isNat: true },
      { runtime: 'docker', name: 'apps', bridge: 'br-003d143db2ff', isNat: true },
    ]);
    expect([...endpoints.values()].flat()).toContainEqual({
      network: 'lan',
      mac: '02:42:0a:3c:00:02',
      addresses: ['10.60.0.2'],
    });
    expect(parseContainerNetworkFiles(recorded('podman-network-files.txt'))).toEqual([
      { runtime: 'podman', name: 'backend', bridge: 'podman1', isNat: true },
    ]);
    const cni =
      '/etc/cni/net.d/10-flannel.conflist:  "name": "cbr0",\n/etc/cni/net.d/10-flannel.conflist: "bridge": "cni0"';
    expect(parseContainerNetworkFiles(cni)).toEqual([
      { runtime: 'kubernetes', name: 'cbr0', bridge: 'cni0', isNat: false },
    ]);
  });

  it('cost only the line that can’t be read', () => {
    const odd = parsePs('docker', `nonsense\n${recorded('docker-ps.txt')}`);
    expect(odd).toMatchObject({ ok: true, value: { length: 5 }, odd: [{ loss: 'missing' }] });
  });
});
