import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlainEdit } from '#shared/edits/model.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { Bench, before, granted, plugsOf, vnicOf } from './editing.ts';
import { describeInLab, guestIsUp, ip, liveTapOf, masterOf, resetLab, uuidOf, virsh } from './support/lab.ts';
import { proves } from './support/proves.ts';
import { comparable } from './support/topologies.ts';

const WEB_0 = '52:54:00:aa:00:01';
const WEB_1 = '52:54:00:aa:00:02';
const NEW = '52:54:00:12:34:56';
const plain = { stp: false, forwardDelay: 0, vlanFiltering: false, mtu: null };
const makeBridge: PlainEdit = { kind: 'bridge-create', name: 'br9', ...plain };
const lab9: PlainEdit = {
  kind: 'network-define',
  name: 'lab 9',
  forward: { mode: 'isolated', address: '192.168.209.1/24', dhcp: null, dev: null },
  start: true,
  autostart: false,
};

const isThere = (link: string) =>
  ip('link', 'show', 'dev', link).then(
    () => true,
    () => false,
  );

describeInLab('several edits as one', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  const apply = (...edits: PlainEdit[]) => bench.apply({ kind: 'several', edits });
  const done = { outcome: 'done' };

  test('a bridge is made before a running VM is moved to it, and deleted after that has left it again', async () => {
    proves({ edit: 'several', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const tap = await liveTapOf('web 01', WEB_0);
    const move: PlainEdit = { kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br9') };
    expect(await apply(move, makeBridge)).toMatchObject(done);
    expect(await masterOf(tap)).toBe('br9');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br9');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br9');

    expect(await bench.undo()).toMatchObject(done);
    expect(await isThere('br9')).toBe(false);
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');

    expect(await bench.redo()).toMatchObject(done);
    expect(await masterOf(tap)).toBe('br9');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br9');
  });

  test('a network is defined, started and used; all of it is taken back as one', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    const cable = await vnicOf('web 01', WEB_0);
    expect(await apply(lab9, { kind: 'move', cable, to: networkId('lab 9') })).toMatchObject(done);
    expect((await plugsOf('web 01', 'live'))[0]).toBe('network lab 9');
    const [, bridge] = /<bridge name='([^']+)'/.exec(await virsh('net-dumpxml', 'lab 9')) ?? [];
    expect(await masterOf(tap)).toBe(bridge);

    expect(await bench.undo()).toMatchObject(done);
    expect(await virsh('net-list', '--all', '--name')).not.toContain('lab 9');
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'config'))[0]).toBe('bridge br0');
  });

  test('a VM gets a vNIC, which is moved at once; undone, it is gone', async () => {
    await guestIsUp();
    const uuid = await uuidOf('guest');
    const attach: PlainEdit = { kind: 'attach', vm: vmId(uuid), to: linkId('br1'), mac: NEW };
    const move: PlainEdit = { kind: 'move', cable: vnicId(uuid, NEW), to: linkId('br-storage') };
    expect(await apply(attach, move)).toMatchObject(done);
    expect(await masterOf(await liveTapOf('guest', NEW))).toBe('br-storage');
    expect(await plugsOf('guest', 'config')).toEqual(['network default', 'bridge br-storage']);
    expect(await bench.undo()).toMatchObject(done);
    expect(await plugsOf('guest', 'live')).toEqual(['network default']);
    expect(await plugsOf('guest', 'config')).toEqual(['network default']);
  });

  test('a VM that is shut off gets a vNIC on a TAP that is made for it', async () => {
    proves({ edit: 'several', off: true, undo: true, by: ['ip', 'virsh'] });
    const uuid = await uuidOf('1');
    const makeTap: PlainEdit = { kind: 'tap-create', name: 'tap9', owner: null, to: linkId('br1') };
    const attach: PlainEdit = { kind: 'attach', vm: vmId(uuid), to: linkId('tap9'), mac: NEW };
    expect(await apply(attach, makeTap)).toMatchObject(done);
    expect(await masterOf('tap9')).toBe('br1');
    expect(await virsh('dumpxml', '--inactive', uuid)).toMatch(/<target dev='tap9' managed='no'\/>/);
    expect(await bench.undo()).toMatchObject(done);
    expect(await isThere('tap9')).toBe(false);
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
  });

  test('what is unplugged is deleted after that', async () => {
    await ip('link', 'add', 'br9', 'type', 'bridge');
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br9');
    const deleteIt: PlainEdit = { kind: 'link-delete', link: linkId('br9') };
    expect(await apply(deleteIt, { kind: 'unplug', cable: linkId('tap-loose') })).toMatchObject(done);
    expect(await isThere('br9')).toBe(false);
    expect(await bench.undo()).toMatchObject(done);
    expect(await masterOf('tap-loose')).toBe('br9');
  });

  test('one that fails takes the others back with it', async () => {
    const refusal = { kind: 'exited', exitCode: 1, stdout: '', stderr: 'error: No luck' } as const;
    const unlucky = await Bench.open(before('--config', async () => refusal));
    const tap = await liveTapOf('web 01', WEB_0);
    const cable = await vnicOf('web 01', WEB_0);
    const result = await unlucky.apply({
      kind: 'several',
      edits: [makeBridge, { kind: 'move', cable, to: linkId('br9') }],
    });
    await unlucky.close();
    expect(result.outcome).toBe('put-back');
    expect(await isThere('br9')).toBe(false);
    expect(await masterOf(tap)).toBe('br0');
    expect((await plugsOf('web 01', 'live'))[0]).toBe('bridge br0');
  });

  test('a plan that was made before a change is refused with a fresh one, which can be applied', async () => {
    const cable = await vnicOf('web 01', WEB_0);
    await bench.engine.refresh();
    const edits: PlainEdit[] = [makeBridge, { kind: 'move', cable, to: linkId('br9') }];
    const plan = granted(bench.engine.preview(edits).planned);
    await ip('link', 'set', await liveTapOf('web 01', WEB_0), 'master', 'br-storage');
    const stale = await bench.engine.apply(plan.id);
    expect(stale).toMatchObject({ outcome: 'stale', steps: [] });
    expect(await isThere('br9')).toBe(false);
    expect(await bench.engine.apply(stale.freshPlan?.id ?? '')).toMatchObject(done);
    expect(await masterOf(await liveTapOf('web 01', WEB_0))).toBe('br9');
  });
});

describeInLab('the host as it would be', () => {
  afterEach(resetLab);

  test.each<[string, () => Promise<PlainEdit[]>]>([
    [
      'a bridge, two VMs moved to it',
      async () => [
        makeBridge,
        { kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br9') },
        { kind: 'move', cable: await vnicOf('deaf', '52:54:00:ad:00:01'), to: linkId('br9') },
      ],
    ],
    [
      'a network, a VM moved to it for now, another for good',
      async () => [
        lab9,
        { kind: 'move', cable: await vnicOf('web 01', WEB_0), to: networkId('lab 9'), persist: 'now' },
        { kind: 'move', cable: await vnicOf('web 01', WEB_1), to: networkId('lab 9') },
      ],
    ],
    [
      'vNICs given to a running VM, one of them moved, and to one that is shut off',
      async () => {
        const uuid = await uuidOf('deaf');
        return [
          { kind: 'attach', vm: vmId(uuid), to: linkId('br1'), mac: NEW },
          { kind: 'move', cable: vnicId(uuid, NEW), to: linkId('br0') },
          { kind: 'attach', vm: vmId(uuid), to: networkId('hostbr'), mac: '52:54:00:12:34:57' },
          {
            kind: 'attach',
            vm: vmId(await uuidOf('1')),
            to: networkId('lab net 2'),
            mac: NEW,
            persist: 'boot',
          },
        ];
      },
    ],
    [
      'links taken down, plugged and unplugged',
      async () => [
        { kind: 'unplug', cable: await vnicOf('web 01', WEB_0) },
        { kind: 'link', cable: await vnicOf('web 01', WEB_1), state: 'down' },
        { kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') },
        { kind: 'unplug', cable: linkId('tap-plugged') },
        { kind: 'tap-create', name: 'tap9', owner: null, to: linkId('br0') },
      ],
    ],
    [
      'a network started, and a VM moved to it',
      async () => [
        { kind: 'network-set', network: networkId('asleep'), active: true },
        { kind: 'move', cable: await vnicOf('web 01', WEB_1), to: networkId('asleep') },
      ],
    ],
  ])('is what it is then: %s', async (_, edits) => {
    const bench = await Bench.open();
    await bench.engine.refresh();
    const preview = bench.engine.preview(await edits());
    const result = await bench.engine.apply(granted(preview.planned).id);
    expect(result).toMatchObject({ outcome: 'done' });
    // Who holds a new TAP is looked for only now and then.
    const shown = async () => {
      await bench.engine.refresh();
      return comparable(bench.engine.current().topology);
    };
    await expect.poll(shown, { timeout: 30_000 }).toEqual(comparable(preview.topology));
    await bench.close();
    expect(preview.titles).toHaveLength((await edits()).length);
  });
});
