import { describe, expect, it } from 'vitest';
import { anchored } from '#electron/engine/apply/anchored.ts';
import { aftermathOf, backOf, restOf } from '#electron/engine/history/aftermath.ts';
import { interruptionOf, interruptionWords } from '#electron/engine/history/interruption.ts';
import { type JournaledEdit, journalStateOf } from '#electron/engine/history/journaledEdit.ts';
import { planPutBack } from '#electron/engine/history/planUnfinished.ts';
import type { JournalRecord } from '#electron/engine/history/record.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { holds } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { house, mac, WEB } from '../../edits/support/house.ts';
import { planned } from '../../edits/support/plans.ts';
import { aSource } from '../../support/facts.ts';
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
  const edit = journalStateOf([begun('a', { steps, title: plan.title }), ...records]).edits.get('a');
  if (edit === undefined) throw new Error('no edit');
  return edit;
}

const shows = (...args: Parameters<typeof aftermathOf>) =>
  aftermathOf(...args).steps.map((step) => step.shows);

describe('an edit in whose midst Patchbay was ended', () => {
  it('has not begun', () => {
    expect(aftermathOf(interrupted(), house()).found).toBe('not-done');
    expect(interruptionWords(interrupted(), house())).toContain('None of its commands had been started.');
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
    expect(interruptionWords(edit, hostAfter(1))).toContain(
      `in flight was “${plan.steps[0]?.title}” (1 of 2)`,
    );
    expect(interruptionWords(edit, hostAfter(1))).toContain(`“${plan.steps[1]?.title}”: not done.`);
  });

  it('was between two commands', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0));
    expect(interruptionWords(edit, hostAfter(1))).toContain('The last command that had ended was');
  });

  it('was at its last command', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0), startedStep(1));
    expect(shows(edit, hostAfter(1))).toEqual(['done', 'not-done']);
    expect(aftermathOf(edit, hostAfter(2)).found).toBe('done');
    expect(interruptionWords(edit, hostAfter(2))).toContain('The host shows all of it as done.');
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
    const past = journalStateOf([begun('a', { steps: kept })]).edits.get('a');
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
    expect(interruptionOf(edit, moved, buildTopology(moved, 1))).toMatchObject({
      found: 'between',
      told: expect.stringContaining('neither done nor as before. vnet0 is on br2.'),
      revertible: false,
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
    const edit = journalStateOf([
      begun('a', { steps: kept }),
      started('a', 0, 'vnet0', 'br2'),
      stepEnded('a', 0),
      started('a', 1, 'vnet0', null),
    ]).edits.get('a');
    if (edit === undefined) throw new Error('no edit');
    expect(aftermathOf(edit, hostAfter(1)).found).toBe('done');
  });

  it('is not judged by facts that are not of now', () => {
    const blind = { ...hostAfter(1), sources: [aSource('ip-link'), aSource('virsh', 'failed')] };
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
    const edit = journalStateOf([
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

  it('is not done where somebody has taken an earlier step back, though a later one is there', () => {
    const edit = interrupted(startedStep(0), stepEnded('a', 0), startedStep(1));
    const [first] = plan.steps;
    if (first === undefined) throw new Error('no step');
    const facts = kindOf(first.inverse).after(first.inverse, hostAfter(2));
    expect(shows(edit, facts)).toEqual(['not-done', 'done']);
    expect(aftermathOf(edit, facts).found).toBe('between');
  });
});

/** An edit of the host's own links, all of whose commands were started, and the host after so many of them. */
function begunOn(host: HostSnapshot, edit: Edit) {
  const { steps, title } = planned(host, edit);
  const hostAt = (count: number) =>
    steps.slice(0, count).reduce((facts, { op }) => kindOf(op).after(op, facts), host);
  const records = steps.map(({ inverse }, step): JournalRecord => {
    const undoneWhen = kindOf(inverse)
      .expects(inverse, hostAt(step + 1))
      .filter((condition) => holds(condition, hostAt(step)))
      .map((each) => anchored(each, host));
    return { is: 'step-started', id: 'a', at: '2026-01-01T00:00:00.000Z', step, back: false, undoneWhen };
  });
  const kept = steps.map((step) => ({
    title: step.title,
    command: '',
    rights: step.rights,
    op: anchored(step.op, host),
    inverse: anchored(step.inverse, host),
    expects: step.expects.map((each) => anchored(each, host)),
  }));
  const past = journalStateOf([begun('a', { steps: kept, title }), ...records]).edits.get('a');
  if (past === undefined) throw new Error('no edit');
  return { past, steps, hostAt };
}

describe('an edit of links that have gone since', () => {
  const newBridge: Edit = {
    kind: 'bridge-create',
    name: 'br9',
    stp: false,
    forwardDelay: 0,
    vlanFiltering: false,
    mtu: 9000,
  };
  const putBack = (past: JournaledEdit, facts: HostSnapshot) =>
    planPutBack(past, facts, buildTopology(facts, 1), { id: 'b' });

  it('is as before once what it made is gone again: a kill in its putting back', () => {
    const { past, steps, hostAt } = begunOn(house(), newBridge);
    expect(steps.length).toBe(3);
    expect(shows(past, hostAt(3))).toEqual(['done', 'done', 'done']);
    expect(shows(past, house())).toEqual(['not-done', 'not-done', 'not-done']);
    expect(interruptionOf(past, house(), buildTopology(house(), 1))).toMatchObject({
      found: 'not-done',
      told: expect.stringContaining('The host is as it was before this edit.'),
      revertible: false,
    });
    expect(putBack(past, house())).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('The host is as it was before'), already: true },
    });
    // Halfway back: what is there still can be taken back.
    for (const count of [1, 2]) expect(putBack(past, hostAt(count)).ok).toBe(true);
  });

  it('has put back halfway what it deletes: the rest of the way back is there', () => {
    const there = begunOn(house(), newBridge).hostAt(3);
    const { past, hostAt, steps } = begunOn(there, { kind: 'link-delete', link: linkId('br9') });
    expect(shows(past, hostAt(steps.length))).toEqual(steps.map(() => 'done'));
    const [add] = steps.map(({ inverse }) => inverse).reverse();
    if (add === undefined) throw new Error('no step');
    const halfway = kindOf(add).after(add, hostAt(steps.length));
    expect(aftermathOf(past, halfway).found).toBe('between');
    expect(backOf(aftermathOf(past, halfway), past, halfway)).toEqual(
      steps
        .slice(0, -1)
        .map(({ inverse }) => inverse)
        .reverse(),
    );
    expect(putBack(past, halfway).ok).toBe(true);
  });

  it('has left nothing where somebody deleted the link that it worked on, which is told', () => {
    const { past } = begunOn(house(), { kind: 'link-set', link: linkId('br2'), state: 'down' });
    const facts = { ...house(), links: house().links.filter(({ name }) => name !== 'br2') };
    expect(aftermathOf(past, facts)).toMatchObject({ found: 'not-done', steps: [{ shows: 'gone' }] });
    expect(interruptionWords(past, facts)).toContain('Nothing of this is left on the host.');
    expect(interruptionWords(past, facts)).toContain(
      'what it changed has gone from the host. There is no br2.',
    );
    expect(putBack(past, facts)).toMatchObject({ ok: false, refusal: { already: true } });
    expect(restOf(aftermathOf(past, facts), facts)).toEqual([]);
  });

  it('has left nothing where its VM is gone, or the vNIC whose TAP it was', () => {
    const { past } = begunOn(house(), { kind: 'unplug', cable: vnicId(WEB, mac(1)) });
    const without = (live: boolean): HostSnapshot => ({
      ...house(),
      links: house().links.filter(({ name }) => name !== 'vnet0'),
      domains: house().domains.flatMap((each) =>
        each.uuid !== WEB ? [each] : live ? [{ ...each, live: each.live.slice(1) }] : [],
      ),
    });
    for (const facts of [without(true), without(false)]) {
      expect(aftermathOf(past, facts).found).toBe('not-done');
      expect(putBack(past, facts)).toMatchObject({ ok: false, refusal: { already: true } });
    }
  });
});
