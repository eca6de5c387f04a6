import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Topology } from '#shared/topology/model.ts';
import { describeInLab, ip, masterOf, until } from './support/lab.ts';

// Proxmox VE itself is not here: real links of its names, stand-ins for its QEMU that holds their TAPs and for its qm and
// pct, and, where only the command that is run sees it, hand-written files at /etc/pve (test/fixtures/pve).

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
mkdir ${folder}/etc/pve && mount --bind ${folder}/tree ${folder}/etc/pve
mount --rbind ${folder}/etc /etc && exec "$@"
`;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function patchbay(words: readonly string[], user: readonly string[] = []): Promise<Ran> {
  const command = [...user, process.execPath, `${folder}/app/patchbay.js`, ...words];
  const args = ['--mount', 'sh', '-ec', IN_PVE, 'sh', ...command];
  const env = { PATH: `${folder}/bin:${process.env.PATH}`, HOME: `${folder}/home` };
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
    await mkdir(`${folder}/bin`);
    for (const name of ['qm', 'pct'])
      await cp(join(root, 'test/lab/support/qm.mjs'), `${folder}/bin/${name}`).then(() =>
        chmod(`${folder}/bin/${name}`, 0o755),
      );
    await cp(join(root, 'test/fixtures/pve'), `${folder}/tree`, { recursive: true });
    await execute('sh', [
      '-ec',
      `chmod -R u=rwX,g=rX,o=X ${folder}/tree && chmod o+rx ${folder}/tree/* && find ${folder}/tree -type f -exec chmod 640 {} +`,
    ]);
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

  const lines = async (path: string) => (await readFile(`${folder}/${path}`, 'utf8')).trim().split('\n');

  it('moves a running VM by qm: its TAP stays behind its firewall, which goes along', async () => {
    const { code, stdout, stderr } = await patchbay(['move', 'tap100i0', 'vmbr1', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect((await lines('qm.log')).at(-1)).toBe(
      'qm set 100 --net0 virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1',
    );
    expect(await masterOf('tap100i0')).toBe('fwbr100i0');
    expect(await masterOf('fwpr100p0')).toBe('vmbr1');
    expect(await lines('tree/qemu-server/100.conf')).toContain(
      'net0: virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1',
    );
    expect((await patchbay(['move', 'tap100i0', 'vmbr0', '--yes'])).code).toBe(0);
    expect(await masterOf('fwpr100p0')).toBe('vmbr0');
  }, 120_000);

  it('puts a VM into a VLAN by its tag, and keeps all else of the line', async () => {
    const { code, stdout, stderr } = await patchbay(['move', 'BC:24:11:00:02:01', 'vmbr0v20', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(await lines('tree/qemu-server/102.conf')).toContain(
      'net1: model=virtio,bridge=vmbr0,macaddr=BC:24:11:00:02:01,tag=20,trunks=20;30-32',
    );
  }, 60_000);

  it('attaches, unplugs and detaches NICs of guests that are off, containers by pct', async () => {
    const attached = await patchbay(['attach', 'backup', 'vmbr1', '--mac', 'bc:24:11:00:02:77', '--yes']);
    expect(attached.code, attached.stdout + attached.stderr).toBe(0);
    const unplugged = await patchbay(['link', 'BC:24:11:00:00:14', 'down', '--yes']);
    expect(unplugged.code, unplugged.stdout + unplugged.stderr).toBe(0);
    expect((await lines('tree/lxc/104.conf')).find((line) => line.startsWith('net0'))).toMatch(/link_down=1/);
    const detached = await patchbay(['detach', 'bc:24:11:00:02:77', '--yes']);
    expect(detached.code, detached.stdout + detached.stderr).toBe(0);
    expect((await lines('qm.log')).slice(-3)).toEqual([
      'qm set 102 --net3 virtio=BC:24:11:00:02:77,bridge=vmbr1',
      'pct set 104 --net0 name=eth0,bridge=vmbr1,hwaddr=BC:24:11:00:00:14,ip=dhcp,tag=30,type=veth,link_down=1',
      'qm set 102 --delete net3',
    ]);
  }, 120_000);

  it('changes nothing while a change of the NIC waits for the next start, and names what reverts that', async () => {
    const { code, stdout, stderr } = await patchbay(['move', 'veth101i0', 'vmbr1', '--yes']);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('pct set 101 --revert net0');
    expect(await masterOf('veth101i0')).toBe('fwbr101i0');
  }, 60_000);

  it('doesn’t take for done what Proxmox VE refuses', async () => {
    await rename(`${folder}/bin/qm`, `${folder}/bin/qm.away`);
    await writeFile(`${folder}/bin/qm`, '#!/bin/sh\necho "no write access" >&2\nexit 255\n', { mode: 0o755 });
    const { code, stdout, stderr } = await patchbay(['move', 'tap100i0', 'vmbr1', '--yes']);
    await rename(`${folder}/bin/qm.away`, `${folder}/bin/qm`);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('no write access');
    expect(await masterOf('fwpr100p0')).toBe('vmbr0');
  }, 120_000);

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
