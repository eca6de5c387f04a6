import type { Edit, Plan, Planned } from '#shared/edits/model.ts';
import type { Intent } from '../history/intent.ts';

export interface KnownPlan {
  readonly plan: Plan;
  readonly intent: Intent;
}

/** A face plans again with each choice on its sheet; the latest of them may be applied. */
const KEPT = 50;

/** A face asks for a preview at each change of the host; a sheet may show the plan of an earlier one for a while. */
const KEPT_PREVIEWS = 8;

/** The plans that were handed out and may be applied, by id. */
export class PlanBook {
  readonly #plans = new Map<string, KnownPlan>();
  #previews: readonly string[] = [];

  /** Remembers a plan, and passes it on. */
  keep(intent: Intent, planned: Planned): Planned {
    if (!planned.ok) return planned;
    const { plan } = planned;
    // What was left to Patchbay (a random MAC) is part of the edit from now on.
    this.#plans.set(plan.id, { plan, intent: plan.edit === null ? intent : withEdit(intent, plan.edit) });
    for (const id of this.#plans.keys()) {
      if (this.#plans.size <= KEPT) break;
      this.#plans.delete(id);
    }
    return planned;
  }

  /** The same for a preview's plan: one that does what an earlier one does takes its place, and its id. */
  keepPreview(intent: Intent, planned: Planned): Planned {
    if (!planned.ok) return planned;
    const same = this.#previews.find((id) => {
      const known = this.#plans.get(id);
      return known !== undefined && isSamePlan(known.plan, planned.plan);
    });
    const plan = { ...planned.plan, id: same ?? planned.plan.id };
    const previews = [...this.#previews.filter((id) => id !== plan.id), plan.id];
    for (const id of [plan.id, ...previews.slice(0, -KEPT_PREVIEWS)]) this.#plans.delete(id);
    this.#previews = previews.slice(-KEPT_PREVIEWS);
    return this.keep(intent, { ok: true, plan });
  }

  /** The plan, once: what was applied can't be applied again. */
  take(id: string): KnownPlan | null {
    const known = this.#plans.get(id) ?? null;
    this.#plans.delete(id);
    return known;
  }
}

/**
 * Whether a plan made on fresh facts does and tells the same. Counters, FDB rows and the edits of other VMs leave it the
 * same; whatever its commands, its conditions or its words rest on does not.
 */
export function isSamePlan(a: Plan, b: Plan): boolean {
  const essence = ({ steps, title, effects, warnings, lasts, guard }: Plan) =>
    JSON.stringify([steps, title, effects, warnings, lasts, guard]);
  return essence(a) === essence(b);
}

function withEdit(intent: Intent, edit: Edit): Intent {
  return intent.kind === 'edit' ? { kind: 'edit', edit } : intent;
}
