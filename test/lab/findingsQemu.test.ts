import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { foundNow, theFound } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, ip, resetLab, until } from './support/lab.ts';

let qemu: ChildProcess | null = null;

/** A QEMU that nothing manages, with two virtio NICs on TAPs that it makes and this connects. */
async function start(taps: readonly [string, string], ...options: readonly [string, string]): Promise<void> {
  qemu = spawn(
    'qemu-system-x86_64',
    [
      ...['-S', '-display', 'none', '-nodefaults', '-no-user-config', '-m', '16', '-name', 'plain'],
      ...['-machine', 'pc,accel=kvm:tcg'],
      ...options.flatMap((option, nic) => [
        ...['-netdev', `tap,id=n${nic},script=no,downscript=no${option}`],
        ...['-device', `virtio-net-pci,netdev=n${nic},mac=52:54:00:af:00:0${nic + 1},romfile=`],
      ]),
    ],
    { stdio: 'ignore' },
  );
  for (const tap of taps) {
    await until(`${tap} is there`, () => ip('link', 'set', tap, 'master', 'br1', 'up').catch(() => null));
  }
}

async function stop(): Promise<void> {
  if (qemu === null) return;
  const ended = once(qemu, 'exit');
  if (qemu.exitCode === null && qemu.kill()) await ended;
  qemu = null;
}

describeInLab('a QEMU that nothing manages', () => {
  afterEach(async () => {
    await stop();
    await resetLab();
  });

  test('lets the kernel name its TAPs, so that which is behind which NIC can’t be told', async () => {
    finds({ code: 'cable-ambiguous', gone: 'by hand' });
    expect(await foundNow('cable-ambiguous')).toEqual([]);
    // The lab has a tap0.
    await start(['tap1', 'tap2'], '', '');
    const found = await foundNow('cable-ambiguous');
    expect(found.map(({ severity, subject }) => [severity, subject[0]])).toEqual([
      ['warning', 'vnic:qemu-plain/52:54:00:af:00:01'],
      ['warning', 'vnic:qemu-plain/52:54:00:af:00:02'],
    ]);
    expect(found[0]?.why).toContain('holds tap1, tap2, and nothing tells which is behind which vNIC');
    await stop();
    await start(['tap-a', 'tap-b'], ',ifname=tap-a', ',ifname=tap-b');
    expect(await foundNow('cable-ambiguous')).toEqual([]);
  });

  test('copies the frames of its virtio NICs itself', async () => {
    expect(await foundNow('vhost-not-used')).toEqual([]);
    await start(['tap-a', 'tap-b'], ',ifname=tap-a', ',ifname=tap-b');
    const isLoaded = / vhost-net$/m.test(await readFile('/proc/misc', 'utf8'));
    expect(await theFound('vhost-not-used')).toMatchObject({
      severity: 'info',
      title: expect.stringMatching(/^plain doesn’t use vhost-net for /),
      why: expect.stringContaining('Add vhost=on to its -netdev.'),
      evidence: expect.arrayContaining([`/proc/misc: ${isLoaded ? 'vhost-net' : 'no vhost-net'}`]),
      repairs: isLoaded ? [] : [{ commands: [['modprobe', 'vhost_net']] }],
    });
  });
});
