import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from './editing.ts';
import { applied, foundNow, theFound, titlesOf } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, uuidOf, virsh } from './support/lab.ts';

describeInLab('a network of libvirt’s', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('is stopped under a VM that runs, and started by its own edit', async () => {
    finds({ code: 'network-inactive', gone: 'edit' });
    const tap = await liveTapOf(`it's "q"`, 'fe:54:00:bb:00:02');
    await virsh('net-destroy', 'routed');
    const stopped = await theFound('network-inactive');
    expect(stopped).toMatchObject({
      severity: 'error',
      subject: ['network:routed', `vm:${await uuidOf(`it's "q"`)}`],
      title: `routed isn’t active, although it's "q" needs it`,
    });
    await applied(bench, stopped);
    expect(await foundNow('network-inactive')).toEqual([]);
    expect(await virsh('net-info', 'routed')).toMatch(/Active: +yes/);
    // Its bridge is a new one: what is left of the fault is told, with what mends that.
    expect(await masterOf(tap)).toBeNull();
    await applied(bench, await theFound('tap-no-bridge'));
    expect(await masterOf(tap)).toBe('virbr2');
  });

  test('doesn’t start with the host, but a VM on it does', async () => {
    finds({ code: 'network-not-autostart', gone: 'edit' });
    await virsh('autostart', await uuidOf('1'));
    const manual = await theFound('network-not-autostart');
    expect(manual).toMatchObject({
      severity: 'warning',
      title: 'default doesn’t start with the host, but 1 does',
    });
    await applied(bench, manual);
    expect(await foundNow('network-not-autostart')).toEqual([]);
    expect(await virsh('net-info', 'default')).toMatch(/Autostart: +yes/);
    // Made anew it would take all of its VMs with it.
    await virsh('net-autostart', '--disable', 'default');
  });

  test('has the subnet of the LAN', async () => {
    finds({ code: 'network-subnet-clash', gone: 'by hand' });
    await ip('addr', 'add', '10.77.3.9/24', 'dev', 'br0');
    expect(await theFound('network-subnet-clash')).toMatchObject({
      severity: 'error',
      subject: ['network:routed', 'link:br0'],
      title: 'routed has the same addresses as br0',
    });
    await ip('addr', 'del', '10.77.3.9/24', 'dev', 'br0');
    expect(await titlesOf('network-subnet-clash')).toEqual([]);
  });
});
