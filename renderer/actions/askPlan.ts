import type { Preview } from '#shared/api.ts';
import type { PlainEdit, Planned } from '#shared/edits/model.ts';
import type { PlanRequest } from '../stores/edits.ts';
import { useStaging } from '../stores/staging.ts';
import { engine } from './engine.ts';
import { isPlain } from './staging.ts';

export interface AskedPlan {
  readonly planned: Planned;
  /** How many staged edits it was planned on top of; 0: on the host as it is. */
  readonly onTopOf: number;
}

/** Asks the engine what a request would do: an edit, while others are staged, on what these leave. */
export async function askPlan(request: PlanRequest): Promise<AskedPlan> {
  const { staged } = useStaging.getState();
  const edits = staged.map(({ edit }) => edit);
  if (request.kind === 'staged') return asked(0, (await engine().request('edit.preview', { edits })).planned);
  if (request.kind === 'edit' && isPlain(request.edit) && edits.length > 0) {
    return asked(edits.length, await planOnTop(edits, request.edit));
  }
  if (request.kind === 'edit') return asked(0, await engine().request('edit.plan', { edit: request.edit }));
  if (request.kind === 'past') {
    const way = request.way === 'undo' ? 'history.planUndo' : 'history.planFinish';
    return asked(0, await engine().request(way, { id: request.id }));
  }
  return asked(0, await engine().request(request.kind === 'undo' ? 'edit.planUndo' : 'edit.planRedo', {}));
}

function asked(count: number, planned: Planned): AskedPlan {
  return { planned, onTopOf: count };
}

async function planOnTop(edits: readonly PlainEdit[], edit: PlainEdit): Promise<Planned> {
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
