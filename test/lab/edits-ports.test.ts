import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkId } from '#shared/topology/model.ts';
import { Bench, vnicOf } from './editing.ts';
import { describeInLab, ip, liveTapOf, masterOf, portOf, resetLab, uuidOf, virsh } from './support/lab.ts';

const WEB_0 = '52:54:00:aa:00:01';
const ISOLATED = '52:54:00:77:00:33';

// A port that leaves its bridge loses what was set on it: the kernel forgets, whoever unplugs it.
describeInLab('what is set on a port', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  const set = (name: string, ...words: string[]) =>
    ip('link', 'set', 'dev', name, 'type', 'bridge_slave', ...words);

  test('goes with a loose TAP that is moved twice, and comes back with it when both moves are undone', async () => {
    const cable = linkId('tap-plugged');
    const first = await masterOf('tap-plugged');
    await set('tap-plugged', 'isolated', 'on', 'learning', 'off', 'mcast_flood', 'off');
    const own = { isolated: 'on', learning: 'off', mcast_flood: 'off' };
    const plan = await bench.plan({ kind: 'move', cable, to: linkId('br0') });
    expect(plan.effects.join(' ')).toContain(
      'keeps its port settings: learning off, mcast flood off, isolated on.',
    );
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect([await masterOf('tap-plugged'), await portOf('tap-plugged')]).toMatchObject(['br0', own]);

    expect((await bench.apply({ kind: 'move', cable, to: linkId('br-storage') })).outcome).toBe('done');
    expect([await masterOf('tap-plugged'), await portOf('tap-plugged')]).toMatchObject(['br-storage', own]);
    expect((await bench.undo()).outcome).toBe('done');
    expect([await masterOf('tap-plugged'), await portOf('tap-plugged')]).toMatchObject(['br0', own]);
    expect((await bench.undo()).outcome).toBe('done');
    expect([await masterOf('tap-plugged'), await portOf('tap-plugged')]).toMatchObject([first, own]);
    expect((await bench.redo()).outcome).toBe('done');
    expect([await masterOf('tap-plugged'), await portOf('tap-plugged')]).toMatchObject(['br0', own]);
  });

  test('is said to be lost by an unplug, and is set again by its undo: cost, priority and hairpin of a veth', async () => {
    await set('vethc0de42a', 'cost', '55', 'priority', '8', 'hairpin', 'on', 'group_fwd_mask', '0x8');
    const before = await portOf('vethc0de42a');
    const plan = await bench.plan({ kind: 'unplug', cable: linkId('vethc0de42a') });
    expect(plan.warnings).toContain(
      'vethc0de42a loses its port settings when it leaves its bridge: priority 8, hairpin on, group fwd mask 0x8, cost 55. An undo restores them.',
    );
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await masterOf('vethc0de42a')).toBeNull();
    expect((await bench.undo()).outcome).toBe('done');
    expect(await portOf('vethc0de42a')).toEqual(before);
  });

  test('by hand goes with a vNIC that libvirt moves, and back with it', async () => {
    const cable = await vnicOf('web 01', WEB_0);
    const vnet = await liveTapOf('web 01', WEB_0);
    await set(vnet, 'learning', 'off', 'hairpin', 'on');
    const own = { learning: 'off', hairpin: 'on' };
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1') })).outcome).toBe('done');
    expect([await masterOf(vnet), await portOf(vnet)]).toMatchObject(['br1', own]);
    expect((await bench.undo()).outcome).toBe('done');
    expect([await masterOf(vnet), await portOf(vnet)]).toMatchObject(['br0', own]);
  });

  test('on libvirt’s record is set again where ip plugs a vNIC in: isolation', async () => {
    const uuid = await uuidOf('web 01');
    await writeFile(
      '/tmp/isolated.xml',
      `<interface type='bridge'><mac address='${ISOLATED}'/><source bridge='br1'/><port isolated='yes'/><model type='virtio'/></interface>`,
    );
    await virsh('attach-device', uuid, '/tmp/isolated.xml', '--live');
    const vnet = await liveTapOf('web 01', ISOLATED);
    const cable = await vnicOf('web 01', ISOLATED);
    expect(await portOf(vnet)).toMatchObject({ isolated: 'on' });
    expect((await bench.apply({ kind: 'unplug', cable })).outcome).toBe('done');
    const plan = await bench.plan({ kind: 'move', cable, to: linkId('br1'), persist: 'now' });
    expect(plan.effects).toContain(`The port of ${vnet} is set to isolated on, as libvirt has it on record.`);
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect([await masterOf(vnet), await portOf(vnet)]).toMatchObject(['br1', { isolated: 'on' }]);
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br0'), persist: 'now' })).outcome).toBe(
      'done',
    );
    expect([await masterOf(vnet), await portOf(vnet)]).toMatchObject(['br0', { isolated: 'on' }]);
    expect((await bench.undo()).outcome).toBe('done');
    expect([await masterOf(vnet), await portOf(vnet)]).toMatchObject(['br1', { isolated: 'on' }]);
  });

  test('by hand on the port of a vNIC is said to be lost when it is detached', async () => {
    const vnet = await liveTapOf('web 01', WEB_0);
    await set(vnet, 'flood', 'off');
    const plan = await bench.plan({ kind: 'detach', cable: await vnicOf('web 01', WEB_0), persist: 'now' });
    expect(plan.warnings[0]).toContain(
      `${vnet} is deleted with the vNIC, along with its port settings: flood off.`,
    );
  });

  test('comes back with a bridge that was deleted', async () => {
    await ip('link', 'add', 'br8', 'type', 'bridge');
    await ip('tuntap', 'add', 'dev', 'tap8', 'mode', 'tap');
    await ip('link', 'set', 'dev', 'tap8', 'master', 'br8');
    await set('tap8', 'isolated', 'on', 'bcast_flood', 'off');
    const plan = await bench.plan({ kind: 'link-delete', link: linkId('br8') });
    expect(plan.warnings[0]).toContain(
      'tap8 loses its port settings when it leaves its bridge: bcast flood off, isolated on.',
    );
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await masterOf('tap8')).toBeNull();
    expect((await bench.undo()).outcome).toBe('done');
    expect([await masterOf('tap8'), await portOf('tap8')]).toMatchObject([
      'br8',
      { isolated: 'on', bcast_flood: 'off' },
    ]);
  });

  test('stays behind where it names another port, which is said; the undo brings it back', async () => {
    await ip('tuntap', 'add', 'dev', 'tap-spare', 'mode', 'tap');
    await ip('link', 'set', 'dev', 'tap-spare', 'master', (await masterOf('tap-plugged')) ?? '');
    await set('tap-plugged', 'backup_port', 'tap-spare', 'flood', 'off');
    const plan = await bench.plan({ kind: 'move', cable: linkId('tap-plugged'), to: linkId('br0') });
    expect(plan.warnings[0]).toBe(
      'tap-plugged has the backup port tap-spare, which is not on br0, so it has none there.',
    );
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await portOf('tap-plugged')).toMatchObject({ flood: 'off' });
    expect((await bench.undo()).outcome).toBe('done');
    expect(await portOf('tap-plugged')).toMatchObject({ flood: 'off', backup_port: 'tap-spare' });
  });

  test('that somebody else changes meanwhile is theirs: the undo is refused', async () => {
    await set('tap-plugged', 'isolated', 'on');
    expect(
      (await bench.apply({ kind: 'move', cable: linkId('tap-plugged'), to: linkId('br0') })).outcome,
    ).toBe('done');
    await set('tap-plugged', 'isolated', 'off');
    await bench.engine.refresh();
    expect(bench.engine.planUndo()).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('tap-plugged has isolated off.') },
    });
  });
});
