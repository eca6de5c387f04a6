import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { Refusal } from '#shared/ops/refusal.ts';
import { linkId, networkId } from '#shared/topology/model.ts';
import { Bench, before } from './editing.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, virsh } from './support/lab.ts';
import { proves } from './support/proves.ts';

const WEB_0 = '52:54:00:aa:00:01';

const plainBridge = { stp: false, forwardDelay: 15, vlanFiltering: false } as const;
const newBridge = { kind: 'bridge-create', name: 'br9', ...plainBridge, mtu: null } as const;
const newTap = { kind: 'tap-create', name: 'tap9', owner: null, to: null } as const;

/** What `ip` itself shows of a link; null: there is none. */
async function shown(name: string) {
  const text = await ip('-j', '-d', 'link', 'show', 'dev', name).catch(() => null);
  if (text === null) return null;
  const [row] = JSON.parse(text);
  const data = row.linkinfo?.info_data ?? {};
  return {
    up: row.flags.includes('UP') as boolean,
    mtu: row.mtu as number,
    mac: row.address as string,
    master: (row.master ?? null) as string | null,
    kind: row.linkinfo?.info_kind as string,
    stp: data.stp_state as number,
    forwardDelay: data.forward_delay as number,
    vlanFiltering: data.vlan_filtering as number,
    user: data.user as string | undefined,
  };
}

let bench: Bench;

async function done(edit: Edit): Promise<void> {
  expect(await bench.apply(edit)).toMatchObject({ outcome: 'done' });
}

async function undone(): Promise<void> {
  expect(await bench.undo()).toMatchObject({ outcome: 'done' });
}

async function redone(): Promise<void> {
  expect(await bench.redo()).toMatchObject({ outcome: 'done' });
}

async function refusal(edit: Edit): Promise<Refusal> {
  await bench.engine.refresh();
  const planned = bench.engine.plan(edit);
  if (planned.ok) throw new Error(`planned: ${planned.plan.title}`);
  return planned.refusal;
}

function around(): void {
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
    await resetLab();
  });
}

describeInLab('bridges', () => {
  around();

  test('are created, up, with their options; undo deletes them, redo makes them again', async () => {
    proves({ edit: 'bridge-create', live: true, undo: true, redo: true, by: ['ip'] });
    await done({ ...newBridge, stp: true, forwardDelay: 4, mtu: 9000 });
    const made = { kind: 'bridge', up: true, mtu: 9000, stp: 1, forwardDelay: 400, vlanFiltering: 0 };
    expect(await shown('br9')).toMatchObject(made);
    // The MTU was set by hand, so that a port does not take it down.
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br9');
    expect((await shown('br9'))?.mtu).toBe(9000);
    await ip('link', 'set', 'dev', 'tap-loose', 'nomaster');
    await undone();
    expect(await shown('br9')).toBeNull();
    await redone();
    expect(await shown('br9')).toMatchObject(made);
  });

  test('that the kernel can’t make are not left behind, and it says why', async () => {
    const result = await bench.apply({ ...newBridge, vlanFiltering: true });
    expect(result).toMatchObject({
      outcome: 'put-back',
      message: expect.stringContaining('VLAN filtering'),
    });
    expect(await shown('br9')).toBeNull();
  });

  test('are not created under a name that is taken, by a link or as the altname of one', async () => {
    expect((await refusal({ ...newBridge, name: 'br0' })).why).toContain('already');
    await ip('link', 'property', 'add', 'dev', 'tap-loose', 'altname', 'spare');
    expect((await refusal({ ...newBridge, name: 'spare' })).why).toContain('altname');
    await ip('link', 'property', 'del', 'dev', 'tap-loose', 'altname', 'spare');
    // Somebody else is faster.
    await bench.close();
    const host = before('link add name br9', async () => {
      await ip('link', 'add', 'br9', 'type', 'bridge');
      return null;
    });
    bench = await Bench.open(host);
    const result = await bench.apply(newBridge);
    expect(result.message).toMatch(/already has a link with this name.* Nothing was changed/);
    // It is the other's, and stays.
    expect((await shown('br9'))?.kind).toBe('bridge');
  });

  test('get other options, and have their own again after an undo', async () => {
    proves({ edit: 'bridge-set', live: true, undo: true, redo: true, by: ['ip'] });
    const set = { kind: 'bridge-set', bridge: linkId('br1'), ...plainBridge } as const;
    await done({ ...set, stp: true, forwardDelay: 4 });
    expect(await shown('br1')).toMatchObject({ stp: 1, forwardDelay: 400 });
    await undone();
    expect(await shown('br1')).toMatchObject({ stp: 0, forwardDelay: 1500 });
    await redone();
    expect(await shown('br1')).toMatchObject({ stp: 1, forwardDelay: 400 });
    // Delays that STP does not allow take a way around, there and back.
    await done({ ...set, stp: false, forwardDelay: 0 });
    expect(await shown('br1')).toMatchObject({ stp: 0, forwardDelay: 0 });
    await undone();
    expect(await shown('br1')).toMatchObject({ stp: 1, forwardDelay: 400 });
    await undone();
    await done({ ...set, forwardDelay: 0 });
    await done({ ...set, stp: true, forwardDelay: 30 });
    expect(await shown('br1')).toMatchObject({ stp: 1, forwardDelay: 3000 });
    await undone();
    expect(await shown('br1')).toMatchObject({ stp: 0, forwardDelay: 0 });
    await undone();
    expect(await shown('br1')).toMatchObject({ stp: 0, forwardDelay: 1500 });
  });

  test('that the kernel sets only in part are put back whole', async () => {
    const wanted = { stp: true, forwardDelay: 4, vlanFiltering: true };
    const result = await bench.apply({ kind: 'bridge-set', bridge: linkId('br1'), ...wanted });
    expect(result).toMatchObject({
      outcome: 'put-back',
      message: expect.stringMatching(/VLAN filtering.* put back/),
    });
    expect(await shown('br1')).toMatchObject({ stp: 0, forwardDelay: 1500, vlanFiltering: 0 });
  });

  test('are deleted with their loose ends, and made again as they were', async () => {
    proves({ edit: 'link-delete', live: true, undo: true, redo: true, by: ['ip'] });
    const own = ['address', '02:00:00:00:b9:00', 'mtu', '1500', 'type', 'bridge', 'forward_delay', '400'];
    await ip('link', 'add', 'br9', ...own);
    await ip('link', 'set', 'dev', 'br9', 'mtu', '2000', 'up');
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br9');
    const was = await shown('br9');
    await done({ kind: 'link-delete', link: linkId('br9') });
    expect(await shown('br9')).toBeNull();
    expect(await masterOf('tap-loose')).toBeNull();
    await undone();
    expect(await shown('br9')).toEqual(was);
    expect(was).toMatchObject({ up: true, mtu: 2000, mac: '02:00:00:00:b9:00', forwardDelay: 400 });
    expect(await masterOf('tap-loose')).toBe('br9');
    await redone();
    expect(await shown('br9')).toBeNull();
  });

  test('are not deleted from under VMs, cables, networks and addresses; what is refused is still there', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    const why = async (name: string) => (await refusal({ kind: 'link-delete', link: linkId(name) })).why;
    expect(await why('br0')).toContain(`web 01 (${tap})`);
    expect(await why('br1')).toContain('tap0');
    expect(await why('br-storage')).toContain('paused-vm');
    expect(await why('virbr2')).toContain('the network routed');
    await ip('link', 'add', 'br9', 'type', 'bridge');
    await ip('link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p1', 'netns', 'lan');
    await ip('link', 'set', 'dev', 'p0', 'master', 'br9');
    expect(await why('br9')).toContain('p0 (veth)');
    await ip('link', 'set', 'dev', 'p0', 'nomaster');
    await ip('addr', 'add', '10.9.0.1/24', 'dev', 'br9');
    expect(await why('br9')).toContain('10.9.0.1/24');
    for (const name of ['br0', 'br1', 'virbr2', 'br9']) expect(await shown(name)).not.toBeNull();
    expect(await virsh('net-list', '--name')).toContain('routed');
  });

  test('that were made here are not deleted by an undo once something is plugged in', async () => {
    await done(newBridge);
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br9');
    await bench.engine.refresh();
    const planned = bench.engine.planUndo();
    expect(planned.ok ? '' : planned.refusal.why).toBe('tap-loose is on br9.');
    await ip('link', 'set', 'dev', 'tap-loose', 'nomaster');
    await undone();
    expect(await shown('br9')).toBeNull();
  });
});

describeInLab('TAPs', () => {
  around();

  test('are created for a user, plugged in and up; undo deletes them', async () => {
    proves({ edit: 'tap-create', live: true, undo: true, redo: true, by: ['ip'] });
    await done({ ...newTap, owner: 'nobody', to: linkId('br1') });
    const made = { kind: 'tun', up: true, master: 'br1', user: 'nobody' };
    expect(await shown('tap9')).toMatchObject(made);
    await undone();
    expect(await shown('tap9')).toBeNull();
    await redone();
    expect(await shown('tap9')).toMatchObject(made);
    await done({ ...newTap, name: '-x' });
    expect(await shown('-x')).toMatchObject({ kind: 'tun', up: true, master: null, user: undefined });
  });

  test('of a user whom the host does not know are not made', async () => {
    const result = await bench.apply({ ...newTap, owner: 'no-such-user' });
    expect(result.message).toBe('This host has no user no-such-user. Nothing was changed.');
    expect(await shown('tap9')).toBeNull();
  });

  test('are deleted, and made again with their user, MTU and bridge', async () => {
    await ip('tuntap', 'add', 'dev', 'tap9', 'mode', 'tap', 'user', 'nobody');
    await ip('link', 'set', 'dev', 'tap9', 'mtu', '1400', 'master', 'br1', 'up');
    await done({ kind: 'link-delete', link: linkId('tap9') });
    expect(await shown('tap9')).toBeNull();
    await undone();
    expect(await shown('tap9')).toMatchObject({ up: true, mtu: 1400, master: 'br1', user: 'nobody' });
  });

  test('are not deleted while they are open, be it since this moment', async () => {
    const tap = await liveTapOf('web 01', WEB_0);
    expect((await refusal({ kind: 'link-delete', link: linkId(tap) })).why).toContain('the cable of web 01');
    expect((await refusal({ kind: 'link-delete', link: linkId('tap0') })).why).toMatch(/held open|cable of/);
    // The kernel is the last to ask: what it says of a TAP that is open, it says of this one.
    await bench.close();
    const host = before('tuntap del dev tap-loose', () =>
      localHost().run({ argv: ['ip', 'tuntap', 'del', 'dev', 'tap0', 'mode', 'tap'] }, { timeoutMs: 5000 }),
    );
    bench = await Bench.open(host);
    const was = await shown('tap-loose');
    const result = await bench.apply({ kind: 'link-delete', link: linkId('tap-loose') });
    expect(result).toMatchObject({ outcome: 'put-back', message: expect.stringContaining('open') });
    expect(await shown('tap-loose')).toEqual(was);
    expect(await shown('tap0')).not.toBeNull();
  });
});

describeInLab('links', () => {
  around();

  test('are set down and up', async () => {
    proves({ edit: 'link-set', live: true, undo: true, redo: true, by: ['ip'] });
    await done({ kind: 'link-set', link: linkId('br-storage'), state: 'down' });
    expect((await shown('br-storage'))?.up).toBe(false);
    await undone();
    expect((await shown('br-storage'))?.up).toBe(true);
    await redone();
    expect((await shown('br-storage'))?.up).toBe(false);
    await done({ kind: 'link-set', link: linkId('br-storage'), state: 'up' });
    expect((await shown('br-storage'))?.up).toBe(true);
    const again = await refusal({ kind: 'link-set', link: linkId('br-storage'), state: 'up' });
    expect(again).toMatchObject({ already: true });
  });

  test.each(['br0', 'enp3s0'])(
    'that the host is reached by are set down under the guard only: %s',
    async (name) => {
      const edit = { kind: 'link-set', link: linkId(name), state: 'down' } as const;
      expect(await refusal(edit)).toMatchObject({
        why: expect.stringContaining('192.168.50.1'),
        guarded: { kind: 'guarded', edit },
      });
      expect((await shown(name))?.up).toBe(true);
    },
  );

  test('get another MTU, and what sits on them with them', async () => {
    proves({ edit: 'mtu', live: true, undo: true, redo: true, by: ['ip'] });
    await done({ kind: 'mtu', link: linkId('enp4s0'), mtu: 1400 });
    const [macvtap] = /macvtap\d+/.exec(await ip('-o', 'link', 'show', 'type', 'macvtap')) ?? [''];
    expect([(await shown('enp4s0'))?.mtu, (await shown(macvtap))?.mtu]).toEqual([1400, 1400]);
    await undone();
    expect([(await shown('enp4s0'))?.mtu, (await shown(macvtap))?.mtu]).toEqual([1500, 1500]);
    await redone();
    expect((await shown(macvtap))?.mtu).toBe(1400);
    const larger = await refusal({ kind: 'mtu', link: linkId(macvtap), mtu: 1500 });
    expect(larger.why).toContain('enp4s0');
  });

  test('whose MTU the kernel does not take keep their own, and it says why', async () => {
    await bench.close();
    // Its driver takes less than Patchbay knows of, as that of a card may.
    const host = before('link set dev br-storage mtu', () =>
      localHost().run(
        { argv: ['ip', 'link', 'set', 'dev', 'tap-loose', 'mtu', '65535'] },
        { timeoutMs: 5000 },
      ),
    );
    bench = await Bench.open(host);
    const result = await bench.apply({ kind: 'mtu', link: linkId('br-storage'), mtu: 9000 });
    expect(result.message).toMatch(/doesn’t accept this MTU: it is greater.* Nothing was changed/);
    expect((await shown('br-storage'))?.mtu).toBe(1500);
  });
});

describeInLab('cards and tunnels', () => {
  around();

  async function addCard(): Promise<void> {
    await ip('link', 'add', 'enp9s0', 'type', 'veth', 'peer', 'name', 'lan9', 'netns', 'lan');
    await ip('link', 'set', 'dev', 'enp9s0', 'up');
  }

  test('are plugged into a bridge and out of it', async () => {
    proves(
      { edit: 'move an uplink', live: true, undo: true, redo: true, by: ['ip'] },
      { edit: 'unplug an uplink', live: true, undo: true, by: ['ip'] },
    );
    await addCard();
    await done({ kind: 'move', cable: linkId('enp9s0'), to: linkId('br1') });
    expect(await masterOf('enp9s0')).toBe('br1');
    await undone();
    expect(await masterOf('enp9s0')).toBeNull();
    await redone();
    expect(await masterOf('enp9s0')).toBe('br1');
    await done({ kind: 'unplug', cable: linkId('enp9s0') });
    expect(await masterOf('enp9s0')).toBeNull();
    await undone();
    expect(await masterOf('enp9s0')).toBe('br1');

    await done({ kind: 'move', cable: linkId('vxlan100'), to: linkId('br1') });
    expect(await masterOf('vxlan100')).toBe('br1');
    await undone();
    expect(await masterOf('vxlan100')).toBe('br-storage');
  });

  test('are told of where they would make a loop, or cut off VMs', async () => {
    await addCard();
    const plan = await bench.plan({ kind: 'move', cable: linkId('enp9s0'), to: linkId('br0') });
    expect(plan.warnings.join(' ')).toMatch(/br0 already has an uplink: enp3s0.*loop.*STP is off/);
    const out = await bench.plan({ kind: 'unplug', cable: linkId('vxlan100') });
    expect(out.warnings.join(' ')).toMatch(/vxlan100 is the only uplink of br-storage: .*paused-vm/);
  });

  test('that carry what the host is reached by stay where they are, and the guarded way is offered', async () => {
    const edits: Edit[] = [
      { kind: 'move', cable: linkId('enp3s0'), to: linkId('br1') },
      { kind: 'unplug', cable: linkId('enp3s0') },
    ];
    for (const edit of edits) {
      expect(await refusal(edit)).toMatchObject({
        why: expect.stringContaining('192.168.50.10/24 is on br0, which uses enp3s0'),
        guarded: { kind: 'guarded', edit },
      });
    }
    expect(await masterOf('enp3s0')).toBe('br0');
  });

  test('that carry a macvtap can’t be ports', async () => {
    const { why } = await refusal({ kind: 'move', cable: linkId('enp4s0'), to: linkId('br1') });
    expect(why).toContain('carries the macvtap');
    await expect(ip('link', 'set', 'dev', 'enp4s0', 'master', 'br1')).rejects.toThrow('busy');
  });
});

describeInLab('the history of the host’s links', () => {
  let state: string;

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-host-'));
  });

  afterEach(async () => {
    await Promise.all([rm(state, { recursive: true }), resetLab()]);
  });

  test('leads back after a restart of Patchbay', async () => {
    const open = () => Bench.open(localHost(), journalFor({ historyKey: 'local' }, state));
    bench = await open();
    await done(newBridge);
    await done({ ...newTap, to: linkId('br9') });
    await done({ kind: 'mtu', link: linkId('tap9'), mtu: 1400 });
    await done({ kind: 'move', cable: linkId('tap9'), to: networkId('lab net 2') });
    await bench.close();
    bench = await open();
    try {
      expect(bench.engine.history().undo).toContain('tap9');
      await undone();
      expect(await masterOf('tap9')).toBe('br9');
      await undone();
      expect((await shown('tap9'))?.mtu).toBe(1500);
      await undone();
      expect(await shown('tap9')).toBeNull();
      await undone();
      expect(await shown('br9')).toBeNull();
      for (let times = 0; times < 4; times += 1) await redone();
      expect(await shown('tap9')).toMatchObject({ mtu: 1400, master: 'virbr1' });
    } finally {
      await bench.close();
    }
  });
});
