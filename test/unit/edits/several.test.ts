import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoRecordOf, wayBack } from '#electron/engine/history/undoRecord.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import { planEdit } from '#shared/edits/plan.ts';
import { safeOrder } from '#shared/edits/several/order.ts';
import { mismatch } from '#shared/ops/condition.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { factsAfter, planSteps } from '#shared/ops/steps.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { essence } from './support/essence.ts';
import { house, mac, OFF, TWINS, WEB } from './support/house.ts';
import { commandsOf, planned, refusalOf } from './support/plans.ts';

const net0 = vnicId(WEB, mac(1));
const net1 = vnicId(WEB, mac(2));
const options = { stp: false, forwardDelay: 15, vlanFiltering: false };
const makeBridge = (name: string): PlainEdit => ({ kind: 'bridge-create', name, mtu: null, ...options });
const makeTap = (name: string, to: string | null): PlainEdit => ({
  kind: 'tap-create',
  name,
  owner: null,
  to: to === null ? null : linkId(to),
});
const deleteLink = (name: string): PlainEdit => ({ kind: 'link-delete', link: linkId(name) });
const move = (cable: string, to: string): PlainEdit => ({ kind: 'move', cable, to: linkId(to) });
const startNetwork = (name: string, active: boolean): PlainEdit => ({
  kind: 'network-set',
  network: networkId(name),
  active,
});

describe('the order of several edits', () => {
  const kindsInOrder = (edits: readonly PlainEdit[]) => safeOrder(edits).map((index) => edits[index]?.kind);

  it('makes before it plugs, and unplugs before it deletes, whatever was put together first', () => {
    const edits = [
      deleteLink('br1'),
      startNetwork('default', false),
      move(net0, 'br9'),
      makeTap('tap9', 'br9'),
      startNetwork('asleep', true),
      makeBridge('br9'),
    ];
    expect(kindsInOrder(edits)).toEqual([
      'bridge-create',
      'network-set',
      'tap-create',
      'move',
      'network-set',
      'link-delete',
    ]);
    expect(safeOrder(edits)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('is the user’s own among those that plug: one may rest on another', () => {
    expect(safeOrder([move(net0, 'br1'), { kind: 'detach', cable: net0 }, move(net1, 'br1')])).toEqual([
      0, 1, 2,
    ]);
  });

  it('is the user’s own where something is made or started again', () => {
    expect(safeOrder([deleteLink('br1'), move(net1, 'br2'), makeBridge('br1'), move(net0, 'br1')])).toEqual([
      1, 0, 2, 3,
    ]);
    expect(safeOrder([startNetwork('default', false), startNetwork('default', true)])).toEqual([0, 1]);
    expect(safeOrder([makeBridge('br1'), deleteLink('br1')])).toEqual([0, 1]);
  });
});

describe('several edits', () => {
  const several = (...edits: PlainEdit[]) => ({ kind: 'several', edits }) as const;

  it('warn where VMs are defined to be on a bridge that the next boot forgets', () => {
    const warned = (persist: 'now' | 'both') =>
      planned(house(), several(makeBridge('br9'), { kind: 'move', cable: net0, to: linkId('br9'), persist }))
        .warnings[0];
    expect(warned('both')).toContain('VMs are defined to be on br9, which is lost at reboot');
    expect(warned('now')).not.toContain('VMs are defined');
  });

  it('are planned each on what the ones before it leave', () => {
    const plan = planned(
      house(),
      several(move(net0, 'br1'), move(net0, 'br2'), { kind: 'detach', cable: net1 }),
    );
    expect(plan.title).toBe(
      '3 changes: Move web 01’s net0 from br0 to br1; Move web 01’s net0 from br1 to br2; and 1 more',
    );
    expect(plan.parts?.map(({ steps, lasts }) => [steps, lasts])).toEqual([
      [2, 'both'],
      [2, 'both'],
      [2, 'both'],
    ]);
    expect(plan.steps).toHaveLength(6);
    expect(plan.effects).toContain('web 01’s net0 (vnet0) moves to br2 immediately.');
    // The warning of the one move is that of the other.
    expect(new Set(plan.warnings).size).toBe(plan.warnings.length);
  });

  it('may use the bridge that one of them makes, put together before or after', () => {
    for (const edits of [
      [makeBridge('br9'), move(net0, 'br9')],
      [move(net0, 'br9'), makeBridge('br9')],
    ]) {
      const plan = planned(house(), several(...edits));
      const commands = commandsOf(plan);
      expect(commands[0]).toContain('ip link add name br9 type bridge');
      expect(commands.at(-1)).toContain('update-device');
      expect(plan.edit).toMatchObject({ kind: 'several', edits });
    }
  });

  it('may move a vNIC that one of them gives to a VM', () => {
    const given = vnicId(WEB, '52:54:00:77:00:01');
    const attach: PlainEdit = { kind: 'attach', vm: vmId(WEB), to: linkId('br0'), mac: '52:54:00:77:00:01' };
    const plan = planned(house(), several(attach, move(given, 'br1')));
    expect(plan.steps.map(({ op }) => op.op)).toEqual(['vnic-add', 'vnic-add', 'vnic-source', 'vnic-source']);
    // The TAP that libvirt will make has no name yet, and no command may name it.
    expect(JSON.stringify(plan.steps.map(({ command }) => command))).not.toContain('vnet for');
    expect(refusalOf(house(), several(attach, { kind: 'unplug', cable: given })).why).toContain(
      'gets a name only when it is created',
    );
  });

  it('are one edit when there is only one, with what its plan fills in', () => {
    const attach: PlainEdit = { kind: 'attach', vm: vmId(OFF), to: linkId('br1') };
    const one = planned(house(), attach);
    const plan = planned(house(), several(attach));
    expect(plan).toEqual({ ...one, edit: { kind: 'several', edits: [one.edit] } });
  });

  it('are refused as a whole where one can’t be made, which is named with the reason', () => {
    expect(refusalOf(house(), several(move(net0, 'br1'), move(net0, 'br1')))).toEqual({
      why: '“Move web 01’s net0 to br1” can’t be done. web 01’s net0 is already connected to br1.',
      advice: '',
    });
    expect(refusalOf(house(), several(move(vnicId(WEB, 'x'), 'gone'))).why).toContain('“Move');
  });
});

const cable = fc.constantFrom(
  net0,
  net1,
  vnicId(WEB, mac(5)),
  vnicId(OFF, '52:54:00:cc:00:01'),
  vnicId(TWINS, 'net1'),
  vnicId(WEB, '52:54:00:77:00:01'),
  ...['loose', 'plugged', 'vethc0', 'tap9'].map(linkId),
);
const place = fc.constantFrom(
  ...['br0', 'br1', 'br2', 'br9', 'tap9'].map(linkId),
  ...['default', 'lab net 2', 'hostbr', 'asleep', 'lab 9'].map(networkId),
);
const link = fc.constantFrom(...['br2', 'br9', 'loose', 'tap9', 'plugged'].map(linkId));
const network = fc.constantFrom(...['default', 'lab net 2', 'asleep', 'lab 9'].map(networkId));
const persist = fc.constantFrom('now', 'boot', 'both', undefined);
const upOrDown = fc.constantFrom('up', 'down');
const one = <Kind extends PlainEdit['kind']>(kind: Kind, fields: object): fc.Arbitrary<PlainEdit> =>
  fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<PlainEdit>;

/** Few enough names that the edits meet, rest on each other and stand in each other's way. */
const anyEdit = fc.oneof(
  one('move', { cable, to: place, persist }),
  one('attach', {
    vm: fc.constantFrom(vmId(WEB), vmId(OFF)),
    to: place,
    mac: fc.constant('52:54:00:77:00:01'),
    persist,
  }),
  one('detach', { cable, persist }),
  one('unplug', { cable }),
  one('link', { cable, state: upOrDown, persist }),
  fc.constant(makeBridge('br9')),
  one('bridge-set', {
    bridge: link,
    stp: fc.boolean(),
    forwardDelay: fc.constant(4),
    vlanFiltering: fc.boolean(),
  }),
  fc.constantFrom(makeTap('tap9', null), makeTap('tap9', 'br2'), makeTap('tap9', 'br9')),
  one('link-delete', { link }),
  one('link-set', { link, state: upOrDown }),
  one('mtu', { link, mtu: fc.constantFrom(1400, 1500) }),
  one('network-define', {
    name: fc.constant('lab 9'),
    forward: fc.constant({ mode: 'isolated', address: '10.9.0.1/24', dhcp: null, dev: null }),
    start: fc.boolean(),
    autostart: fc.boolean(),
  }),
  one('network-set', { network, active: fc.boolean() }),
  one('network-autostart', { network, on: fc.boolean() }),
  one('network-delete', { network }),
  one('vnic-change', {
    cable,
    model: fc.constantFrom('e1000', null),
    mac: fc.constantFrom('52:54:00:77:00:02', null),
  }),
);

describe('any set of edits', () => {
  it('is refused, or each step is what it promises on the model, and the undo leads back to the first facts', () => {
    const seen = { planned: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 5 }), (edits) => {
        const before = house();
        const options = {
          id: 'plan-1',
          randomMac: () => '52:54:00:01:02:03',
          randomUuid: () => '6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11',
        };
        const made = planEdit(before, buildTopology(before, 7), { kind: 'several', edits }, options);
        seen[made.ok ? 'planned' : 'refused'] += 1;
        if (!made.ok) return;
        const { plan } = made;
        let facts = before;
        for (const { op, expects } of plan.steps) {
          facts = factsAfter(facts, [op]);
          for (const condition of expects)
            expect([op, condition, mismatch(condition, facts)]).toEqual([op, condition, '']);
        }
        expect((plan.parts ?? [plan]).flatMap(({ effects }) => effects)).toEqual(
          expect.arrayContaining([...plan.effects]),
        );
        const way = wayBack(undoRecordOf(plan, plan.steps, before, facts), facts);
        if (isRefusal(way)) throw new Error(way.why);
        const back = planSteps(facts, way.ops);
        if (isRefusal(back)) throw new Error(back.why);
        expect(essence(factsAfter(facts, way.ops))).toEqual(essence(before));
      }),
      // About one in ten can be made.
      { numRuns: 1000 },
    );
    // Were hardly any planned, this would show nothing.
    expect(seen.planned).toBeGreaterThan(30);
  }, 60_000);
});
