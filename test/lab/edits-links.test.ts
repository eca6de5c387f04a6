import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { Bench, plugsOf, vnicOf, xmlOf } from './editing.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, uuidOf, virsh } from './support/lab.ts';
import { proves } from './support/proves.ts';

const WEB_0 = '52:54:00:aa:00:01';
const WEB_4 = '52:54:00:aa:00:05';

describeInLab('cables without libvirt', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('a loose TAP is plugged in and unplugged', async () => {
    proves(
      { edit: 'move a link', live: true, undo: true, redo: true, by: ['ip'] },
      { edit: 'unplug a link', live: true, undo: true, redo: true, by: ['ip'] },
    );
    expect((await bench.apply({ kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') })).outcome).toBe(
      'done',
    );
    expect(await masterOf('tap-loose')).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBeNull();
    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBe('br1');

    expect((await bench.apply({ kind: 'unplug', cable: linkId('tap-loose') })).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBeNull();
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBe('br1');
    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf('tap-loose')).toBeNull();
  });

  test('a TAP goes into the bridge of a network', async () => {
    const to = networkId('lab net 2');
    expect((await bench.apply({ kind: 'move', cable: linkId('tap-plugged'), to })).outcome).toBe('done');
    expect(await masterOf('tap-plugged')).toBe('virbr1');
  });

  test('the TAP of a QEMU that libvirt knows nothing of is moved', async () => {
    expect((await bench.apply({ kind: 'move', cable: linkId('tap0'), to: linkId('br0') })).outcome).toBe(
      'done',
    );
    expect(await masterOf('tap0')).toBe('br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('tap0')).toBe('br1');
  });

  test("a container's veth is moved", async () => {
    const cable = linkId('vethc0de42a');
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1') })).outcome).toBe('done');
    expect(await masterOf('vethc0de42a')).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf('vethc0de42a')).toBe('br0');
  });

  test.each([
    ['enp3s0', 'default route'],
    ['br0', 'br0 is a bridge'],
  ])('%s is not touched, and it is told why', async (name, why) => {
    await bench.engine.refresh();
    for (const edit of [
      { kind: 'move', cable: linkId(name), to: linkId('br1') },
      { kind: 'unplug', cable: linkId(name) },
    ] as const) {
      expect(bench.engine.plan(edit)).toMatchObject({
        ok: false,
        refusal: { why: expect.stringContaining(why) },
      });
    }
  });

  test('names that look like options or hold shell characters', async () => {
    await ip('tuntap', 'add', 'dev', 'a;b', 'mode', 'tap');
    await ip('tuntap', 'add', 'dev', '-x', 'mode', 'tap');
    for (const name of ['a;b', '-x']) {
      const result = await bench.apply({ kind: 'move', cable: linkId(name), to: linkId('br1') });
      expect(result.outcome).toBe('done');
      expect(await masterOf(name)).toBe('br1');
    }
  });
});

describeInLab('the cable of a vNIC', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('is unplugged from its bridge, and libvirt is not told', async () => {
    proves({ edit: 'unplug', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const tap = await liveTapOf('web 01', WEB_0);
    const result = await bench.apply({ kind: 'unplug', cable: await vnicOf('web 01', WEB_0) });
    expect(result.outcome).toBe('done');
    expect(await masterOf(tap)).toBeNull();
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf(tap)).toBeNull();
    for (const side of ['live', 'config'] as const)
      expect((await plugsOf('web 01', side))[0]).toBe('bridge br0');
  });

  test('is set down and up, live and in the definition', async () => {
    proves({ edit: 'link', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const cable = await vnicOf('web 01', WEB_0);
    const uuid = await uuidOf('web 01');
    const tap = await liveTapOf('web 01', WEB_0);
    expect((await bench.apply({ kind: 'link', cable, state: 'down' })).outcome).toBe('done');
    expect(await virsh('domif-getlink', uuid, tap)).toContain('down');
    expect(await virsh('domif-getlink', uuid, WEB_0, '--config')).toContain('down');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await virsh('domif-getlink', uuid, tap)).toContain('up');
    expect(await virsh('domif-getlink', uuid, WEB_0, '--config')).toContain('up');
    expect((await bench.redo()).outcome).toBe('done');
    expect(await virsh('domif-getlink', uuid, tap)).toContain('down');
    expect(await virsh('domif-getlink', uuid, WEB_0, '--config')).toContain('down');
    expect(await masterOf(tap)).toBe('br0');
  });

  test('keeps its network when its link is set, where domif-setlink would tie it to the bridge', async () => {
    const cable = await vnicOf('web 01', WEB_4);
    expect((await bench.apply({ kind: 'link', cable, state: 'up' })).outcome).toBe('done');
    expect(await xmlOf('web 01', 'live')).toMatch(/<source network='hostbr'[^>]*bridge='br1'\/>/);
    expect((await plugsOf('web 01', 'live'))[4]).toBe('bridge hostbr');
  });

  test.each(['52:54:00:aa:00:03', '52:54:00:aa:00:04'])('is set down where it is no TAP: %s', async (mac) => {
    const cable = await vnicOf('web 01', mac);
    expect((await bench.apply({ kind: 'link', cable, state: 'down' })).outcome).toBe('done');
    expect(await virsh('domif-getlink', await uuidOf('web 01'), mac)).toContain('down');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await virsh('domif-getlink', await uuidOf('web 01'), mac)).toContain('up');
  });

  test('survives a restart of its VM: undo finds the TAP by its new name', async () => {
    const tap = await liveTapOf('deaf', '52:54:00:ad:00:01');
    const cable = await vnicOf('deaf', '52:54:00:ad:00:01');
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br0') })).outcome).toBe('done');
    const uuid = await uuidOf('deaf');
    await virsh('destroy', uuid);
    await virsh('start', uuid);
    const renamed = await liveTapOf('deaf', '52:54:00:ad:00:01');
    expect(renamed).not.toBe(tap);
    expect(await masterOf(renamed)).toBe('br0');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(renamed)).toBe('br1');
    expect(await plugsOf('deaf', 'config')).toEqual(['bridge br1', 'network default']);
  });

  test('is not undone when someone else changed it since, and what was for a VM that stopped is told', async () => {
    const cable = await vnicOf('deaf', '52:54:00:ad:00:01');
    await bench.apply({ kind: 'unplug', cable });
    await ip('link', 'set', await liveTapOf('deaf', '52:54:00:ad:00:01'), 'master', 'br-storage');
    await bench.engine.refresh();
    const changed = bench.engine.planUndo();
    expect(changed.ok ? '' : changed.refusal.why).toContain('changed since');
    await virsh('destroy', await uuidOf('deaf'));
    await bench.engine.refresh();
    const stopped = bench.engine.planUndo();
    expect(stopped.ok ? '' : stopped.refusal.why).toContain('has been stopped');
  });
});

describeInLab('a VM that is shut off', () => {
  let bench: Bench;
  const mac = '52:54:00:cc:00:01';

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('called 1, which virsh would take for an id, is edited in its definition', async () => {
    proves(
      { edit: 'move', off: true, undo: true, by: ['virsh'] },
      { edit: 'link', off: true, undo: true, by: ['virsh'] },
    );
    const cable = await vnicOf('1', mac);
    const was = await xmlOf('1', 'config');
    expect((await bench.apply({ kind: 'move', cable, to: networkId('lab net 2') })).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['network lab net 2', 'network default']);
    expect((await bench.apply({ kind: 'link', cable, state: 'down' })).outcome).toBe('done');
    expect(await virsh('domif-getlink', await uuidOf('1'), mac, '--config')).toContain('down');
    expect((await bench.undo()).outcome).toBe('done');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
    expect((await xmlOf('1', 'config')).replace(/\s*<link state='up'\/>/, '')).toBe(was);
  });

  test('gets a vNIC and loses one', async () => {
    proves(
      { edit: 'attach', off: true, undo: true, by: ['virsh'] },
      { edit: 'detach', off: true, undo: true, redo: true, by: ['virsh'] },
    );
    const vm = vmId(await uuidOf('1'));
    const attached = await bench.apply({ kind: 'attach', vm, to: linkId('br1'), mac: '52:54:00:12:34:56' });
    expect(attached.outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default', 'bridge br1']);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);

    expect((await bench.apply({ kind: 'detach', cable: await vnicOf('1', mac) })).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['network default']);
    expect((await bench.undo()).outcome).toBe('done');
    expect((await plugsOf('1', 'config')).toSorted()).toEqual(['bridge br0', 'network default']);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toEqual(['network default']);
  });

  test('can’t be unplugged, as it has no TAP', async () => {
    proves({ edit: 'unplug', off: 'refused', by: ['virsh'] });
    await bench.engine.refresh();
    const planned = bench.engine.plan({ kind: 'unplug', cable: await vnicOf('1', mac) });
    expect(planned.ok ? '' : planned.refusal.why).toContain('no TAP');
    expect(await plugsOf('1', 'config')).toContain('bridge br0');
  });
});
