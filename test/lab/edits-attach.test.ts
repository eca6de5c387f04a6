import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { Bench, plugsOf, vnicOf, xmlOf } from './editing.ts';
import {
  describeInLab,
  guestIsUp,
  liveTapOf,
  liveTapsOf,
  masterOf,
  resetLab,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';
import { proves } from './support/proves.ts';

const NEW = '52:54:00:12:34:56';
const GUEST = '52:54:00:ac:00:01';
const DEAF_0 = '52:54:00:ad:00:01';
const TWIN = '52:54:00:ff:00:01';

describeInLab('a vNIC comes and goes', () => {
  let bench: Bench;

  beforeEach(async () => {
    await guestIsUp();
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('attached to a bridge, at once and for good; undone, and done again with the same MAC', async () => {
    proves({ edit: 'attach', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const vm = vmId(await uuidOf('guest'));
    const plan = await bench.plan({ kind: 'attach', vm, to: linkId('br1'), model: 'virtio' });
    const mac = plan.edit?.kind === 'attach' ? (plan.edit.mac ?? '') : '';
    expect(mac).toMatch(/^52:54:00:/);
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual(['network default', 'bridge br1']);
    expect(await plugsOf('guest', 'config')).toEqual(['network default', 'bridge br1']);
    expect(await masterOf(await liveTapOf('guest', mac))).toBe('br1');

    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual(['network default']);
    expect(await plugsOf('guest', 'config')).toEqual(['network default']);

    expect((await bench.redo()).outcome).toBe('done');
    expect(await masterOf(await liveTapOf('guest', mac))).toBe('br1');
  });

  test('attached to a network, with a model and MAC of the user’s choice, until the next start', async () => {
    const vm = vmId(await uuidOf('deaf'));
    const to = networkId('lab net 2');
    const result = await bench.apply({ kind: 'attach', vm, to, model: 'e1000', mac: NEW, persist: 'now' });
    expect(result.outcome).toBe('done');
    expect(await virsh('domiflist', await uuidOf('deaf'))).toMatch(
      /network +lab net 2 +e1000 +52:54:00:12:34:56/,
    );
    expect(await plugsOf('deaf', 'config')).toHaveLength(2);
    expect(await masterOf(await liveTapOf('deaf', NEW))).toBe('virbr1');
  });

  test('is not attached when QEMU does not know its model, and nothing is left behind', async () => {
    const vm = vmId(await uuidOf('deaf'));
    const result = await bench.apply({ kind: 'attach', vm, to: linkId('br1'), model: 'no-such-nic' });
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('no-such-nic');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run']);
    expect(await plugsOf('deaf', 'live')).toHaveLength(2);
    expect(await plugsOf('deaf', 'config')).toHaveLength(2);
  });

  test('detached from a guest that answers; undo gives it back as it was', async () => {
    proves({ edit: 'detach', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const was = await xmlOf('guest', 'config');
    const result = await bench.apply({ kind: 'detach', cable: await vnicOf('guest', GUEST) });
    expect(result.outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual([]);
    expect(await plugsOf('guest', 'config')).toEqual([]);

    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual(['network default']);
    expect(await xmlOf('guest', 'config')).toBe(was);
    expect(await masterOf(await liveTapOf('guest', GUEST))).toBe('virbr0');

    expect((await bench.redo()).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual([]);
  });

  test('asked of a guest that does not answer: told, and the definition is left alone', async () => {
    const told: string[] = [];
    const plan = await bench.plan({ kind: 'detach', cable: await vnicOf('deaf', DEAF_0) });
    const result = await bench.engine.apply(plan.id, ({ doing }) => told.push(doing));
    expect(told).toContain('waiting for the guest to release the vNIC');
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('the guest has not released it');
    expect(result.advice).toContain('may still release');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run']);
    expect(await plugsOf('deaf', 'live')).toHaveLength(2);
    expect(await plugsOf('deaf', 'config')).toHaveLength(2);
  });

  test('cancelled while the guest does not answer', async () => {
    const plan = await bench.plan({ kind: 'detach', cable: await vnicOf('deaf', DEAF_0) });
    const applying = bench.engine.apply(plan.id, ({ doing, cancellable }) => {
      if (cancellable && doing.startsWith('waiting for the guest')) bench.engine.cancel(plan.id);
    });
    const meanwhile = await bench.engine.apply(
      (await bench.plan({ kind: 'unplug', cable: linkId('tap-plugged') })).id,
    );
    expect(meanwhile).toMatchObject({ outcome: 'refused', message: 'Another change is being applied.' });
    const result = await applying;
    expect(result.outcome).toBe('cancelled');
    expect(result.advice).toContain('may still release');
    expect(await plugsOf('deaf', 'config')).toHaveLength(2);
  });

  test('detached for the next start only, from a guest that does not answer', async () => {
    const cable = await vnicOf('deaf', DEAF_0);
    expect((await bench.apply({ kind: 'detach', cable, persist: 'boot' })).outcome).toBe('done');
    expect(await plugsOf('deaf', 'config')).toEqual(['network default']);
    expect(await plugsOf('deaf', 'live')).toHaveLength(2);
    expect((await bench.undo()).outcome).toBe('done');
    expect((await plugsOf('deaf', 'config')).toSorted()).toEqual(['bridge br1', 'network default']);
  });

  test('one of two vNICs of one MAC is detached and given back, and it is always the same one', async () => {
    const taps = (await liveTapsOf('twins')).map(({ tap }) => tap);
    const cable = await vnicOf('twins', 'net1');
    expect((await bench.apply({ kind: 'detach', cable, persist: 'boot' })).outcome).toBe('done');
    expect(await plugsOf('twins', 'config')).toEqual(['bridge br0']);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('twins', 'config')).toEqual(['bridge br0', 'bridge br1']);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await plugsOf('twins', 'config')).toEqual(['bridge br0']);
    expect((await liveTapsOf('twins')).map(({ tap }) => tap)).toEqual(taps);
  });

  test('two vNICs of one MAC in a guest that answers: the chosen one goes, and comes back', async () => {
    const uuid = await uuidOf('guest');
    const add = [
      'attach-interface',
      uuid,
      'bridge',
      'br1',
      '--mac',
      TWIN,
      '--model',
      'virtio',
      '--live',
      '--config',
    ];
    await virsh(...add);
    await virsh(...add.with(3, 'br-storage'));
    await until('the guest has both', async () =>
      (await plugsOf('guest', 'live')).length === 3 ? true : null,
    );
    const aliases = [...(await xmlOf('guest', 'live')).matchAll(/<alias name='(net\d+)'\/>/g)].map(
      (match) => match[1],
    );
    const cable = await vnicOf('guest', aliases[1] ?? '');
    expect((await bench.apply({ kind: 'detach', cable })).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual(['network default', 'bridge br-storage']);
    expect(await plugsOf('guest', 'config')).toEqual(['network default', 'bridge br-storage']);
    expect((await bench.undo()).outcome).toBe('done');
    for (const side of ['live', 'config'] as const) {
      expect((await plugsOf('guest', side)).toSorted()).toEqual([
        'bridge br-storage',
        'bridge br1',
        'network default',
      ]);
    }
    expect((await bench.redo()).outcome).toBe('done');
    expect(await plugsOf('guest', 'live')).toEqual(['network default', 'bridge br-storage']);
  });
});
