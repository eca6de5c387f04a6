import { beforeEach, describe, expect, it } from 'vitest';
import { apply, plan, propose } from '#renderer/actions/edit.ts';
import { connect } from '#renderer/actions/engine.ts';
import { RequestFailure } from '#renderer/client/client.ts';
import { draftOf, type PlanRequest, useEdits } from '#renderer/stores/edits.ts';
import { useHost } from '#renderer/stores/host.ts';
import { stageEdit, useStaging } from '#renderer/stores/staging.ts';
import type { ApplyResult, Plan } from '#shared/edits/model.ts';
import type { GuardState } from '#shared/guard.ts';
import { FakeClient } from './fakeClient.ts';

const move = { kind: 'move', cable: 'vnic:a/b', to: 'link:br1' } as const;
const request: PlanRequest = { kind: 'edit', edit: move };

function aPlan(id: string): Plan {
  return {
    id,
    host: 'local',
    revision: 1,
    edit: move,
    title: 'Move web’s net0 to br1',
    done: 'Moved web’s net0 to br1',
    effects: [],
    warnings: [],
    lasts: 'both',
    persistChoices: [],
    steps: [],
    undoTitle: '',
    touches: [],
  } as unknown as Plan;
}

function ended(outcome: ApplyResult['outcome'], freshPlan: Plan | null = null): ApplyResult {
  return { planId: 'p1', outcome, message: '', advice: '', steps: [], freshPlan };
}

let client: FakeClient;

beforeEach(() => {
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  client = new FakeClient({ 'view.open': () => new Promise(() => {}) });
  connect(client);
  client.asked.length = 0;
});

describe('applying a plan', () => {
  it('applies it once, however often it is asked to', async () => {
    client.answers['edit.apply'] = async () => ended('done');
    await Promise.all([
      apply(request, aPlan('p1')),
      apply(request, aPlan('p1')),
      apply(request, aPlan('p1')),
    ]);
    expect(client.asked).toEqual(['edit.apply']);
    expect(useEdits.getState()).toMatchObject({ sheet: null, running: null });
    expect(useEdits.getState().said).toMatchObject({ text: 'Moved web’s net0 to br1', offer: 'undo' });
  });

  it('offers to redo what was undone', async () => {
    client.answers['edit.apply'] = () => ended('done');
    await apply({ kind: 'undo' }, aPlan('p1'));
    expect(useEdits.getState().said?.offer).toBe('redo');
  });

  it('shows the fresh plan of a stale one, says why, and runs nothing by itself', async () => {
    client.answers['edit.apply'] = () => ended('stale', aPlan('p2'));
    await apply(request, aPlan('p1'));
    const { sheet } = useEdits.getState();
    expect(sheet).toMatchObject({ step: 'plan', request, thinking: false, planned: { plan: { id: 'p2' } } });
    expect(sheet?.step === 'plan' && sheet.remark).toContain('nothing was run');
    expect(client.asked).toEqual(['edit.apply']);
  });

  it.each(['put-back', 'half-done', 'refused', 'cancelled', 'stale'] as const)(
    'puts an edit that was %s on the sheet, with what became of each step',
    async (outcome) => {
      client.answers['edit.apply'] = () => ended(outcome);
      await apply(request, aPlan('p1'));
      expect(useEdits.getState().sheet).toMatchObject({ step: 'result', result: { outcome } });
    },
  );

  it('takes a guarded plan off the list of changes once it was kept, and leaves the telling to its banner', async () => {
    stageEdit(move, 'Move web’s net0 to br1');
    client.answers['edit.apply'] = () => ended('done');
    useHost.setState({ guards: [{ id: 'p1', phase: 'kept' } as GuardState] });
    await apply({ kind: 'staged' }, aPlan('p1'));
    expect(useStaging.getState().staged).toEqual([]);
    expect(useEdits.getState().said).toBeNull();
  });

  it('leaves in doubt what no answer came to, and does not call it failed', async () => {
    client.answers['edit.apply'] = () => {
      throw new RequestFailure({ message: 'It does not answer.', advice: 'Look there.' }, true);
    };
    await apply(request, aPlan('p1'));
    expect(useEdits.getState().running).toBeNull();
    expect(useEdits.getState().said?.text).toContain('It may have been applied');
  });

  it('has no doubt where the engine answered with an error', async () => {
    client.answers['edit.apply'] = () => {
      throw new RequestFailure({ message: 'Unknown plan.', advice: '' });
    };
    await apply(request, aPlan('p1'));
    expect(useEdits.getState().said?.text).toBe('Move web’s net0 to br1: no result. Unknown plan.');
  });
});

describe('planning', () => {
  it('keeps the former plan in view while it thinks anew, marked as not the answer', async () => {
    client.answers['edit.plan'] = () => ({ ok: true, plan: aPlan('p1') });
    await propose(move);
    client.answers['edit.plan'] = () => new Promise(() => {});
    void propose({ ...move, persist: 'now' });
    expect(useEdits.getState().sheet).toMatchObject({
      step: 'plan',
      thinking: true,
      request: { edit: { persist: 'now' } },
      planned: { plan: { id: 'p1' } },
    });
  });

  it('shows the answer to the latest request, also where an earlier one is answered after it', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    client.answers['edit.plan'] = () => new Promise((resolve) => waiting.push(resolve));
    const both = [propose(move), propose({ ...move, persist: 'now' })];
    waiting[1]?.({ ok: true, plan: aPlan('second') });
    waiting[0]?.({ ok: true, plan: aPlan('first') });
    await Promise.all(both);
    expect(useEdits.getState().sheet).toMatchObject({ planned: { plan: { id: 'second' } }, thinking: false });
  });

  it('stays closed when the user has closed the sheet meanwhile', async () => {
    let answer = (_: unknown) => {};
    client.answers['edit.plan'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const planned = propose(move);
    useEdits.setState({ sheet: null });
    answer({ ok: true, plan: aPlan('p1') });
    await planned;
    expect(useEdits.getState().sheet).toBeNull();
  });

  it('says why no plan could be made', async () => {
    client.answers['edit.planUndo'] = () => {
      throw new RequestFailure({ message: 'It does not answer.', advice: '' }, true);
    };
    await plan({ kind: 'undo' });
    expect(useEdits.getState().sheet).toMatchObject({ failure: { message: 'It does not answer.' } });
  });
});

describe('draftOf', () => {
  it('draws what the plan on the sheet would make, and nothing for what makes no cable', async () => {
    client.answers['edit.plan'] = () => ({ ok: true, plan: aPlan('p1') });
    await propose(move);
    expect(draftOf(useEdits.getState().sheet, null)).toEqual({ from: 'vnic:a/b', to: 'link:br1' });
    await propose({ kind: 'detach', cable: 'vnic:a/b' });
    expect(draftOf(useEdits.getState().sheet, null)).toBeNull();
  });
});
