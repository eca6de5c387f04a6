import type { Edit, Plan } from '#shared/edits/model.ts';
import { openSheet, say, useEdits, type Wish } from '../stores/edits.ts';
import { asApiError, engine } from './engine.ts';

let latestWish = 0;

/** Asks the engine what an edit would do, and shows it on the sheet before anything runs. */
export function propose(edit: Edit): Promise<void> {
  return plan({ kind: 'edit', edit });
}

export async function plan(wish: Wish): Promise<void> {
  latestWish += 1;
  const turn = latestWish;
  const { sheet } = useEdits.getState();
  // While the user changes options the former plan stays in view, so that the sheet does not flicker.
  const former = sheet?.step === 'plan' && sheet.wish.kind === wish.kind ? sheet.planned : null;
  openSheet({ step: 'plan', wish, planned: former, failure: null });
  try {
    const planned = await ask(wish);
    if (stillOpen(turn)) openSheet({ step: 'plan', wish, planned, failure: null });
  } catch (error) {
    if (stillOpen(turn)) openSheet({ step: 'plan', wish, planned: null, failure: asApiError(error) });
  }
}

function ask(wish: Wish) {
  if (wish.kind === 'edit') return engine().request('edit.plan', { edit: wish.edit });
  return engine().request(wish.kind === 'undo' ? 'edit.planUndo' : 'edit.planRedo', {});
}

/** False when the user has closed the sheet, or asked for something else, while the engine thought. */
function stillOpen(turn: number): boolean {
  return turn === latestWish && useEdits.getState().sheet?.step === 'plan';
}

/** Applies the plan that the user has seen. The sheet makes way for the cable, which shows what goes on. */
export async function apply(chosen: Plan): Promise<void> {
  useEdits.setState({ sheet: null, running: { plan: chosen, progress: null }, said: null });
  try {
    const result = await engine().request('edit.apply', { planId: chosen.id });
    useEdits.setState({ running: null });
    if (result.outcome === 'done') say(`${chosen.title}: done`, 'ok');
    else if (result.outcome === 'stale' && result.freshPlan !== null) showFresh(result.freshPlan, chosen);
    else openSheet({ step: 'result', title: chosen.title, result });
  } catch (error) {
    useEdits.setState({ running: null });
    const { message, advice } = asApiError(error);
    say(`${chosen.title}: ${message} ${advice}`, 'danger');
  }
}

function showFresh(fresh: Plan, former: Plan): void {
  const edit = fresh.edit ?? former.edit;
  const wish: Wish = edit === null ? { kind: 'undo' } : { kind: 'edit', edit };
  openSheet({ step: 'plan', wish, planned: { ok: true, plan: fresh }, failure: null });
  say('The host has changed since: this is the plan as it would be now.', 'danger');
}

/** Stops waiting; the engine puts back what was done. */
export async function cancelRunning(): Promise<void> {
  const { running } = useEdits.getState();
  if (running === null) return;
  await engine()
    .request('edit.cancel', { planId: running.plan.id })
    .catch((error: unknown) => say(asApiError(error).message, 'danger'));
}
