import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Topology } from '#shared/topology/model.ts';
import { describeInLab, ip, masterOf, until } from './support/lab.ts';

// Proxmox VE itself is not here: real links of its names, a stand-in for its QEMU that holds their TAPs, and, where
// only the command that is run sees it, hand-written files at /etc/pve (test/fixtures/pve).

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = '/run/lab/proxmox';

/** Opens the TAPs that its command line names, as QEMU does. */
const KVM = `
my @held;
for (grep { /ifname=/ } @ARGV) {
  my ($name) = /ifname=([^,]+)/;
  open(my $tun, '+<', '/dev/net/tun') or die $!;
  ioctl($tun, 0x400454ca, pack('Z16sx22', $name, 0x1002)) or die $!;
  push @held, $tun;
}
sleep 600;
`;

/** In mount namespaces of its own: /etc is a copy there, with the files of Proxmox VE in it, for root and a group alone. */
const IN_PVE = `
mkdir -p ${folder}/etc && mount -t tmpfs tmpfs ${folder}/etc && cp -a /etc/. ${folder}/etc/
cp -r "$1" ${folder}/etc/pve && chmod -R u=rwX,g=rX,o=X ${folder}/etc/pve && chmod o+rx ${folder}/etc/pve/*
find ${folder}/etc/pve -type f -exec chmod 640 {} +
mount --rbind ${folder}/etc /etc && shift && exec "$@"
`;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function patchbay(words: readonly string[], user: readonly string[] = []): Promise<Ran> {
  const command = [...user, process.execPath, `${folder}/app/patchbay.js`, ...words];
  const args = ['--mount', 'sh', '-ec', IN_PVE, 'sh', join(root, 'test/fixtures/pve'), ...command];
  const env = { PATH: process.env.PATH, HOME: `${folder}/home` };
  const child = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (data) => {
      said[stream] += data;
    });
  const [code] = await once(child, 'close');
  return { code: Number(code), ...said };
}

async function graph(user: readonly string[] = []): Promise<Topology> {
  return JSON.parse((await patchbay(['graph', '--json'], user)).stdout);
}

const node = ({ nodes }: Topology, id: string) => nodes.find((each) => each.id === id);
const edge = ({ edges }: Topology, id: string) => edges.find((each) => each.id === id);

const NET0 = 'vnic:pve-100/bc:24:11:00:01:00';

describeInLab('a host of Proxmox VE', () => {
  let kvm: ChildProcess | null = null;
  const bridges = ['vmbr0', 'vmbr1', 'vmbr0v20', 'fwbr100i0', 'fwbr101i0'];

  beforeAll(async () => {
    await mkdir(`${folder}/home`, { recursive: true });
    await cp(join(root, '.build/main'), `${folder}/app`, { recursive: true });
    await execute('chmod', ['-R', 'a+rwX', `${folder}/home`]);
    for (const name of bridges) {
      await ip('link', 'add', name, 'type', 'bridge');
      await ip('link', 'set', name, 'up');
    }
    for (const id of [100, 101]) {
      await ip('link', 'add', `fwln${id}i0`, 'type', 'veth', 'peer', 'name', `fwpr${id}p0`);
      await ip('link', 'set', `fwln${id}i0`, 'master', `fwbr${id}i0`, 'up');
      await ip('link', 'set', `fwpr${id}p0`, 'master', 'vmbr0', 'up');
    }
    await ip('netns', 'add', 'ct101');
    await ip('link', 'add', 'veth101i0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'ct101');
    await ip('link', 'set', 'veth101i0', 'master', 'fwbr101i0', 'up');
    await writeFile(`${folder}/kvm.pl`, KVM);
    const nics = [0, 1].flatMap((index) => [
      '-netdev',
      `type=tap,id=net${index},ifname=tap100i${index},script=/usr/libexec/qemu-server/pve-bridge,vhost=on`,
      '-device',
      `virtio-net-pci,mac=BC:24:11:00:01:0${index},netdev=net${index},id=net${index}`,
    ]);
    const args = [`${folder}/kvm.pl`, '-id', '100', '-name', 'web,debug-threads=on', ...nics];
    kvm = spawn('perl', args, { argv0: '/usr/bin/kvm', stdio: ['ignore', 'ignore', 'inherit'] });
    await until('the TAPs are there', () => ip('link', 'show', 'dev', 'tap100i1').catch(() => null));
    await ip('link', 'set', 'tap100i0', 'master', 'fwbr100i0', 'up');
    await ip('link', 'set', 'tap100i1', 'master', 'vmbr0v20', 'up');
  }, 60_000);

  afterAll(async () => {
    if (kvm !== null) {
      const ended = once(kvm, 'exit');
      if (kvm.kill()) await ended;
    }
    await ip('netns', 'del', 'ct101').catch(() => {});
    for (const name of [...bridges, 'fwln100i0', 'fwln101i0']) await ip('link', 'del', name).catch(() => {});
    await rm(folder, { recursive: true });
  });

  it('shows each VM once, by its file and its process, and those that are off', async () => {
    const topology = await graph();
    expect(topology.sources.find(({ name }) => name === 'pve')).toMatchObject({ status: 'ok', message: '' });
    expect(node(topology, 'vm:pve-100')).toMatchObject({
      name: 'web',
      hypervisor: 'proxmox',
      state: 'running',
      pid: kvm?.pid,
    });
    expect(node(topology, 'vm:pve-102')).toMatchObject({ name: 'backup', state: 'shut off' });
    expect(edge(topology, `backs:${NET0}→link:tap100i0`)).toMatchObject({
      evidence: ['pve', 'qemu-args', 'kernel-fd'],
      conflicts: [],
    });
    expect(edge(topology, 'port:link:tap100i0→link:fwbr100i0')?.conflicts).toEqual([]);
    expect(edge(topology, 'port:link:tap100i1→link:vmbr0v20')?.conflicts).toEqual([]);
    const traced = await patchbay(['trace', 'tap100i0']);
    expect(traced.stdout).toContain('fwbr100i0 › fwln100i0 › fwpr100p0 › vmbr0');
  }, 60_000);

  it('shows a container with its NIC behind its veth, and one that is off', async () => {
    const topology = await graph();
    expect(node(topology, 'container:lxc/101')).toMatchObject({
      kind: 'container',
      name: 'dns',
      state: 'running',
    });
    expect(node(topology, 'container:lxc/104')).toMatchObject({ name: 'off', state: 'shut off' });
    const nic = 'vnic:lxc/101/bc:24:11:00:00:11';
    expect(edge(topology, `backs:${nic}→link:veth101i0`)?.evidence).toEqual(['pve']);
    expect(edge(topology, 'port:link:veth101i0→link:fwbr101i0')?.conflicts).toEqual([]);
  }, 60_000);

  it('tells where the kernel has a cable on another bridge than the file', async () => {
    await ip('link', 'set', 'fwpr100p0', 'master', 'vmbr1');
    const topology = await graph();
    await ip('link', 'set', 'fwpr100p0', 'master', 'vmbr0');
    expect(edge(topology, 'port:link:tap100i0→link:fwbr100i0')?.conflicts).toEqual([
      {
        code: 'pve-bridge',
        message: 'tap100i0 is on vmbr1, but Proxmox VE has vmbr0 on file for net0 of web.',
      },
    ]);
  }, 60_000);

  it('takes no cable out of its firewall, and names the command that does it', async () => {
    const { code, stdout, stderr } = await patchbay(['move', 'tap100i0', 'vmbr1', '--yes']);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1'");
    expect(await masterOf('tap100i0')).toBe('fwbr100i0');
    expect(await masterOf('fwpr100p0')).toBe('vmbr0');
  }, 60_000);

  it('says that another user may not read the files', async () => {
    const nobody = ['setpriv', '--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', '--'];
    const topology = await graph(nobody);
    expect(topology.sources.find(({ name }) => name === 'pve')).toMatchObject({
      status: 'denied',
      message: expect.stringContaining('/etc/pve/qemu-server/'),
    });
    expect(node(topology, 'vm:pve-102')).toBeUndefined();
  }, 60_000);
});
