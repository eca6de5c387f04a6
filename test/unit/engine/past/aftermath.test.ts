import { describe, expect, it } from 'vitest';
import { kindOf } from '#shared/edits/ops/kinds.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { anchored } from '../../../../electron/engine/historyEntry.ts';
import { aftermathOf, backOf, restOf } from '../../../../electron/engine/past/aftermath.ts';
import { interruptionOf } from '../../../../electron/engine/past/interruption.ts';
import { pastOf } from '../../../../electron/engine/past/pastEdit.ts';
import type { JournalRecord } from '../../../../electron/engine/past/record.ts';
import { source } from '../../edits/support/facts.ts';
import { house, mac, WEB } from '../../edits/support/house.ts';
import { planned } from '../../edits/support/plans.ts';
import { begun, started, stepEnded } from './support.ts';

/** A move of web 01's first vNIC, running and defined: two steps. */
const plan = planned(house(), { kind: 'move', cable: vnicId(WEB, mac(1)), to: linkId('br1') });
const steps = plan.steps.map(({ title, op, inverse, expects }) => ({
  title,
  command: 'virsh …',
  rights: 'libvirt' as const,
  op: anchored(op, house()),
  inverse: anchored(inverse, house()),
  expects: expects.map((each) => anchored(each, house())),
}));

/** The host after the first so many steps. */
function hostAfter(count: number): HostSnapshot {
  return plan.steps.slice(0, count).reduce((facts, { op }) => kindOf(op).after(op, facts), house());
}

function startedStep(step: number): JournalRecord {
  const { op, inverse } = plan.steps[step] ?? {};
  if (op === undefined || inverse === undefined) throw new Error('no such step');
  const undoneWhen = kindOf(inverse)
    .expects(inverse, hostAfter(step + 1))
    .map((each) => anchored(each, house()));
  return { ...started('a', step, '', null), undoneWhen } as JournalRecord;
}

function interrupted(...records: JournalRecord[]) {
  const edit = pastOf([begun('a', { steps, title: plan.title }), ...records]).edits.get('a');
  if (edit === undefined) throw new Error('no edit');
  return edit;
}

const shows = (...args: Parameters<typeof aftermathOf>) =>
  aftermathOf(...args).steps.map((step) => step.shows);

describe('an edit in whose midst Patchbay was ended', () => {
  it('has not begun', () => {
    expect(aftermathOf(interrupted(), house()).found).toBe('not-done');
    expect(interruptionOf(interrupted(), house()).told).toContain('None of its commands had been started.');
  });

  it('was at its first command, which the host shows or does not', () => {
    const edit = interrupted(startedStep(0));
    expect([aftermathOf(edit, house()).found, shows(edit, house())]).toEqual([
      'not-done',
      ['not-done', 'not-run'],
    ]);
    expect([aftermathOf(edit, hostAfter(1)).found, shows(edit, hostAfter(1))]).toEqual([
      'between',
      ['done', 'not-run'],
    ]);
    expect(interruptionOf(edit, hostAfter(1)).told).toContain(
      `in flight was “${plan.steps[0]?.title}” (1 of 2)`,
    );
    expect(interruptionOf(edit, hostAfter(1)).told).toContain(`“${plan.steps[1]?.title}”: not done.`);
  });

  it('was between two commands', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0));
    expect(interruptionOf(edit, hostAfter(1)).told).toContain('The last command that had ended was');
  });

  it('was at its last command', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0), startedStep(1));
    expect(shows(edit, hostAfter(1))).toEqual(['done', 'not-done']);
    expect(aftermathOf(edit, hostAfter(2)).found).toBe('done');
    expect(interruptionOf(edit, hostAfter(2)).told).toContain('The host shows all of it as done.');
  });

  it('leaves what is missing, and what leads back, whichever the host shows', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0), startedStep(1));
    const rest = (facts: HostSnapshot) => restOf(aftermathOf(edit, facts), facts);
    const back = (facts: HostSnapshot) => backOf(aftermathOf(edit, facts), edit, facts);
    const [first, second] = plan.steps;
    expect(rest(house())).toEqual([first?.op, second?.op]);
    expect(rest(hostAfter(1))).toEqual([second?.op]);
    expect(rest(hostAfter(2))).toEqual([]);
    expect(back(house())).toEqual([]);
    expect(back(hostAfter(1))).toEqual([first?.inverse]);
    expect(back(hostAfter(2))).toEqual([second?.inverse, first?.inverse]);
  });

  it('puts in again what it takes out first, though that is still there', () => {
    const host = house();
    const atRest = {
      ...host,
      domains: host.domains.map((each) => ({ ...each, state: 'shut off', active: false, live: [] })),
    };
    const edit = { kind: 'vnic-change', cable: vnicId(WEB, mac(4)), model: null, mac: mac(9) } as const;
    const { steps } = planned(atRest as HostSnapshot, edit);
    const kept = steps.map(({ title, op, inverse, expects, rights }) => ({
      title,
      command: '',
      rights,
      op: anchored(op, host),
      inverse: anchored(inverse, host),
      expects: expects.map((each) => anchored(each, host)),
    }));
    const past = pastOf([begun('a', { steps: kept })]).edits.get('a');
    if (past === undefined) throw new Error('no edit');
    const after = aftermathOf(past, atRest as HostSnapshot);
    expect(after.steps.map((step) => step.shows)).toEqual(['not-run', 'not-run', 'not-run', 'so']);
    expect(restOf(after, atRest as HostSnapshot)).toEqual(steps.map(({ op }) => op));
  });

  it('is done where somebody has done by hand what was missing', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0));
    expect(shows(edit, hostAfter(2))).toEqual(['done', 'so']);
    expect(aftermathOf(edit, hostAfter(2)).found).toBe('done');
    expect(restOf(aftermathOf(edit, hostAfter(2)), hostAfter(2))).toEqual([]);
  });

  it('is neither done nor undone where the TAP is on a third bridge', () => {
    const facts = hostAfter(1);
    const moved = {
      ...facts,
      links: facts.links.map((link) => (link.name === 'vnet0' ? { ...link, master: 'br2' } : link)),
    };
    const edit = interrupted(startedStep(0));
    expect(shows(edit, moved)).toEqual(['unclear', 'not-run']);
    expect(interruptionOf(edit, moved)).toMatchObject({
      found: 'between',
      told: expect.stringContaining('neither done nor as before. vnet0 is on br2.'),
    });
  });

  it('is done where a later command has overtaken the effect of an earlier one', () => {
    const move = planned(
      {
        ...house(),
        links: house().links.map((link) => (link.name === 'vnet0' ? { ...link, master: 'br2' } : link)),
      },
      { kind: 'move', cable: vnicId(WEB, mac(1)), to: linkId('br1'), persist: 'now' },
    );
    expect(move.steps.map(({ op }) => op.op)).toEqual(['port-master', 'vnic-source']);
    const kept = move.steps.map((step, index) => ({
      ...(steps[index] as (typeof steps)[number]),
      op: anchored(step.op, house()),
      expects: step.expects.map((each) => anchored(each, house())),
    }));
    const edit = pastOf([
      begun('a', { steps: kept }),
      started('a', 0, 'vnet0', 'br2'),
      stepEnded('a', 0),
      started('a', 1, 'vnet0', null),
    ]).edits.get('a');
    if (edit === undefined) throw new Error('no edit');
    expect(aftermathOf(edit, hostAfter(1)).found).toBe('done');
  });

  it('is not judged by facts that are not of now', () => {
    const blind = { ...hostAfter(1), sources: [source('ip-link'), source('virsh', 'failed')] };
    expect(aftermathOf(interrupted(startedStep(0)), blind).found).toBe('unseen');
  });

  it('has nothing to do for a VM that was stopped since, and says what is left for its next start', () => {
    const facts = hostAfter(2);
    const stopped = {
      ...facts,
      domains: facts.domains.map((each) =>
        each.uuid === WEB ? { ...each, state: 'shut off' as const, active: false, live: [] } : each,
      ),
    };
    const edit = interrupted(startedStep(0), stepEnded('a', 0), startedStep(1));
    expect(shows(edit, stopped)).toEqual(['moot', 'done']);
    expect(backOf(aftermathOf(edit, stopped), edit, stopped)).toEqual([plan.steps[1]?.inverse]);
  });

  it('finds the TAP again that has another name since', () => {
    const unplug = planned(house(), { kind: 'unplug', cable: vnicId(WEB, mac(1)) });
    const [step] = unplug.steps;
    if (step === undefined) throw new Error('no step');
    const kept = {
      title: step.title,
      command: '',
      rights: step.rights,
      op: anchored(step.op, house()),
      inverse: anchored(step.inverse, house()),
      expects: step.expects.map((each) => anchored(each, house())),
    };
    const edit = pastOf([
      begun('a', { steps: [kept] }),
      { ...started('a', 0, 'vnet0', 'br0'), undoneWhen: [] },
    ]).edits.get('a');
    if (edit === undefined) throw new Error('no edit');
    const text = JSON.stringify(house()).replaceAll('vnet0', 'vnet9');
    const renamed = JSON.parse(text) as HostSnapshot;
    expect(restOf(aftermathOf(edit, renamed), renamed)).toEqual([
      { op: 'port-master', link: 'vnet9', master: null },
    ]);
  });
});
