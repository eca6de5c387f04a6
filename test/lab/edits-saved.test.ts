import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { Bench, before, plugsOf, vnicOf } from './editing.ts';
import { describeInLab, liveTapOf, masterOf, resetLab, until, uuidOf, virsh } from './support/lab.ts';

// A VM with a managed-save image starts from that image, whatever its definition says. What is edited is looked at after
// the real next start, on the TAP that it brings.

const ONE_0 = '52:54:00:cc:00:01';
const ONE_1 = '52:54:00:cc:00:02';
const NEW = '52:54:00:17:00:01';
const SAVER = '1ab00000-0000-4000-8000-0000000000f1';
const SAVER_MAC = '52:54:00:17:00:0a';

const sh = promisify(execFile);

/** What virsh itself shows of each vNIC in the image: `bridge br0`, `network default`; in libvirt's order. */
async function imageOf(vm: string): Promise<string[]> {
  const xml = await virsh('managedsave-dumpxml', await uuidOf(vm));
  return (xml.match(/<interface [\s\S]*?<\/interface>/g) ?? []).map(
    (card) =>
      `${/type='(.*?)'/.exec(card)?.[1]} ${/<source (?:bridge|network)='(.*?)'/.exec(card)?.[1] ?? '-'}`,
  );
}

/** The bridge that the vNIC comes to by the VM's real next start. */
async function startedOn(vm: string, mac: string): Promise<string | null> {
  await virsh('start', '--paused', await uuidOf(vm));
  return masterOf(await liveTapOf(vm, mac));
}

/** A VM of one vNIC on br0 with a password for its screen. */
async function defineSaver(vnics = bridged('br0')): Promise<void> {
  const one = await readFile('/run/lab/one.xml', 'utf8');
  const xml = one
    .replace('<name>1</name>', '<name>saver</name>')
    .replace(/<uuid>.*<\/uuid>/, `<uuid>${SAVER}</uuid>`)
    .replace(/<interface[\s\S]*<\/interface>/, vnics)
    .replace('</devices>', "<graphics type='vnc' port='-1' passwd='secret'/></devices>");
  await writeFile('/run/lab/saver.xml', xml);
  await virsh('define', '/run/lab/saver.xml');
}

function bridged(bridge: string): string {
  return `<interface type='bridge'><mac address='${SAVER_MAC}'/><source bridge='${bridge}'/><model type='virtio'/></interface>`;
}

describeInLab('a VM with a managed-save image', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await virsh('destroy', SAVER).catch(() => {});
    await virsh('undefine', '--managed-save', '--snapshots-metadata', SAVER).catch(() => {});
    await rm('/run/lab/saver.xml', { force: true });
    await rm('/run/lab/saver.mem', { force: true });
    await resetLab();
  });

  /** Starts a VM that is off, paused, and saves it; or saves one that runs. Patchbay has seen it by then. */
  async function save(vm: string): Promise<void> {
    const uuid = await uuidOf(vm);
    await virsh('start', '--paused', uuid).catch(() => {});
    await virsh('managedsave', uuid);
    await shown(uuid, true);
  }

  /** A machine that is busy reads its host late. */
  async function shown(uuid: string, isSaved: boolean): Promise<void> {
    await until(`${uuid} is seen`, async () => {
      await bench.engine.refresh();
      const vm = bench.engine.current().topology.nodes.find(({ id }) => id === vmId(uuid));
      return vm?.kind === 'vm' && (vm.managedSave === true) === isSaved ? true : null;
    });
  }

  const toBr1 = async (): Promise<Edit> => ({
    kind: 'move',
    cable: await vnicOf('1', ONE_0),
    to: linkId('br1'),
  });

  async function why(edit: Edit): Promise<string> {
    await bench.engine.refresh();
    const planned = bench.engine.plan(edit);
    if (planned.ok) throw new Error('it was planned');
    return `${planned.refusal.why} ${planned.refusal.advice}`;
  }

  test('is shown as saved, with its cables where the image has them', async () => {
    await save('1');
    await bench.engine.refresh();
    const uuid = await uuidOf('1');
    const { nodes, edges } = bench.engine.current().topology;
    expect(nodes.find(({ id }) => id === vmId(uuid))).toMatchObject({ state: 'shut off', managedSave: true });
    expect(edges.find(({ kind, from }) => kind === 'defined' && from === vnicId(uuid, ONE_0))).toMatchObject({
      to: linkId('br0'),
      conflicts: [],
    });
    await virsh('managedsave-remove', uuid);
    await shown(uuid, false);
    expect(bench.engine.current().topology.nodes.find(({ id }) => id === vmId(uuid))).not.toHaveProperty(
      'managedSave',
    );
  });

  test('is moved in its image and in its definition, and its next start is there', async () => {
    await save('1');
    const plan = await bench.plan(await toBr1());
    expect(plan.effects).toContain('The saved image of 1 also starts on br1.');
    const result = await bench.engine.apply(plan.id);
    expect(result).toMatchObject({ outcome: 'done', steps: [{ outcome: 'done' }, { outcome: 'done' }] });
    expect(await imageOf('1')).toEqual(['bridge br1', 'network default']);
    expect(await plugsOf('1', 'config')).toEqual(['bridge br1', 'network default']);
    expect(await startedOn('1', ONE_0)).toBe('br1');
  });

  test('is moved back by an undo, and forth by a redo, before it starts', async () => {
    await save('1');
    await bench.apply(await toBr1());
    expect((await bench.undo()).outcome).toBe('done');
    expect(await imageOf('1')).toEqual(['bridge br0', 'network default']);
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
    expect((await bench.redo()).outcome).toBe('done');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await startedOn('1', ONE_0)).toBe('br0');
  });

  test('is moved from a bridge to a network and from there to a bridge', async () => {
    await save('1');
    const to = networkId('default');
    expect((await bench.apply({ kind: 'move', cable: await vnicOf('1', ONE_0), to })).outcome).toBe('done');
    expect(await imageOf('1')).toEqual(['network default', 'network default']);
    const away: Edit = { kind: 'move', cable: await vnicOf('1', ONE_1), to: linkId('br-storage') };
    expect((await bench.apply(away)).outcome).toBe('done');
    expect(await startedOn('1', ONE_0)).toBe('virbr0');
    expect(await masterOf(await liveTapOf('1', ONE_1))).toBe('br-storage');
  });

  test('keeps the passwords in its image, which nobody is shown; so does the command as text', async () => {
    await defineSaver();
    await save('saver');
    const result = await bench.apply({ kind: 'move', cable: vnicId(SAVER, SAVER_MAC), to: linkId('br1') });
    expect(result.outcome).toBe('done');
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(await virsh('managedsave-dumpxml', SAVER, '--security-info')).toContain("passwd='secret'");

    const command = result.steps[0]?.command ?? '';
    expect((await bench.undo()).outcome).toBe('done');
    expect(await imageOf('saver')).toEqual(['bridge br0']);
    await sh('dash', ['-c', command]);
    expect(await imageOf('saver')).toEqual(['bridge br1']);
    expect(await virsh('managedsave-dumpxml', SAVER, '--security-info')).toContain("passwd='secret'");
    await expect(sh('dash', ['-c', command])).rejects.toThrow();
    expect(await startedOn('saver', SAVER_MAC)).toBe('br1');
  });

  test('gets only its image changed where the definition is there already, and the difference is shown', async () => {
    await defineSaver();
    await save('saver');
    await defineSaver(bridged('br1'));
    await bench.engine.refresh();
    const { edges } = bench.engine.current().topology;
    expect(edges.find(({ kind, from }) => kind === 'defined' && from.includes(SAVER))).toMatchObject({
      to: linkId('br0'),
      conflicts: [{ code: 'saved-otherwise' }],
    });
    const plan = await bench.plan({ kind: 'move', cable: vnicId(SAVER, SAVER_MAC), to: linkId('br1') });
    expect(plan.title).toBe('Move saver’s net0 from br0 to br1');
    expect(plan.steps).toHaveLength(1);
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await startedOn('saver', SAVER_MAC)).toBe('br1');
  });

  test('with two vNICs of one MAC has the right one moved', async () => {
    await defineSaver(bridged('br0') + bridged('br-storage'));
    await save('saver');
    const twins = bench.engine
      .current()
      .topology.nodes.filter((node) => node.kind === 'vnic' && node.vm === vmId(SAVER));
    const cable = twins[1]?.id ?? '';
    expect((await bench.apply({ kind: 'move', cable, to: linkId('br1') })).outcome).toBe('done');
    expect(await imageOf('saver')).toEqual(['bridge br0', 'bridge br1']);
    expect(await plugsOf('saver', 'config')).toEqual(['bridge br0', 'bridge br1']);
  });

  test('can’t be given other cards or another link, and the reason and both ways out are told', async () => {
    await save('1');
    const cable = await vnicOf('1', ONE_0);
    const vm = vmId(await uuidOf('1'));
    const edits: Edit[] = [
      { kind: 'attach', vm, to: linkId('br1'), mac: NEW },
      { kind: 'detach', cable },
      { kind: 'link', cable, state: 'down' },
      { kind: 'vnic-change', cable, model: 'e1000', mac: ONE_0 },
      { kind: 'vnic-change', cable, model: 'virtio', mac: NEW },
    ];
    for (const edit of edits) {
      const told = await why(edit);
      expect(told).toContain('1 is saved: its next start resumes the saved image');
      expect(told).toContain('Start 1');
      expect(told).toContain(`managedsave-remove ${await uuidOf('1')}`);
    }
    await virsh('managedsave-remove', await uuidOf('1'));
    await shown(await uuidOf('1'), false);
    expect((await bench.apply({ kind: 'link', cable, state: 'down' })).outcome).toBe('done');
  });

  test('that was moved while it ran has its image moved back by an undo', async () => {
    await virsh('start', '--paused', await uuidOf('1'));
    expect((await bench.apply(await toBr1())).outcome).toBe('done');
    await save('1');
    expect(await imageOf('1')).toEqual(['bridge br1', 'network default']);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await imageOf('1')).toEqual(['bridge br0', 'network default']);
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
    expect(await startedOn('1', ONE_0)).toBe('br0');
  });

  test('that was moved while it was off, and then started and saved, has its image moved back by an undo', async () => {
    expect((await bench.apply(await toBr1())).outcome).toBe('done');
    await save('1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await startedOn('1', ONE_0)).toBe('br0');
  });

  test('that was moved and has been started since is moved back while it runs', async () => {
    await save('1');
    await bench.apply(await toBr1());
    expect(await startedOn('1', ONE_0)).toBe('br1');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await masterOf(await liveTapOf('1', ONE_0))).toBe('br0');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
  });

  test('that got a vNIC while it ran does not lose that by an undo, and is left alone', async () => {
    await virsh('start', '--paused', await uuidOf('1'));
    const attach: Edit = { kind: 'attach', vm: vmId(await uuidOf('1')), to: linkId('br1'), mac: NEW };
    expect((await bench.apply(attach)).outcome).toBe('done');
    await save('1');
    await bench.engine.refresh();
    const planned = bench.engine.planUndo();
    expect(planned).toMatchObject({ ok: false, refusal: { why: expect.stringContaining('1 is saved') } });
    expect(await imageOf('1')).toEqual(['bridge br0', 'network default', 'bridge br1']);
  });

  test('that is saved or started after the plan was made makes the plan stale', async () => {
    const off = await bench.plan(await toBr1());
    await save('1');
    expect(await bench.engine.apply(off.id)).toMatchObject({ outcome: 'stale', freshPlan: {} });
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);

    const saved = await bench.plan(await toBr1());
    await virsh('start', '--paused', await uuidOf('1'));
    const stale = await bench.engine.apply(saved.id);
    expect(stale.outcome).toBe('stale');
    expect(stale.freshPlan).toMatchObject({ lasts: 'boot', steps: [{ op: { scope: 'config' } }] });
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
    expect(await masterOf(await liveTapOf('1', ONE_0))).toBe('br0');
  });

  test('that is started just before its image is changed is left as it was', async () => {
    await save('1');
    await bench.close();
    bench = await Bench.open(
      before('--security-info', async () => {
        await virsh('start', '--paused', await uuidOf('1'));
        return null;
      }),
    );
    const result = await bench.apply(await toBr1());
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('Nothing was changed.');
    expect(await masterOf(await liveTapOf('1', ONE_0))).toBe('br0');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br0', 'network default']);
  });

  test('that is started between its image and its definition runs where it was moved to', async () => {
    await save('1');
    await bench.close();
    bench = await Bench.open(
      before('--config', async () => {
        await virsh('start', '--paused', await uuidOf('1'));
        return null;
      }),
    );
    expect((await bench.apply(await toBr1())).outcome).toBe('done');
    expect(await masterOf(await liveTapOf('1', ONE_0))).toBe('br1');
    expect(await plugsOf('1', 'config')).toEqual(['bridge br1', 'network default']);
  });

  test('whose definition can’t be changed gets its image back', async () => {
    await save('1');
    await bench.close();
    bench = await Bench.open(
      before('--config', async () => ({
        kind: 'exited',
        exitCode: 1,
        stdout: '',
        stderr: 'error: internal error: no',
      })),
    );
    expect((await bench.apply(await toBr1())).outcome).toBe('put-back');
    expect(await imageOf('1')).toEqual(['bridge br0', 'network default']);
    expect(await startedOn('1', ONE_0)).toBe('br0');
  });

  test('is moved to a bridge that is made for it, and all of it is taken back as one', async () => {
    await save('1');
    const made = {
      kind: 'bridge-create',
      name: 'br9',
      stp: false,
      forwardDelay: 0,
      vlanFiltering: false,
      mtu: null,
    };
    const move = { kind: 'move', cable: await vnicOf('1', ONE_0), to: linkId('br9') };
    const result = await bench.apply({ kind: 'several', edits: [move, made] } as Edit);
    expect(result.outcome).toBe('done');
    expect(await imageOf('1')).toEqual(['bridge br9', 'network default']);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await startedOn('1', ONE_0)).toBe('br0');
  });

  test('is told of where its network is stopped or deleted, or its bridge', async () => {
    await save('1');
    await virsh('detach-interface', await uuidOf('1'), 'network', '--mac', ONE_1, '--config');
    await bench.engine.refresh();
    const warned = async (edit: Edit) => (await bench.plan(edit)).warnings.join(' ');
    const words = 'The saved image of 1 is on default, and can’t be resumed while it is inactive.';
    expect(await warned({ kind: 'network-set', network: networkId('default'), active: false })).toContain(
      words,
    );
    expect(await warned({ kind: 'network-delete', network: networkId('default') })).toContain(words);
  });

  test('is not the only thing that decides: what a snapshot brings back is told', async () => {
    await defineSaver();
    await virsh('start', '--paused', SAVER);
    await virsh(
      'snapshot-create-as',
      SAVER,
      'before',
      '--memspec',
      'file=/run/lab/saver.mem,snapshot=external',
    );
    await virsh('destroy', SAVER);
    await shown(SAVER, false);
    const plan = await bench.plan({ kind: 'move', cable: vnicId(SAVER, SAVER_MAC), to: linkId('br1') });
    expect(plan.effects).toContain(
      'saver has snapshots: reverting to one restores the connections of that time.',
    );
  });
});
