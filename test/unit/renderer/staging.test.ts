import { beforeEach, describe, expect, it } from 'vitest';
import { contextNow } from '#renderer/actions/actionContext.ts';
import { apply, plan, propose } from '#renderer/actions/edit.ts';
import { connect } from '#renderer/actions/engine.ts';
import { review } from '#renderer/actions/planned.ts';
import { addToPlan } from '#renderer/actions/staging.ts';
import { redo, undo, undoWords } from '#renderer/actions/undo.ts';
import { groupsOf, ownPlan } from '#renderer/panels/sheet/ownPlan.ts';
import { useEdits } from '#renderer/stores/edits.ts';
import { useHost } from '#renderer/stores/host.ts';
import {
  refusalAt,
  shownOf,
  showPreview,
  unstage,
  unstageAll,
  useStaging,
} from '#renderer/stores/staging.ts';
import type { Preview } from '#shared/api.ts';
import type { PlainEdit, Plan, PlanPart } from '#shared/edits/model.ts';
import type { Step } from '#shared/ops/step.ts';
import { FakeClient } from './fakeClient.ts';
import { aHouse } from './support.ts';

const unplug: PlainEdit = { kind: 'unplug', cable: 'link:tap-spare' };
const move: PlainEdit = { kind: 'move', cable: 'link:tap-spare', to: 'link:br0' };
const attach: PlainEdit = { kind: 'attach', vm: 'vm:a', to: 'link:br0' };

function part(title: string, steps: number, index: number): PlanPart {
  return {
    title,
    steps,
    index,
    effects: [`${title}.`],
    warnings: [],
    lasts: 'now',
    persistChoices: ['now', 'both'],
  };
}

function aPlan(edit: Plan['edit'], title: string, parts?: readonly PlanPart[]): Plan {
  const count = parts?.reduce((sum, { steps }) => sum + steps, 0) ?? 1;
  const steps = Array.from({ length: count }, (_, index) => ({ title: `step ${index}` }) as Step);
  const words = {
    effects: ['All of it.'],
    warnings: [],
    lasts: 'both',
    persistChoices: [],
    undoTitle: 'Back',
  };
  const plan = { id: 'p', host: 'local', revision: 1, edit, title, steps, touches: [], ...words };
  return (parts === undefined ? plan : { ...plan, parts }) as unknown as Plan;
}

function aPreview(facts: Partial<Preview> = {}): Preview {
  const planned = { ok: true, plan: aPlan({ kind: 'several', edits: [unplug] }, '1 change') } as const;
  return { planned, refused: null, titles: [], topology: aHouse(), ...facts };
}

let client: FakeClient;
let sent: unknown[];

beforeEach(() => {
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  unstageAll();
  sent = [];
  client = new FakeClient({ 'view.open': () => new Promise(() => {}) });
  connect(client);
  useHost.setState({ topology: aHouse(), connection: 'open', editable: true, lock: 'none', guards: [] });
  client.asked.length = 0;
});

const stage = (edit: PlainEdit, title: string) => addToPlan(edit, aPlan(edit, title));
const staged = () => useStaging.getState().staged;

describe('putting edits to the plan', () => {
  it('keeps their order, runs nothing and closes the sheet', () => {
    stage(unplug, 'Unplug');
    stage(move, 'Move');
    expect(staged().map(({ title }) => title)).toEqual(['Unplug', 'Move']);
    expect(client.asked).toEqual([]);
    expect(useEdits.getState().sheet).toBeNull();
  });

  it('keeps what the plan has filled in, so that a chosen MAC stays', () => {
    const filled: PlainEdit = { ...attach, mac: '52:54:00:aa:00:07' };
    addToPlan(attach, aPlan(filled, 'Attach'));
    addToPlan(
      attach,
      aPlan({ kind: 'several', edits: [unplug, filled] }, 'Both', [part('b', 1, 1), part('a', 1, 0)]),
    );
    expect(staged().map(({ edit }) => edit)).toEqual([filled, filled]);
    expect(staged()[1]?.title).toBe('b');
  });

  it('plans a further edit on what they leave', async () => {
    client.answers['edit.preview'] = (input) => {
      sent.push(input);
      return aPreview();
    };
    stage(unplug, 'Unplug');
    await propose(move);
    expect(sent).toEqual([{ edits: [unplug, move] }]);
    expect(useEdits.getState().sheet).toMatchObject({ step: 'plan', onTopOf: 1, planned: { ok: true } });
  });

  it('plans a guarded edit and an undo on the host as it is', async () => {
    client.answers['edit.plan'] = () => ({ ok: false, refusal: { why: '', advice: '' } });
    client.answers['edit.planUndo'] = () => ({ ok: false, refusal: { why: '', advice: '' } });
    stage(unplug, 'Unplug');
    await propose({ kind: 'guarded', edit: move });
    await plan({ kind: 'undo' });
    expect(client.asked).toEqual(['edit.plan', 'edit.planUndo']);
  });

  it('says which is in the way where an earlier one can’t be made', async () => {
    client.answers['edit.preview'] = () =>
      aPreview({ planned: { ok: false, refusal: { why: 'It is gone.', advice: '' } }, refused: 0 });
    stage(unplug, 'Unplug');
    await propose(move);
    expect(useEdits.getState().sheet).toMatchObject({
      planned: {
        ok: false,
        refusal: { why: expect.stringContaining('before this one can’t be made. It is gone.') },
      },
    });
  });
});

describe('what is staged', () => {
  it('is drawn as it would be, on its own host only', () => {
    stage(unplug, 'Unplug');
    const preview = aPreview();
    showPreview(preview);
    expect(shownOf(useHost.getState(), useStaging.getState())).toBe(preview.topology);
    useHost.setState({ topology: { ...aHouse(), host: 'another' } });
    expect(shownOf(useHost.getState(), useStaging.getState())?.host).toBe('another');
  });

  it('stays where it has become impossible, says why, and keeps its title', () => {
    stage(unplug, 'Unplug');
    stage(move, 'Move');
    showPreview(
      aPreview({
        planned: { ok: false, refusal: { why: 'tap-spare is gone.', advice: 'Take it out.' } },
        refused: 0,
      }),
    );
    expect(staged().map(({ title }) => title)).toEqual(['Unplug', 'Move']);
    const { preview } = useStaging.getState();
    expect([0, 1].map((index) => refusalAt(preview, index))).toEqual([
      'tap-spare is gone. Take it out.',
      'It waits for the change before it.',
    ]);
    expect(review.blocked(contextNow())).toContain('Remove it first');
  });

  it('is taken out by Undo, the last first, and Redo waits', () => {
    stage(unplug, 'Unplug');
    stage(move, 'Move');
    expect(undoWords(contextNow())).toBe('Undo: remove from the plan “Move”');
    expect(redo.blocked(contextNow())).toContain('planned');
    undo.perform(contextNow());
    expect(staged().map(({ title }) => title)).toEqual(['Unplug']);
    undo.perform(contextNow());
    expect(useStaging.getState()).toEqual({ staged: [], preview: null });
  });

  it('can lose one in the middle', () => {
    for (const title of ['a', 'b', 'c']) stage(unplug, title);
    unstage(staged()[1]?.key ?? -1);
    expect(staged().map(({ title }) => title)).toEqual(['a', 'c']);
  });

  it('is let go of when all of it was applied, and kept when it was not', async () => {
    stage(unplug, 'Unplug');
    const chosen = aPlan({ kind: 'several', edits: [unplug] }, '1 change');
    client.answers['edit.apply'] = () => ({ outcome: 'put-back', steps: [] });
    await apply({ kind: 'staged' }, chosen);
    expect(staged()).toHaveLength(1);
    client.answers['edit.apply'] = () => ({ outcome: 'done', steps: [] });
    await apply({ kind: 'staged' }, chosen);
    expect(staged()).toHaveLength(0);
    expect(useEdits.getState().said?.offer).toBe('undo');
  });
});

describe('a plan of several', () => {
  const whole = aPlan(null, 'Three changes', [part('one', 2, 0), part('two', 1, 2), part('three', 2, 1)]);

  it('is shown in its parts, each with its own steps', () => {
    expect(groupsOf(whole).map(({ title, steps }) => [title, steps.map((step) => step.title)])).toEqual([
      ['one', ['step 0', 'step 1']],
      ['two', ['step 2']],
      ['three', ['step 3', 'step 4']],
    ]);
    expect(groupsOf(aPlan(null, 'One', [part('one', 2, 0)]))).toHaveLength(1);
  });

  it('says of each part how long it lasts where they differ', () => {
    const lastsOf = (parts: readonly PlanPart[]) =>
      groupsOf(aPlan(null, 'x', parts)).map(({ lasts }) => lasts);
    const kept: PlanPart = { ...part('kept', 1, 1), lasts: 'both' };
    expect(lastsOf([part('bridge', 1, 0), kept])).toEqual(['now', 'both']);
    expect(lastsOf([kept, { ...kept, index: 0 }])).toEqual([null, null]);
  });

  it('is shown by the part that was asked for upon the others, wherever it came in their order', () => {
    expect(ownPlan(whole, 0)).toBe(whole);
    const own = ownPlan(whole, 2);
    expect(own).toMatchObject({ title: 'two', effects: ['two.'], lasts: 'now', undoTitle: '' });
    expect(own.steps.map((step) => step.title)).toEqual(['step 2']);
    expect(own.parts).toBeUndefined();
    expect(ownPlan(aPlan(null, 'x', [part('one', 1, 0), part('nothing to do', 0, 1)]), 1).steps).toEqual([]);
  });
});
