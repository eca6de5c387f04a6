import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkId, networkId } from '#shared/topology/model.ts';
import { Bench, before, plugsOf, vnicOf, xmlOf } from './editing.ts';
import {
  describeInLab,
  guestIsUp,
  ip,
  liveTapOf,
  liveTapsOf,
  masterOf,
  resetLab,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';
import { proves } from './support/proves.ts';

const WEB_0 = '52:54:00:aa:00:01';
const WEB_1 = '52:54:00:aa:00:02';
const WEB_4 = '52:54:00:aa:00:05';

describeInLab('a running VM is re-plugged', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('from bridge to bridge; undo leads back, redo does it again', async () => {
    proves({ edit: 'move', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const tap = await liveTapOf('web 01', WEB_0);
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('web 01', WEB_0),
      to: linkId('br1'),
    });
    expect(result).toMatchObject({ outcome: 'done', steps: [{ outcome: 'done' }, { outcome: 'done' }] });
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');

    expect(bench.engine.history()).toEqual({ undo: 'Move web 01’s net0 from br0 to br1', redo: null });
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');

    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br1');
    expect(bench.engine.history()).toEqual({ undo: 'Move web 01’s net0 from br0 to br1', redo: null });
  });

  test('from a bridge to a network and from there to a bridge, for now only', async () => {
    proves({ edit: 'move', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const cable = await vnicOf('web 01', WEB_0);
    const tap = await liveTapOf('web 01', WEB_0);
    const toNetwork = await bench.apply({ kind: 'move', cable, to: networkId('lab net 2'), persist: 'now' });
    expect(toNetwork.outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('network lab net 2');
    expect(await masterOf(tap)).toBe('virbr1');

    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1'), persist: 'now' })).outcome).toBe(
      'done',
    );
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');

    expect((await bench.undo()).outcome).toBe('done');
    expect((await bench.undo()).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect(await masterOf(tap)).toBe('br0');
    expect((await bench.redo()).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('network lab net 2');
  });

  test('off a forward-mode=bridge network and back to it, not to its bridge; its link stays down', async () => {
    const cable = await vnicOf('web 01', WEB_4);
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br0') })).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[4]).toBe('bridge br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[4]).toBe('bridge hostbr');
    expect((await plugsOf('web 01', 'config'))[4]).toBe('network hostbr');
    expect(await xmlOf('web 01', 'live')).toMatch(
      /<source network='hostbr'[^>]*bridge='br1'\/>\s*<target[^>]*>\s*<model[^>]*>\s*<link state='down'\/>/,
    );
  });

  test('and its guest gets an address of the other network', async () => {
    await guestIsUp();
    const mac = '52:54:00:ac:00:01';
    const cable = await vnicOf('guest', mac);
    expect(await virsh('net-dhcp-leases', 'lab net 2')).not.toContain(mac);
    expect((await bench.apply({ kind: 'move', cable, to: networkId('lab net 2') })).outcome).toBe('done');
    await until('the guest has a lease of lab net 2', async () =>
      (await virsh('net-dhcp-leases', 'lab net 2')).includes(mac) ? true : null,
    );
  });

  test('while it is paused', async () => {
    const mac = '52:54:00:dd:00:01';
    const tap = await liveTapOf('paused-vm', mac);
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('paused-vm', mac),
      to: linkId('br1'),
    });
    expect(result.outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br-storage');
  });

  test('when it is transient', async () => {
    const mac = '52:54:00:ab:00:01';
    const plan = await bench.plan({ kind: 'move', cable: await vnicOf('transient', mac), to: linkId('br1') });
    expect(plan.persistChoices).toEqual(['now']);
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await masterOf(await liveTapOf('transient', mac))).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('transient', 'live')).toEqual(['network lab net 2']);
  });

  test('whatever its name is, and when another VM holds the same MAC', async () => {
    const quoted = `it's "q"`;
    const result = await bench.apply({ kind: 'move', cable: await vnicOf(quoted, WEB_0), to: linkId('br1') });
    expect(result.outcome).toBe('done');
    expect(await masterOf('clone-tap')).toBe('br1');
    expect(await masterOf(await liveTapOf('web 01', WEB_0))).toBe('br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('clone-tap')).toBe('br0');

    const script = '<script>alert("Köln ✓")<script>';
    const cable = await vnicOf(script, '52:54:00:ee:00:01');
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1') })).outcome).toBe('done');
    expect(await plugsOf(script, 'live')).toEqual(['bridge br1']);
    expect(await plugsOf(script, 'config')).toEqual(['bridge br1']);
  });

  test('by one of two vNICs of the same MAC', async () => {
    const [first, second] = await liveTapsOf('twins');
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('twins', 'net1'),
      to: linkId('br-storage'),
    });
    expect(result.outcome).toBe('done');
    expect(await plugsOf('twins', 'live')).toEqual(['bridge br0', 'bridge br-storage']);
    expect(await plugsOf('twins', 'config')).toEqual(['bridge br0', 'bridge br-storage']);
    expect(await masterOf(first?.tap ?? '')).toBe('br0');
    expect(await masterOf(second?.tap ?? '')).toBe('br-storage');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('twins', 'live')).toEqual(['bridge br0', 'bridge br1']);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf(second?.tap ?? '')).toBe('br-storage');
  });

  test('only from its next start on where libvirt refuses it live: macvtap and user networking', async () => {
    for (const [mac, index, was] of [
      ['52:54:00:aa:00:03', 2, 'direct enp4s0'],
      ['52:54:00:aa:00:04', 3, 'user -'],
    ] as const) {
      const plan = await bench.plan({ kind: 'move', cable: await vnicOf('web 01', mac), to: linkId('br1') });
      expect(plan.lasts).toBe('boot');
      expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
      expect((await plugsOf('web 01', 'config'))[index]).toBe('bridge br1');
      expect((await plugsOf('web 01', 'live'))[index]).toBe(was);
      expect((await bench.undo()).outcome).toBe('done');
      expect((await plugsOf('web 01', 'config'))[index]).toBe(was);
    }
  });
});

describeInLab('where libvirt and the kernel disagree', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('a TAP that was moved behind the back of libvirt goes back to where libvirt believes it is', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'master', 'br-storage');
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('web 01', WEB_0),
      to: linkId('br0'),
    });
    expect(result).toMatchObject({
      outcome: 'done',
      steps: [{ command: `ip link set dev ${tap} master br0` }],
    });
    expect(await masterOf(tap)).toBe('br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br-storage');
  });

  test('a TAP that was moved behind the back of libvirt goes elsewhere, and undo leads to where it was', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'master', 'br-storage');
    const cable = await vnicOf('web 01', WEB_0);
    const result = await bench.apply({ kind: 'move', cable, to: linkId('br1') });
    expect(result.outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br-storage');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
  });

  test('libvirt is told where the TAP really is', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'master', 'br1');
    const cable = await vnicOf('web 01', WEB_0);
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1') })).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');
  });

  test('a TAP that a restart of its network orphaned is plugged in again, or elsewhere', async () => {
    const tap = await liveTapOf('web 01', WEB_1);
    const cable = await vnicOf('web 01', WEB_1);
    const orphan = async () => {
      await virsh('net-destroy', 'lab net 2');
      await virsh('net-start', 'lab net 2');
      expect(await masterOf(tap)).toBeNull();
    };
    await orphan();
    expect((await bench.apply({ kind: 'move', cable, to: networkId('lab net 2') })).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('virbr1');

    await orphan();
    const elsewhere = await bench.apply({ kind: 'move', cable, to: linkId('br1') });
    expect(elsewhere).toMatchObject({
      outcome: 'done',
      steps: [{ outcome: 'done' }, { outcome: 'already-so' }, { outcome: 'done' }],
    });
    expect(await masterOf(tap)).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect((await plugsOf('web 01', 'live'))[1]).toBe('network lab net 2');
  });

  test('a TAP whose bridge was deleted and made anew is plugged in again', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'add', 'br9', 'type', 'bridge');
    const cable = await vnicOf('web 01', WEB_0);
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br9'), persist: 'now' })).outcome).toBe(
      'done',
    );
    await ip('link', 'del', 'br9');
    await ip('link', 'add', 'br9', 'type', 'bridge');
    expect(await masterOf(tap)).toBeNull();
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br9'), persist: 'now' })).outcome).toBe(
      'done',
    );
    expect(await masterOf(tap)).toBe('br9');
  });
});

describeInLab('a move that fails is put back', () => {
  afterEach(resetLab);

  test('when its target turns out to be no bridge: ip takes the TAP off its bridge before it fails', async () => {
    await ip('link', 'add', 'br9', 'type', 'bridge');
    const bench = await Bench.open(
      before('ip link set', async () => {
        await ip('link', 'del', 'br9');
        await ip('tuntap', 'add', 'dev', 'br9', 'mode', 'tap');
        return null;
      }),
    );
    const result = await bench.apply({ kind: 'move', cable: linkId('tap-plugged'), to: linkId('br9') });
    await bench.close();
    expect(result).toMatchObject({ outcome: 'put-back', steps: [{ outcome: 'failed' }] });
    expect(result.message).toContain('only bridges');
    expect(await masterOf('tap-plugged')).toBe('br1');
    expect(bench.engine.history()).toEqual({ undo: null, redo: null });
  });

  test('when a later step fails: the running VM is led back', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    const refusal = {
      kind: 'exited',
      exitCode: 1,
      stdout: '',
      stderr: 'error: No space left on device',
    } as const;
    const bench = await Bench.open(before('--config', async () => refusal));
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('web 01', WEB_0),
      to: linkId('br1'),
    });
    await bench.close();
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('No space left on device');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['put-back', 'failed']);
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
  });

  test('as far as it can be, and the rest is said, when someone else changed the VM meanwhile', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    const uuid = await uuidOf('web 01');
    // The definition loses the vNIC between the two steps.
    const bench = await Bench.open(
      before('--config', async () => {
        await virsh('detach-interface', uuid, 'bridge', '--mac', WEB_0, '--config');
        return null;
      }),
    );
    const result = await bench.apply({
      kind: 'move',
      cable: await vnicOf('web 01', WEB_0),
      to: linkId('br1'),
    });
    await bench.close();
    expect(result.outcome).toBe('half-done');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['put-back', 'not-put-back']);
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
  });

  test('when the plan is of the time before a change: nothing is run, and there is a fresh plan', async () => {
    const bench = await Bench.open();
    const tap = await liveTapOf('web 01', WEB_0);
    const plan = await bench.plan({ kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br1') });
    await ip('link', 'set', tap, 'master', 'br-storage');
    const result = await bench.engine.apply(plan.id);
    expect(result).toMatchObject({ outcome: 'stale', steps: [] });
    expect(await masterOf(tap)).toBe('br-storage');
    const fresh = await bench.engine.apply(result.freshPlan?.id ?? '');
    await bench.close();
    expect(fresh.outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br1');
  });

  test('an edit of another VM makes no plan stale', async () => {
    const bench = await Bench.open();
    const plan = await bench.plan({ kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br1') });
    await ip('link', 'set', 'tap-loose', 'master', 'br1');
    const result = await bench.engine.apply(plan.id);
    await bench.close();
    expect(result.outcome).toBe('done');
  });
});
