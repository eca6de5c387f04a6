import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, vmId } from '#shared/topology/model.ts';
import { Bench, granted, plugsOf, vnicOf, xmlOf } from './editing.ts';
import { Driver } from './support/driver.ts';
import type { KillPoint } from './support/killDriver.ts';
import { networkCases } from './support/killedNetworks.ts';
import { describeInLab, guestIsUp, ip, masterOf, portOf, resetLab, uuidOf, virsh } from './support/lab.ts';
import { labHost } from './support/labHost.ts';

// Patchbay is killed with -9 at each command of each edit, in turns before, during and after it, and of some also where the
// journal begins and ends. At the next start it must tell what was in flight and what the host shows, which is compared with what virsh and ip themselves show; then the plans that it offers must lead to the
// old state or to the new one.

const WEB_0 = '52:54:00:aa:00:01';
const ONE_0 = '52:54:00:cc:00:01';
const NEW_MAC = '52:54:00:77:00:01';
const GUEST_MAC = '52:54:00:ac:00:01';

interface Case {
  readonly name: string;
  /** Makes what the edit is about, once. */
  ready?(): Promise<void>;
  edit(): Promise<Edit>;
  /** Kill the undo of the edit, and not the edit. */
  readonly undone?: true;
  /** Kill it where the journal begins and ends, too. */
  readonly alsoJournal?: true;
  /** By step of the edit: whether ip and virsh show it. */
  truth(): Promise<boolean[]>;
  /** Takes away what the next case must not find. */
  cleared?(): Promise<void>;
}

const moved: Case = {
  name: 'a move, running and defined',
  alsoJournal: true,
  edit: async () => ({ kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br1') }),
  truth: async () => [
    (await plugsOf('web 01', 'live'))[0] === 'bridge br1',
    (await plugsOf('web 01', 'config'))[0] === 'bridge br1',
  ],
};

const linkDown: Case = {
  name: 'a link set down, running and defined',
  edit: async () => ({ kind: 'link', cable: await vnicOf('web 01', WEB_0), state: 'down' }),
  truth: async () => [await isDown('live'), await isDown('config')],
};

const isolatedMove: Case = {
  name: 'a move of an isolated TAP',
  ready: async () => {
    if ((await linkText('tap-apart')) !== '') return;
    await ip('tuntap', 'add', 'dev', 'tap-apart', 'mode', 'tap');
    await ip('link', 'set', 'dev', 'tap-apart', 'master', 'br0');
    await ip('link', 'set', 'dev', 'tap-apart', 'type', 'bridge_slave', 'isolated', 'on');
  },
  edit: async () => ({ kind: 'move', cable: linkId('tap-apart'), to: linkId('br1') }),
  truth: async () => [await isOn('tap-apart', 'br1'), await isIsolatedOn('tap-apart', 'br1')],
};

const cases: readonly Case[] = [
  moved,
  { ...moved, name: 'the undo of a move', undone: true },
  linkDown,
  { ...linkDown, name: 'the undo of a link set down', undone: true },
  {
    name: 'a move of a saved VM, in its image and in its definition',
    ready: async () => {
      await virsh('start', '--paused', await uuidOf('1'));
      await virsh('managedsave', await uuidOf('1'));
    },
    edit: async () => ({ kind: 'move', cable: await vnicOf('1', ONE_0), to: linkId('br1') }),
    truth: async () => [
      (await virsh('managedsave-dumpxml', await uuidOf('1'))).includes("<source bridge='br1'/>"),
      (await plugsOf('1', 'config'))[0] === 'bridge br1',
    ],
    cleared: async () => {
      await virsh('managedsave-remove', await uuidOf('1'));
    },
  },
  {
    name: 'an attach, running and defined',
    edit: async () => ({
      kind: 'attach',
      vm: vmId(await uuidOf('guest')),
      to: linkId('br1'),
      mac: NEW_MAC,
    }),
    truth: async () => [await has('guest', NEW_MAC, 'live'), await has('guest', NEW_MAC, 'config')],
  },
  {
    name: 'a detach, running and defined',
    edit: async () => ({ kind: 'detach', cable: await vnicOf('guest', GUEST_MAC) }),
    truth: async () => [!(await has('guest', GUEST_MAC, 'live')), !(await has('guest', GUEST_MAC, 'config'))],
  },
  {
    name: 'a loose TAP plugged in',
    edit: async () => ({ kind: 'move', cable: linkId('tap-loose'), to: linkId('br1') }),
    truth: async () => [(await masterOf('tap-loose')) === 'br1'],
  },
  isolatedMove,
  {
    ...isolatedMove,
    name: 'the undo of a move of an isolated TAP',
    undone: true,
    // Its last step sets on the first bridge what was set there.
    truth: async () => [await isOn('tap-apart', 'br1'), !(await isIsolatedOn('tap-apart', 'br0'))],
  },
  {
    name: 'a TAP taken off its bridge',
    edit: async () => ({ kind: 'unplug', cable: linkId('tap-plugged') }),
    truth: async () => [(await masterOf('tap-plugged')) === null],
  },
  {
    name: 'a bridge created',
    edit: async () => ({
      kind: 'bridge-create',
      name: 'br9',
      stp: true,
      forwardDelay: 4,
      vlanFiltering: false,
      mtu: 9000,
    }),
    truth: async () => {
      const made = await linkText('br9');
      return [made !== '', made.includes(' mtu 9000 '), isUp(made)];
    },
  },
  {
    name: 'a TAP created and plugged in',
    edit: async () => ({ kind: 'tap-create', name: 'tap9', owner: 'nobody', to: linkId('br1') }),
    truth: async () => {
      const made = await linkText('tap9');
      return [made !== '', made.includes(' master br1 '), isUp(made)];
    },
  },
  {
    name: 'a bridge deleted that has a loose port',
    ready: async () => {
      await ip('link', 'add', 'br8', 'type', 'bridge');
      await ip('tuntap', 'add', 'dev', 'tap8', 'mode', 'tap');
      await ip('link', 'set', 'dev', 'tap8', 'master', 'br8');
      await ip('link', 'set', 'dev', 'br8', 'up');
    },
    edit: async () => ({ kind: 'link-delete', link: linkId('br8') }),
    truth: async () => {
      const left = await linkText('br8');
      return [!(await linkText('tap8')).includes(' master br8 '), !isUp(left), left === ''];
    },
  },
  {
    name: 'an MTU set, with that of a macvtap on it',
    edit: async () => ({ kind: 'mtu', link: linkId('enp4s0'), mtu: 1400 }),
    truth: async () => {
      const above = await ip('-o', 'link', 'show', 'type', 'macvtap');
      return [above.includes(' mtu 1400 '), (await linkText('enp4s0')).includes(' mtu 1400 ')];
    },
  },
  {
    name: 'a bridge set down',
    edit: async () => ({ kind: 'link-set', link: linkId('br-storage'), state: 'down' }),
    truth: async () => [!isUp(await linkText('br-storage'))],
  },
  {
    name: 'a bridge and a move to it, as one',
    alsoJournal: true,
    edit: async () => ({
      kind: 'several',
      edits: [
        { kind: 'move', cable: await vnicOf('web 01', WEB_0), to: linkId('br9') },
        {
          kind: 'bridge-create',
          name: 'br9',
          stp: false,
          forwardDelay: 0,
          vlanFiltering: false,
          mtu: null,
        },
      ],
    }),
    truth: async () => {
      const made = await linkText('br9');
      return [
        made !== '',
        isUp(made),
        (await plugsOf('web 01', 'live'))[0] === 'bridge br9',
        (await plugsOf('web 01', 'config'))[0] === 'bridge br9',
      ];
    },
  },
  ...networkCases,
];

/** What `ip` prints of a link; empty: there is none. */
async function linkText(name: string): Promise<string> {
  return ip('-o', 'link', 'show', 'dev', name).catch(() => '');
}

async function isOn(link: string, bridge: string): Promise<boolean> {
  return (await masterOf(link)) === bridge;
}

async function isIsolatedOn(link: string, bridge: string): Promise<boolean> {
  return (await isOn(link, bridge)) && (await portOf(link)).isolated === 'on';
}

function isUp(text: string): boolean {
  return /[<,]UP[,>]/.test(text);
}

async function has(vm: string, mac: string, side: 'live' | 'config'): Promise<boolean> {
  return (await xmlOf(vm, side)).includes(mac);
}

async function isDown(side: 'live' | 'config'): Promise<boolean> {
  const [first = ''] = (await xmlOf('web 01', side)).split('</interface>');
  return first.includes("<link state='down'/>");
}

const moments = ['before', 'during', 'after'] as const;

/**
 * Of all commands together as many before as during and after them: all three of each take the lab most of an hour. Where
 * the journal begins and ends is the same for every edit.
 */
function pointsOf(commands: number, alsoJournal: boolean): KillPoint[] {
  const each = Array.from({ length: commands }, (_, command): KillPoint => {
    turn += 1;
    return { at: moments[turn % moments.length] ?? 'during', command };
  });
  return alsoJournal ? [{ at: 'begun' }, ...each, { at: 'ended' }] : each;
}

let kills = 0;
let turn = 0;

describeInLab('killed with -9', () => {
  let driver: Driver;
  let folder: string;
  /** Each has a history of its own: what one leaves behind is no other's to tell. */
  let state: string;

  beforeAll(async () => {
    [driver] = await Promise.all([Driver.build(), guestIsUp()]);
    folder = await mkdtemp(join(tmpdir(), 'patchbay-killed-'));
  });

  beforeEach(async () => {
    state = await mkdtemp(join(folder, 'state-'));
  });

  afterAll(async () => {
    await Promise.all([driver.remove(), rm(folder, { recursive: true })]);
    await resetLab();
  });

  /** The next start: an engine that knows nothing but the journal and the host. */
  const next = () => Bench.open(labHost, journalFor({ historyKey: 'local' }, state));

  describe.each(cases)('in the midst of $name', (killed) => {
    const { ready, edit, truth, cleared, undone = false, alsoJournal = false } = killed;
    const commands = async () => (await truth()).length;

    afterAll(() => cleared?.());

    test('it tells what was in flight, and leads on or back', async () => {
      await ready?.();
      // The undo takes the same sides: all that was true before it is to be untrue after it.
      const shown = async () => (await truth()).map((isSo) => isSo !== undone);
      for (const [index, point] of pointsOf(await commands(), alsoJournal).entries()) {
        const where = JSON.stringify(point);
        const asked = await edit();
        if (undone) await withBench(async (bench) => expect((await bench.apply(asked)).outcome).toBe('done'));
        expect(await shown(), `${where}: the old state`).not.toContain(true);

        await driver.runToDeath({ edit: undone ? null : asked, point, state });
        kills += 1;

        await withBench(async (bench) => {
          const { past } = bench.engine;
          const now = await shown();
          const found = now.every(Boolean) ? 'done' : now.some(Boolean) ? 'between' : 'not-done';
          const { interrupted = [] } = bench.engine.history();
          expect(interrupted, where).toEqual([expect.objectContaining({ found })]);
          const [{ id, told } = { id: '', told: '' }] = interrupted;
          expect(told, where).toMatch(toldAt(point));
          expect(now, where).toEqual(now.map((isSo, step) => expectedAt(point, step) ?? isSo));

          // In turns back and on; what is done is taken as it is, and undone as any other edit.
          if (found === 'done') await past.settle(id);
          else if (found === 'not-done' && index % 2 === 0) await past.settle(id);
          else {
            const way = index % 2 === 0 ? past.planUndo(id) : past.planFinish(id);
            expect((await bench.engine.apply(granted(way).id)).outcome, where).toBe('done');
            expect(await shown(), where).toEqual(now.map(() => index % 2 === 1));
          }
          expect(bench.engine.history().interrupted, where).toBeUndefined();
          await toOldState(bench, undone, (await shown())[0] === true);
          expect(await truth(), `${where}: the end`).not.toContain(true);
        });
      }
    }, 240_000);
  });

  test('while it puts back what was done before a failure, it tells that too', async () => {
    for (const at of ['before', 'during', 'after'] as const) {
      // Commands 0 and 1 are the edit's, of which the second fails; 2 takes the first one back.
      const point = { at, command: 2 };
      await driver.runToDeath({ edit: await moved.edit(), fails: 1, point, state });
      kills += 1;
      await withBench(async (bench) => {
        const [isMoved, isDefined] = await moved.truth();
        expect([at === 'during' || isMoved === (at === 'before'), isDefined], at).toEqual([true, false]);
        expect(bench.engine.history().interrupted, at).toEqual([
          expect.objectContaining({
            found: isMoved ? 'between' : 'not-done',
            told: expect.stringContaining('exited while reverting'),
          }),
        ]);
        const { past } = bench.engine;
        const [{ id } = { id: '' }] = bench.engine.history().interrupted ?? [];
        if (isMoved)
          expect((await bench.engine.apply(granted(past.planUndo(id)).id)).outcome, at).toBe('done');
        else await past.settle(id);
        expect(await moved.truth(), at).toEqual([false, false]);
        expect(bench.engine.history().interrupted, at).toBeUndefined();
      });
    }
  });

  test('was done at least 50 times', () => {
    expect(kills).toBeGreaterThanOrEqual(50);
  });

  async function withBench(use: (bench: Bench) => Promise<void>): Promise<void> {
    const bench = await next();
    try {
      await use(bench);
    } finally {
      await bench.close();
    }
  }
});

/** By the history alone, which a kill must not have confused. */
async function toOldState(bench: Bench, undone: boolean, isNew: boolean): Promise<void> {
  if (isNew === undone) return;
  expect((await bench.undo()).outcome).toBe('done');
}

/** What must be said of the command in flight. */
function toldAt(point: KillPoint): RegExp {
  if (point.at === 'begun') return /None of its commands had been started/;
  if (point.at === 'ended') return /The last command that had ended was/;
  if (!('command' in point)) return /./;
  return /The command in flight was/;
}

/** Whether the host must show a step by now; null: it was cut in its midst. */
function expectedAt(point: KillPoint, step: number): boolean | null {
  if (!('command' in point)) return point.at === 'ended';
  if (step !== point.command) return step < point.command;
  return point.at === 'during' ? null : point.at === 'after';
}
