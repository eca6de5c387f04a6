import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import { Bench } from './editing.ts';
import { describeInLab, ip, masterOf, resetLab, until } from './support/lab.ts';

// Real QEMU under another name, and stand-ins: copies of perl that are called as a VMM is and hold a TAP.

const folder = '/run/lab/vmms';
const taps = ['tap-renamed', 'tap-micro', 'tap-plain'];
const started: ChildProcess[] = [];

/** Opens the TAP that its last argument names, as a VMM does. */
const HOLD = `
open(my $tun, '+<', '/dev/net/tun') or die $!;
ioctl($tun, 0x400454ca, pack('Z16sx22', $ARGV[-1], 0x1002)) or die $!;
sleep 600;
`;

async function hold(program: string, args: readonly string[]): Promise<void> {
  started.push(spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  const tap = taps[started.length - 1] ?? '';
  await until(`${tap} is held`, async () =>
    (await ip('-o', 'link', 'show', 'dev', tap)).includes('LOWER_UP') ? true : null,
  );
}

async function readTopology(): Promise<Topology> {
  const host = localHost();
  try {
    return buildTopology(await new Reader(host).read(), 1);
  } finally {
    await host.close();
  }
}

describeInLab('a VM that nothing manages', () => {
  beforeAll(async () => {
    await mkdir(`${folder}/bin`, { recursive: true });
    // QEMU looks for its modules and firmware beside the folder that it is in.
    await symlink('/usr/lib', `${folder}/lib`);
    await symlink('/usr/share', `${folder}/share`);
    await cp('/usr/bin/qemu-system-x86_64', `${folder}/bin/myvm`);
    await cp('/usr/bin/perl', `${folder}/bin/firecracker`);
    await writeFile(`${folder}/hold.pl`, HOLD);
    for (const tap of taps) {
      const queues = tap === 'tap-renamed' ? ['multi_queue'] : [];
      await ip('tuntap', 'add', 'dev', tap, 'mode', 'tap', ...queues);
      await ip('link', 'set', tap, 'master', 'br0', 'up');
    }
    await hold(`${folder}/bin/myvm`, [
      ...[
        '-L',
        '/usr/share/qemu',
        '-S',
        '-display',
        'none',
        '-nodefaults',
        '-m',
        '16',
        '-machine',
        'pc,accel=tcg',
      ],
      ...['-name', 'renamed', '-netdev', 'tap,id=n0,ifname=tap-renamed,script=no,downscript=no,queues=2'],
      ...[
        '-device',
        'virtio-net-pci,netdev=n0,mq=on,romfile=',
        '-netdev',
        'user,id=n1',
        '-device',
        'e1000,netdev=n1,romfile=',
      ],
    ]);
    await hold(`${folder}/bin/firecracker`, [
      `${folder}/hold.pl`,
      '--id',
      'micro',
      '--api-sock',
      '/run/micro.sock',
      'tap-micro',
    ]);
    await hold('/usr/bin/perl', [`${folder}/hold.pl`, 'tap-plain']);
  }, 60_000);

  afterAll(async () => {
    for (const child of started) {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGKILL')) await ended;
    }
    for (const tap of taps) await ip('link', 'del', tap).catch(() => {});
    await rm(folder, { recursive: true });
    await resetLab();
  }, 180_000);

  it('is known by its program’s file and by what its process holds, and a program that only holds a TAP is none', async () => {
    const { nodes, edges } = await readTopology();
    const behind = (tap: string) =>
      edges
        .filter(({ kind, to }) => kind === 'backs' && to === linkId(tap))
        .map(({ from, evidence }) => [from, ...evidence]);
    expect(nodes.find(({ id }) => id === 'vm:qemu-renamed')).toMatchObject({
      hypervisor: 'qemu',
      vmm: 'QEMU',
    });
    expect(behind('tap-renamed')).toEqual([['vnic:qemu-renamed/n0', 'qemu-args', 'kernel-fd']]);
    expect(nodes.find(({ id }) => id === 'vnic:qemu-renamed/n1')).toMatchObject({
      sourceType: 'user',
      tap: null,
    });
    expect(nodes.find(({ id }) => id === 'vm:firecracker-micro')).toMatchObject({
      hypervisor: 'firecracker',
      name: 'micro',
    });
    expect(behind('tap-micro')).toEqual([
      [expect.stringMatching(/^vnic:firecracker-micro\/#fd\d+$/), 'kernel-fd'],
    ]);
    expect(behind('tap-plain')).toEqual([]);
    expect(nodes.find(({ id }) => id === 'link:tap-plain')).toMatchObject({ held: 'yes' });
  }, 60_000);

  it('keeps its TAP while that is moved to another bridge and back', async () => {
    const bench = await Bench.open();
    const { outcome } = await bench.apply({ kind: 'move', cable: linkId('tap-micro'), to: linkId('br1') });
    expect([outcome, await masterOf('tap-micro')]).toEqual(['done', 'br1']);
    expect([(await bench.undo()).outcome, await masterOf('tap-micro')]).toEqual(['done', 'br0']);
    await bench.close();
  }, 60_000);
});
