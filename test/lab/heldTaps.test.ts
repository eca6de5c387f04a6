import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { describeInLab, ip, liveTapOf, resetLab, until, uuidOf, virsh } from './support/lab.ts';

const started = new Set<ChildProcess>();

/** A shell command in a network namespace of its own; it ends with the test. */
function start(command: string): void {
  started.add(spawn('unshare', ['-n', 'sh', '-c', command], { stdio: 'ignore' }));
}

async function stopAll(): Promise<void> {
  for (const child of started) {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill()) await ended;
  }
  started.clear();
}

const QEMU =
  'exec qemu-system-x86_64 -S -display none -nodefaults -no-user-config -m 16 -machine pc,accel=tcg';

async function readTopology(): Promise<Topology> {
  const host = localHost();
  try {
    return buildTopology(await new Reader(host).read(), 1);
  } finally {
    await host.close();
  }
}

/** The cables that end at a link: `VM MAC: how it is known`. */
function behind({ nodes, edges }: Topology, name: string): string[] {
  return edges.flatMap(({ kind, from, to, evidence }) => {
    const vnic = nodes.find(({ id }) => id === from);
    if (kind !== 'backs' || to !== `link:${name}` || vnic?.kind !== 'vnic') return [];
    const vm = nodes.find(({ id }) => id === vnic.vm);
    return [`${vm?.kind === 'vm' ? vm.name : ''} ${vnic.mac}: ${evidence.join(' ')}`];
  });
}

/** Waits until somebody holds a TAP that is up: it has a carrier then. */
async function isHeld(name: string): Promise<void> {
  await until(`${name} is held`, async () => {
    const shown = await ip('-o', 'link', 'show', 'dev', name).catch(() => '');
    return shown.includes('LOWER_UP') ? shown : null;
  });
}

describeInLab('a TAP that a process holds', () => {
  afterEach(async () => {
    await stopAll();
    for (const name of ['tap-held', 'tap-moved']) await ip('link', 'del', name).catch(() => {});
    await resetLab();
  }, 180_000);

  it('is of the process’s own network namespace, unless it was moved here', async () => {
    await ip('tuntap', 'add', 'dev', 'tap-held', 'mode', 'tap');
    const inBox = (name: string, tap: string, mac: string, then: string) =>
      start(
        `ip tuntap add dev ${tap} mode tap; ip link set ${tap} up; ` +
          `(until ip -o link show dev ${tap} | grep -q LOWER_UP; do sleep .1; done; ${then}) & ` +
          `${QEMU} -name ${name} -netdev tap,id=n0,ifname=${tap},script=no,downscript=no ` +
          `-device e1000,netdev=n0,mac=${mac}`,
      );
    inBox('boxed', 'tap-held', '52:54:00:b0:00:01', ':');
    inBox('moved', 'tap-moved', '52:54:00:b0:00:02', `ip link set tap-moved netns ${process.pid}`);
    await until('tap-moved is here', () => ip('link', 'set', 'tap-moved', 'up').catch(() => null));
    await isHeld('tap-moved');
    const topology = await readTopology();
    expect(behind(topology, 'tap-held')).toEqual([]);
    expect(behind(topology, 'tap-moved')).toEqual(['moved 52:54:00:b0:00:02: qemu-args kernel-fd']);
    expect(topology.nodes).not.toContainEqual(expect.objectContaining({ kind: 'vm', name: 'boxed' }));
  }, 60_000);

  it('by QEMU’s monitor is its domain’s, and a renamed one is told as renamed', async () => {
    await ip('tuntap', 'add', 'dev', 'tap-held', 'mode', 'tap');
    await ip('link', 'set', 'tap-held', 'master', 'br0', 'up');
    const uuid = await uuidOf('paused-vm');
    const monitor = (command: string) => virsh('qemu-monitor-command', uuid, '--hmp', command);
    await monitor('netdev_add tap,id=hp0,ifname=tap-held,script=no,downscript=no');
    await isHeld('tap-held');
    expect(behind(await readTopology(), 'tap-held')).toEqual(['paused-vm null: kernel-fd']);
    await monitor('netdev_del hp0');

    const tap = await liveTapOf('paused-vm', '52:54:00:dd:00:01');
    for (const [from, to] of [
      [tap, 'lan-renamed'],
      ['lan-renamed', tap],
    ] as const) {
      await ip('link', 'set', from, 'down');
      await ip('link', 'set', from, 'name', to);
      await ip('link', 'set', to, 'up');
      const topology = await readTopology();
      const codes = topology.edges.flatMap(({ conflicts }) => conflicts.map(({ code }) => code));
      expect([behind(topology, to).length, codes]).toEqual([1, to === tap ? [] : ['renamed-tap']]);
    }
  }, 60_000);
});
