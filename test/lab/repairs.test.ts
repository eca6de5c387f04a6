import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Edit, Repair } from '#shared/edits/model.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { repairsOf } from '../unit/support/differences.ts';
import { Bench, plugsOf, vnicOf, xmlOf } from './editing.ts';
import {
  describeInLab,
  guestIsUp,
  ip,
  liveTapOf,
  liveTapsOf,
  masterOf,
  resetLab,
  uuidOf,
  virsh,
} from './support/lab.ts';
import { proves } from './support/proves.ts';

const WEB_0 = '52:54:00:aa:00:01';
const WEB_1 = '52:54:00:aa:00:02';
const NEW = '52:54:00:aa:00:11';
const GUEST = '52:54:00:ac:00:01';

let bench: Bench;
const open = async () => {
  bench = await Bench.open();
};
const close = async () => {
  await bench.close();
  await resetLab();
};

function repair(name: Repair, cable: NodeId): Edit {
  return { kind: 'repair', cable, repair: name };
}

/** What contradicts a cable on a fresh read, by code. */
async function differencesOf(cable: NodeId): Promise<string[]> {
  await bench.engine.refresh();
  return repairsOf(bench.engine.current().topology, cable)
    .map(({ conflict }) => conflict.code)
    .sort();
}

/** Applies it, and sees that it is done. */
async function mended(name: Repair, cable: NodeId): Promise<void> {
  expect(await bench.apply(repair(name, cable))).toMatchObject({ outcome: 'done' });
}

async function undone(): Promise<void> {
  expect(await bench.undo()).toMatchObject({ outcome: 'done' });
}

/** The lines of a side's XML that belong to one vNIC. */
async function vnicXml(vm: string, mac: string, side: 'live' | 'config'): Promise<string> {
  const all = (await xmlOf(vm, side)).match(/<interface [\s\S]*?<\/interface>/g) ?? [];
  return all.find((one) => one.includes(mac)) ?? '';
}

async function newTapsOf(vm: string): Promise<string[]> {
  return (await liveTapsOf(vm)).filter(({ mac }) => mac === NEW).map(({ tap }) => tap ?? '');
}

describeInLab('a TAP that was moved behind the back of libvirt', () => {
  let tap: string;
  let cable: NodeId;

  beforeEach(async () => {
    await open();
    tap = await liveTapOf('web 01', WEB_0);
    cable = await vnicOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'master', 'br1');
    expect(await differencesOf(cable)).toEqual(['next-boot', 'other-bridge']);
  });
  afterEach(close);

  test('stays, and libvirt is told where it is', async () => {
    proves({ edit: 'repair tell-libvirt', live: true, undo: true, by: ['ip', 'virsh'] });
    await mended('tell-libvirt', cable);
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br1');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    expect(await differencesOf(cable)).toEqual(['next-boot']);
    await undone();
    expect(await masterOf(tap)).toBe('br1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect(await differencesOf(cable)).toEqual(['next-boot', 'other-bridge']);
  });

  test('stays, is kept at the next boot, and then libvirt is told: all three states agree', async () => {
    proves({ edit: 'repair keep-place', live: true, undo: true, by: ['ip', 'virsh'] });
    await mended('keep-place', cable);
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br1');
    expect(await masterOf(tap)).toBe('br1');
    expect(await differencesOf(cable)).toEqual(['other-bridge']);
    await mended('tell-libvirt', cable);
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    await undone();
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
    expect(await differencesOf(cable)).toEqual(['next-boot', 'other-bridge']);
  });

  test.each(['replug', 'place-as-defined'] as const)('goes back by %s', async (name) => {
    proves({ edit: `repair ${name}`, live: true, undo: true, by: ['ip', 'virsh'] });
    await mended(name, cable);
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect(await masterOf(tap)).toBe('br1');
  });

  test('is told to libvirt by the network that owns the bridge', async () => {
    await ip('link', 'set', tap, 'master', 'virbr1');
    await mended('tell-libvirt', cable);
    expect(await masterOf(tap)).toBe('virbr1');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('network lab net 2');
    expect(await differencesOf(cable)).toEqual(['next-boot']);
  });
});

describeInLab('an orphaned TAP', () => {
  beforeEach(open);
  afterEach(close);

  test('of a network that was stopped and started is plugged in again, each of its VMs', async () => {
    proves({ edit: 'repair replug', live: true, undo: true, by: ['ip'] });
    await virsh('net-destroy', 'lab net 2');
    await virsh('net-start', 'lab net 2');
    for (const [vm, mac] of [
      ['web 01', WEB_1],
      ['transient', '52:54:00:ab:00:01'],
    ] as const) {
      const tap = await liveTapOf(vm, mac);
      const cable = await vnicOf(vm, mac);
      expect(await masterOf(tap)).toBeNull();
      expect(await differencesOf(cable)).toContain('orphaned');
      await mended('replug', cable);
      expect(await masterOf(tap)).toBe('virbr1');
      expect(await differencesOf(cable)).toEqual([]);
    }
    await undone();
    expect(await masterOf(await liveTapOf('transient', '52:54:00:ab:00:01'))).toBeNull();
    await undone();
    expect(await masterOf(await liveTapOf('web 01', WEB_1))).toBeNull();
  });

  test('follows its network to a bridge of another name, and libvirt knows it there', async () => {
    const tap = await liveTapOf('web 01', WEB_1);
    const cable = await vnicOf('web 01', WEB_1);
    const definition = await virsh('net-dumpxml', '--inactive', 'lab net 2');
    const file = '/run/lab/renamed.xml';
    const renamed = definition.replace("name='virbr1'", "name='virbr9'");
    await virsh('net-destroy', 'lab net 2');
    await writeFile(file, renamed);
    await virsh('net-define', file);
    await virsh('net-start', 'lab net 2');
    expect(await masterOf(tap)).toBeNull();
    await mended('replug', cable);
    expect(await masterOf(tap)).toBe('virbr9');
    expect(await vnicXml('web 01', WEB_1, 'live')).toMatch(/network='lab net 2'[^>]* bridge='virbr9'/);
    expect(await differencesOf(cable)).toEqual([]);
    // libvirt can't be made to believe in a bridge that is gone: an undo leaves the cable in.
    await undone();
    expect(await masterOf(tap)).toBe('virbr9');
  });

  test('of a deleted bridge waits for the bridge, and is plugged in when that is made again', async () => {
    const tap = await liveTapOf('paused-vm', '52:54:00:dd:00:01');
    const cable = await vnicOf('paused-vm', '52:54:00:dd:00:01');
    await ip('link', 'del', 'br-storage');
    expect(await masterOf(tap)).toBeNull();
    expect(await differencesOf(cable)).toEqual(['next-boot', 'orphaned']);
    await bench.engine.refresh();
    expect(bench.engine.plan(repair('replug', cable))).toMatchObject({
      ok: false,
      refusal: { why: 'The bridge br-storage is no longer on the host.' },
    });
    await ip('link', 'add', 'br-storage', 'type', 'bridge');
    await mended('replug', cable);
    expect(await masterOf(tap)).toBe('br-storage');
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect(await masterOf(tap)).toBeNull();
  });
});

describeInLab('a running VM that differs from its definition', () => {
  beforeEach(open);
  afterEach(close);

  test('in a place: it is kept, or made as it is defined', async () => {
    proves(
      { edit: 'repair keep-place', live: true, undo: true, by: ['ip', 'virsh'] },
      { edit: 'repair place-as-defined', live: true, undo: true, by: ['ip', 'virsh'] },
    );
    const tap = await liveTapOf('web 01', WEB_1);
    const cable = await vnicOf('web 01', WEB_1);
    expect((await bench.apply({ kind: 'move', cable, to: 'link:br1', persist: 'now' })).outcome).toBe('done');
    expect(await differencesOf(cable)).toEqual(['next-boot']);

    await mended('keep-place', cable);
    expect((await plugsOf('web 01', 'config'))[1]).toBe('bridge br1');
    expect(await masterOf(tap)).toBe('br1');
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect((await plugsOf('web 01', 'config'))[1]).toBe('network lab net 2');

    await mended('place-as-defined', cable);
    expect((await plugsOf('web 01', 'live'))[1]).toBe('network lab net 2');
    expect(await masterOf(tap)).toBe('virbr1');
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect((await plugsOf('web 01', 'live'))[1]).toBe('bridge br1');
    expect(await masterOf(tap)).toBe('br1');
  });

  test('in a link state: it is kept, or set as it is defined', async () => {
    proves(
      { edit: 'repair keep-link', live: true, undo: true, by: ['virsh'] },
      { edit: 'repair link-as-defined', live: true, undo: true, by: ['virsh'] },
    );
    const cable = await vnicOf('web 01', WEB_0);
    await virsh('domif-setlink', await uuidOf('web 01'), WEB_0, 'down');
    expect(await differencesOf(cable)).toEqual(['next-boot-link']);
    const link = async (side: 'live' | 'config') =>
      /<link state='(\w+)'/.exec(await vnicXml('web 01', WEB_0, side))?.[1] ?? 'up';

    await mended('keep-link', cable);
    expect([await link('live'), await link('config')]).toEqual(['down', 'down']);
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect([await link('live'), await link('config')]).toEqual(['down', 'up']);

    await mended('link-as-defined', cable);
    expect([await link('live'), await link('config')]).toEqual(['up', 'up']);
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect([await link('live'), await link('config')]).toEqual(['down', 'up']);
  });

  test('in a vNIC that is only there now: it is kept, even where its slot is given away, or taken out', async () => {
    proves(
      { edit: 'repair keep-vnic', live: true, undo: true, by: ['virsh'] },
      { edit: 'repair remove-now', live: true, undo: true, by: ['ip', 'virsh'] },
    );
    await guestIsUp();
    const uuid = await uuidOf('guest');
    await virsh('attach-interface', uuid, 'bridge', 'br1', '--mac', NEW, '--model', 'virtio', '--live');
    const other = '52:54:00:aa:00:12';
    await virsh('attach-interface', uuid, 'bridge', 'br1', '--mac', other, '--model', 'virtio', '--config');
    const cable = await vnicOf('guest', NEW);
    expect(await differencesOf(cable)).toEqual(['only-now']);

    await mended('keep-vnic', cable);
    expect(await vnicXml('guest', NEW, 'config')).toContain("<source bridge='br1'/>");
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect(await vnicXml('guest', NEW, 'config')).toBe('');

    await mended('remove-now', cable);
    expect(await newTapsOf('guest')).toEqual([]);
    await undone();
    const [tap = ''] = await newTapsOf('guest');
    expect(await masterOf(tap)).toBe('br1');
  });

  test('in a vNIC that is only there at the next boot: it is added, even where its slot is taken, or removed', async () => {
    proves(
      { edit: 'repair add-now', live: true, undo: true, by: ['ip', 'virsh'] },
      { edit: 'repair remove-at-boot', live: true, undo: true, by: ['virsh'] },
    );
    await guestIsUp();
    const uuid = await uuidOf('guest');
    await virsh(
      'attach-interface',
      uuid,
      'network',
      'lab net 2',
      '--mac',
      NEW,
      '--model',
      'virtio',
      '--config',
    );
    const other = '52:54:00:aa:00:12';
    await virsh('attach-interface', uuid, 'bridge', 'br1', '--mac', other, '--model', 'virtio', '--live');
    const cable = await vnicOf('guest', NEW);
    expect(await differencesOf(cable)).toEqual(['only-next-boot']);

    await mended('add-now', cable);
    const [tap = ''] = await newTapsOf('guest');
    expect(await masterOf(tap)).toBe('virbr1');
    expect(await differencesOf(cable)).toEqual([]);
    await undone();
    expect(await newTapsOf('guest')).toEqual([]);

    await mended('remove-at-boot', cable);
    expect(await vnicXml('guest', NEW, 'config')).toBe('');
    await undone();
    expect(await vnicXml('guest', NEW, 'config')).toContain("<source network='lab net 2'/>");
  });
});

describeInLab('a TAP that was deleted under its VM', () => {
  beforeEach(open);
  afterEach(close);

  test('is made anew with the card, once the guest has let go of that', async () => {
    proves({ edit: 'repair new-tap', live: true, undo: true, by: ['ip', 'virsh'] });
    await guestIsUp();
    const tap = await liveTapOf('guest', GUEST);
    const cable = await vnicOf('guest', GUEST);
    await ip('link', 'del', tap);
    expect(await differencesOf(cable)).toContain('missing-tap');
    await mended('new-tap', cable);
    const made = await liveTapOf('guest', GUEST);
    expect(made).not.toBe(tap);
    expect(await masterOf(made)).toBe('virbr0');
    expect(await differencesOf(cable)).toEqual([]);
    // What was deleted can't be brought back: undone, the card is as it was before that.
    await undone();
    expect(await masterOf(await liveTapOf('guest', GUEST))).toBe('virbr0');
  });

  test('stays away, and that is said, where the guest does not let go', async () => {
    const mac = '52:54:00:ad:00:01';
    await ip('link', 'del', await liveTapOf('deaf', mac));
    const result = await bench.apply(repair('new-tap', await vnicOf('deaf', mac)));
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('has not released it');
    expect(result.message).toContain('Nothing was changed');
    expect(await liveTapsOf('deaf')).toHaveLength(2);
  });
});
