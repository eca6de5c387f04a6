import type { Persist, Plan, PlanPart } from '#shared/edits/model.ts';

/** Some of the steps of a plan, or of a past edit: those of one of the edits that it is made of. */
export interface StepGroup<S> {
  /** Empty where there is but one edit. */
  readonly title: string;
  /** How long it lasts, where not all parts of a plan last the same. */
  readonly lasts: Persist | null;
  readonly steps: readonly S[];
}

export function groupsOf<S>(whole: {
  readonly steps: readonly S[];
  readonly parts?: readonly (Pick<PlanPart, 'title' | 'steps'> & Partial<Pick<PlanPart, 'lasts'>>)[];
}): readonly StepGroup<S>[] {
  const { parts, steps } = whole;
  if (parts === undefined || parts.length < 2) return [{ title: '', lasts: null, steps }];
  const isMixed = lastsDiffer(parts);
  let from = 0;
  return parts.map((part) => {
    const lasts = isMixed ? (part.lasts ?? null) : null;
    const group = { title: part.title, lasts, steps: steps.slice(from, from + part.steps) };
    from += part.steps;
    return group;
  });
}

/** Whether one sentence can't say of all parts how long they last. */
export function lastsDiffer(parts: readonly Partial<Pick<PlanPart, 'lasts'>>[]): boolean {
  return new Set(parts.map(({ lasts }) => lasts)).size > 1;
}

/**
 * What is shown of a plan: of one that was planned on top of staged edits, only the part that was asked for now, which need not
 * be done last; else all of it. How a part alone would be undone is not said, as it is not applied alone.
 */
export function ownPlan(plan: Plan, onTopOf: number): Plan {
  const { parts = [] } = plan;
  const at = onTopOf > 0 ? parts.findIndex(({ index }) => index === onTopOf) : -1;
  const part = parts[at];
  if (part === undefined) return plan;
  const { steps: count, index: _index, ...words } = part;
  const { parts: _parts, ...rest } = plan;
  const from = parts.slice(0, at).reduce((sum, { steps }) => sum + steps, 0);
  return { ...rest, ...words, steps: plan.steps.slice(from, from + count), undoTitle: '' };
}
