import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextNow } from '#renderer/actions/actionContext.ts';
import { editingBlocked } from '#renderer/actions/blocked.ts';
import { apply, plan } from '#renderer/actions/edit.ts';
import { connect } from '#renderer/actions/engine.ts';
import { confirmGuarded, openFirst, revertGuarded, withdrawDoubt } from '#renderer/actions/guard.ts';
import { keep } from '#renderer/actions/planned.ts';
import { undo, undoWords } from '#renderer/actions/undo.ts';
import { RequestFailure } from '#renderer/client/client.ts';
import { useEdits } from '#renderer/stores/edits.ts';
import { useGuardAnswer } from '#renderer/stores/guard.ts';
import { useHost } from '#renderer/stores/host.ts';
import { unstageAll } from '#renderer/stores/staging.ts';
import type { Plan } from '#shared/edits/model.ts';
import type { GuardState } from '#shared/guard.ts';
import { FakeClient } from './fakeClient.ts';
import { aHouse } from './support.ts';

let client: FakeClient;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  useGuardAnswer.setState({ ...useGuardAnswer.getInitialState() }, true);
  unstageAll();
  client = new FakeClient({ 'view.open': () => new Promise(() => {}) });
  connect(client);
  useHost.setState({ topology: aHouse(), connection: 'open', editable: true, lock: 'none', guards: [] });
  client.asked.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

function tell(facts: Partial<GuardState>): void {
  const guard: GuardState = {
    id: 'g1',
    title: 'Plug enp3s0 into br1',
    phase: 'waiting',
    left: 43,
    seconds: 60,
    probe: { address: '192.168.1.1', link: 'br1' },
    contact: 'yes',
    told: '',
    touches: ['link:enp3s0'],
    ...facts,
  };
  client.engine.event('guards', [guard]);
}

const guardedPlan = { id: 'g1', title: 'Plug enp3s0 into br1', guard: { seconds: 60 } } as unknown as Plan;
const request = { kind: 'undo' } as const;
const done = () => ({ done: true, message: '', advice: '' });

describe('the user’s answer to a guarded edit', () => {
  it('keeps it at once where the gateway answers', async () => {
    client.answers['guard.keep'] = done;
    tell({});
    await confirmGuarded('g1');
    expect(client.asked).toEqual(['guard.keep']);
    expect(useGuardAnswer.getState()).toEqual({ doubted: null, sending: null, refused: null });
  });

  it('is asked for twice where the gateway does not answer, and a double click is no second thought', async () => {
    client.answers['guard.keep'] = done;
    tell({ contact: 'no' });
    await confirmGuarded('g1');
    await confirmGuarded('g1');
    expect(client.asked).toEqual([]);
    vi.advanceTimersByTime(1000);
    await confirmGuarded('g1');
    expect(client.asked).toEqual(['guard.keep']);
  });

  it('begins anew where the user thought better of it', async () => {
    client.answers['guard.keep'] = done;
    tell({ contact: 'no' });
    await confirmGuarded('g1');
    withdrawDoubt();
    vi.advanceTimersByTime(1000);
    await confirmGuarded('g1');
    expect(client.asked).toEqual([]);
  });

  it('reverts it without a question', async () => {
    client.answers['guard.revert'] = done;
    tell({ contact: 'no' });
    await revertGuarded('g1');
    expect(client.asked).toEqual(['guard.revert']);
  });

  it('says why it came to nothing: refused, or not heard', async () => {
    client.answers['guard.keep'] = () => ({ done: false, message: 'Too late.', advice: '' });
    tell({});
    await confirmGuarded('g1');
    expect(useGuardAnswer.getState().refused).toMatchObject({ id: 'g1', message: 'Too late.' });
    client.answers['guard.keep'] = () => {
      throw new RequestFailure({ message: 'It does not answer.', advice: '' }, true);
    };
    await confirmGuarded('g1');
    expect(useGuardAnswer.getState()).toMatchObject({
      sending: null,
      refused: { message: 'It does not answer.' },
    });
  });
});

describe('while a guarded edit waits', () => {
  it.each(['applying', 'checking', 'waiting', 'confirmed', 'reverting'] as const)(
    '%s: nothing else is edited',
    (phase) => {
      tell({ phase });
      expect(editingBlocked(contextNow())).toBe('Confirm or revert the pending change first.');
    },
  );

  it.each(['kept', 'kept-in-part', 'reverted', 'not-reverted', 'gone'] as const)(
    '%s: editing is free again',
    (phase) => {
      tell({ phase, left: null });
      expect(editingBlocked(contextNow())).toBeNull();
    },
  );

  it('can be confirmed by its key and reverted by Undo’s, also while its own request is open', () => {
    useEdits.setState({ running: { plan: guardedPlan, progress: null } });
    tell({});
    expect(keep.blocked(contextNow())).toBeNull();
    expect(undo.blocked(contextNow())).toBeNull();
    expect(undoWords(contextNow())).toBe('Revert now: Plug enp3s0 into br1');
    client.answers['guard.revert'] = done;
    undo.perform(contextNow());
    expect(client.asked).toEqual(['guard.revert']);
  });

  it('can’t be kept while the engine is out of reach', () => {
    tell({});
    client.engine.connection('lost');
    expect(keep.blocked(contextNow())).toContain('unavailable');
  });
});

describe('the end of a guarded edit', () => {
  const ended = (outcome: string) => ({
    planId: 'g1',
    outcome,
    message: '',
    advice: '',
    steps: [],
    freshPlan: null,
  });

  it.each(['done', 'reverted', 'half-done'])('%s is told by its banner alone', async (outcome) => {
    client.answers['edit.apply'] = () => {
      tell({ phase: 'kept', left: null });
      return ended(outcome);
    };
    await apply(request, guardedPlan);
    expect(useEdits.getState()).toMatchObject({ running: null, sheet: null, said: null });
  });

  it('is on the sheet where it never came to wait', async () => {
    client.answers['edit.apply'] = () => ended('refused');
    await apply(request, guardedPlan);
    expect(useEdits.getState().sheet).toMatchObject({ step: 'result' });
  });

  it('is awaited where its answer was lost with the connection, until the next view tells', async () => {
    client.answers['edit.apply'] = () => {
      throw new RequestFailure({ message: 'It does not answer.', advice: '' }, true);
    };
    await apply(request, guardedPlan);
    expect(useEdits.getState()).toMatchObject({ running: { lostAt: Date.now() }, said: null });
    client.engine.event('view', { ...useHost.getState() } as never);
    expect(useEdits.getState().running).toBeNull();
  });
});

it('a plan that is refused keeps the guarded edit that is offered in its place', async () => {
  const guarded = { kind: 'guarded', edit: { kind: 'unplug', cable: 'link:enp3s0' } } as const;
  client.answers['edit.plan'] = () => ({
    ok: false,
    refusal: { why: 'It carries 192.168.1.10.', advice: '', guarded },
  });
  await plan({ kind: 'edit', edit: guarded.edit });
  expect(useEdits.getState().sheet).toMatchObject({ planned: { refusal: { guarded } } });
});

it('a guarded edit that waits is told of before those that are over', () => {
  const guards = (['kept', 'waiting', 'reverted'] as const).map((phase) => ({ phase }) as GuardState);
  expect(openFirst(guards).map(({ phase }) => phase)).toEqual(['waiting', 'kept', 'reverted']);
});
