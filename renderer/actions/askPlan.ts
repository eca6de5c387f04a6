import type { Preview } from '#shared/api.ts';
import type { PlainEdit, Planned } from '#shared/edits/model.ts';
import type { PlanRequest } from '../stores/edits.ts';
import { useStaging } from '../stores/staging.ts';
import { engine } from './engine.ts';
import { isPlain } from './staging.ts';

export interface AskedPlan {
  readonly planned: Planned;
  /** How many staged edits it was planned upon; 0: on the host as it is. */
  readonly upon: number;
}

/** Asks the engine what a wish would do: an edit, while others are staged, on what these leave. */
export async function askPlan(wish: PlanRequest): Promise<AskedPlan> {
  const { staged } = useStaging.getState();
  const edits = staged.map(({ edit }) => edit);
  if (wish.kind === 'staged') return upon(0, (await engine().request('edit.preview', { edits })).planned);
  if (wish.kind === 'edit' && isPlain(wish.edit) && edits.length > 0) {
    return upon(edits.length, await planUpon(edits, wish.edit));
  }
  if (wish.kind === 'edit') return upon(0, await engine().request('edit.plan', { edit: wish.edit }));
  if (wish.kind === 'past') {
    const way = wish.way === 'undo' ? 'history.planUndo' : 'history.planFinish';
    return upon(0, await engine().request(way, { id: wish.id }));
  }
  return upon(0, await engine().request(wish.kind === 'undo' ? 'edit.planUndo' : 'edit.planRedo', {}));
}

function upon(count: number, planned: Planned): AskedPlan {
  return { planned, upon: count };
}

async function planUpon(edits: readonly PlainEdit[], edit: PlainEdit): Promise<Planned> {
  const preview = await engine().request('edit.preview', { edits: [...edits, edit] });
  return isAboutAnEarlierOne(preview, edits.length)
    ? {
        ok: false,
        refusal: {
          why: `A planned change before this one can’t be made. ${preview.planned.refusal.why}`,
          advice: 'Remove it from the plan at the bottom first.',
        },
      }
    : preview.planned;
}

function isAboutAnEarlierOne(
  preview: Preview,
  own: number,
): preview is Preview & { planned: { readonly ok: false } } {
  return !preview.planned.ok && preview.refused !== null && preview.refused < own;
}
