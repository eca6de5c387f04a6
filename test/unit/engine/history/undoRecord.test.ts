import { describe, expect, it } from 'vitest';
import { undoRecordOf, wayBack } from '#electron/engine/history/undoRecord.ts';
import { redoEdit } from '#electron/engine/planning/redo.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { linkId, vmId, vnicId } from '#shared/topology/model.ts';
import { house, mac, TWINS, WEB } from '../../edits/support/house.ts';
import { planned } from '../../edits/support/plans.ts';

const net0 = vnicId(WEB, mac(1));
const makeBridge: PlainEdit = {
  kind: 'bridge-create',
  name: 'br9',
  mtu: null,
  stp: false,
  forwardDelay: 15,
  vlanFiltering: false,
};

function entryFor(...edits: PlainEdit[]) {
  const before = house();
  const plan = planned(before, { kind: 'several', edits });
  const after = factsAfter(
    before,
    plan.steps.map(({ op }) => op),
  );
  return { entry: undoRecordOf(plan, plan.steps, before, after), before, after };
}

/** What an undo would run, in words. */
function wayOf({ entry, after }: ReturnType<typeof entryFor>): string[] {
  const way = wayBack(entry, after);
  if (isRefusal(way)) throw new Error(way.why);
  return way.ops.map((op) => ('scope' in op ? `${op.op} ${op.scope}` : op.op));
}

describe('the undo of several edits', () => {
  it('leaves a bridge, now and in the definition, before it deletes it again', () => {
    const way = wayOf(entryFor(makeBridge, { kind: 'move', cable: net0, to: linkId('br9') }));
    expect(way.slice(0, 2)).toEqual(['vnic-source live', 'vnic-source config']);
    expect(way.at(-1)).toBe('link-del');
  });

  it('takes the running VMs before their definitions otherwise, each in the reverse of how it was done', () => {
    const given = vnicId(WEB, '52:54:00:77:00:01');
    const attach: PlainEdit = { kind: 'attach', vm: vmId(WEB), to: linkId('br0'), mac: '52:54:00:77:00:01' };
    expect(wayOf(entryFor(attach, { kind: 'move', cable: given, to: linkId('br1') }))).toEqual([
      'vnic-source live',
      'vnic-remove live',
      'vnic-source config',
      'vnic-remove config',
    ]);
  });

  it('leads back to the first facts', () => {
    const { entry, before, after } = entryFor(makeBridge, { kind: 'move', cable: net0, to: linkId('br9') });
    const way = wayBack(entry, after);
    if (isRefusal(way)) throw new Error(way.why);
    const back = factsAfter(after, way.ops);
    expect(back.links).toEqual(before.links);
    expect(back.domains.map(({ live }) => live.map(({ source }) => source))).toEqual(
      before.domains.map(({ live }) => live.map(({ source }) => source)),
    );
  });
});

describe('the redo of several edits', () => {
  it('is the same edits', () => {
    const { entry, before } = entryFor(makeBridge, { kind: 'move', cable: net0, to: linkId('br9') });
    expect(redoEdit(entry, before)).toEqual(entry.edit);
  });

  it('is refused where a start may have given the twin’s alias to the other', () => {
    const { entry, before } = entryFor(
      { kind: 'move', cable: vnicId(TWINS, 'net0'), to: linkId('br2') },
      { kind: 'move', cable: net0, to: linkId('br1') },
    );
    const redo = redoEdit(entry, before);
    expect(isRefusal(redo) && redo.why).toContain('two vNICs of one MAC');
  });
});
