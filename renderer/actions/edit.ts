import type { ApplyResult, Edit, Plan } from '#shared/edits/model.ts';
import { linkId, type NodeId, networkId } from '#shared/topology/model.ts';
import { RequestFailure } from '../client/client.ts';
import type { Form } from '../forms/form.ts';
import { openSheet, type PlanRequest, type PlanSheet, say, useEdits } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { show } from '../stores/look.ts';
import { unstageAll } from '../stores/staging.ts';
import { askPlan } from './askPlan.ts';
import { asApiError, engine, sayFailure } from './engine.ts';

let latestRequest = 0;

/** Asks the engine what an edit would do, and shows it on the sheet before anything runs. */
export function propose(edit: Edit): Promise<void> {
  return plan({ kind: 'edit', edit });
}

/** The same for what was typed into a form, to which the sheet leads back. */
export function proposeForm(form: Form, edit: Edit): Promise<void> {
  return plan({ kind: 'edit', edit }, form);
}

export async function plan(request: PlanRequest, form: Form | null = formerForm(request)): Promise<void> {
  latestRequest += 1;
  const turn = latestRequest;
  const { sheet } = useEdits.getState();
  // While the user changes options the former plan stays in view, so that the sheet does not flicker.
  const former = sheet?.step === 'plan' && sheet.request.kind === request.kind ? sheet.planned : null;
  const thinking: PlanSheet = {
    step: 'plan',
    request,
    planned: former,
    thinking: true,
    failure: null,
    remark: '',
    onTopOf: former !== null && sheet?.step === 'plan' ? sheet.onTopOf : 0,
    form,
  };
  openSheet(thinking);
  const answered = (answer: Partial<PlanSheet>) => {
    if (stillOpen(turn)) openSheet({ ...thinking, thinking: false, ...answer });
  };
  try {
    answered(await askPlan(request));
  } catch (error) {
    answered({ planned: null, failure: asApiError(error) });
  }
}

/** An edit that is planned again with another choice on the sheet still comes from the form that it came from. */
function formerForm(request: PlanRequest): Form | null {
  const { sheet } = useEdits.getState();
  return sheet?.step === 'plan' && request.kind === 'edit' ? sheet.form : null;
}

/** False when the user has closed the sheet, or asked for something else, while the engine thought. */
function stillOpen(turn: number): boolean {
  return turn === latestRequest && useEdits.getState().sheet?.step === 'plan';
}

/**
 * Applies the plan that the user has seen. The sheet makes way for the cable, which shows what goes on.
 * @param lock `ignored`: the user goes past the lock of another one
 */
export async function apply(request: PlanRequest, chosen: Plan, lock?: 'ignored'): Promise<void> {
  if (useEdits.getState().running !== null) return;
  useEdits.setState({ sheet: null, running: { plan: chosen, progress: null }, said: null });
  try {
    const result = await engine().request('edit.apply', {
      planId: chosen.id,
      ...(lock === 'ignored' ? { ignoreLock: true } : {}),
    });
    useEdits.setState({ running: null });
    showResult(request, chosen, result);
  } catch (error) {
    const unanswered = error instanceof RequestFailure && error.unanswered;
    if (unanswered && chosen.guard !== undefined) {
      // It may have cut this very connection: its banner counts on, and the next view tells what became of it.
      useEdits.setState(({ running }) =>
        running === null ? {} : { running: { ...running, lostAt: Date.now() } },
      );
      return;
    }
    useEdits.setState({ running: null });
    const { message, advice } = asApiError(error);
    const doubt = unanswered ? 'It may have been applied: check what the host shows.' : '';
    say([`${chosen.title}: no result.`, message, doubt, advice].filter(Boolean).join(' '), 'danger');
  }
}

function showResult(request: PlanRequest, chosen: Plan, result: ApplyResult): void {
  const isTold = isToldByBanner(chosen);
  if (result.outcome === 'done') {
    if (request.kind === 'staged') unstageAll();
    if (!isTold) say(chosen.done, 'ok', offerAfter(request));
    const made = madeBy(chosen.edit);
    if (made !== null) show(made);
    return;
  }
  if (isTold) return;
  if (result.outcome === 'stale' && result.freshPlan !== null) {
    openSheet({
      step: 'plan',
      request,
      planned: { ok: true, plan: result.freshPlan },
      thinking: false,
      failure: null,
      remark: 'The host has changed since, so nothing was run. This is the new plan.',
      onTopOf: 0,
      form: null,
    });
    return;
  }
  openSheet({ step: 'result', request, plan: chosen, result });
}

/** The banner of a guarded edit says what became of it once its commands have run. */
function isToldByBanner({ id }: Plan): boolean {
  return useHost.getState().guards.some((guard) => guard.id === id && guard.phase !== 'applying');
}

/** What an edit puts on the host that was not there: it is brought into view. */
function madeBy(edit: Edit | null): NodeId | null {
  switch (edit?.kind) {
    case 'bridge-create':
    case 'bond-create':
    case 'vlan-create':
    case 'tap-create':
      return linkId(edit.name);
  }
  return edit?.kind === 'network-define' ? networkId(edit.name) : null;
}

/** What would undo it; what was undone of an edit of the history can be looked up there. */
function offerAfter(request: PlanRequest): 'undo' | 'redo' | null {
  if (request.kind === 'past') return request.way === 'finish' ? 'undo' : null;
  return request.kind === 'undo' ? 'redo' : 'undo';
}

/** Stops waiting; the engine puts back what was done. */
export async function cancelRunning(): Promise<void> {
  const { running } = useEdits.getState();
  if (running === null) return;
  await engine().request('edit.cancel', { planId: running.plan.id }).catch(sayFailure);
}
