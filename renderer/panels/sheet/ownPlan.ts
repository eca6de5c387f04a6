import type { Plan, PlanPart } from '#shared/edits/model.ts';

/** Some of the steps of a plan, or of a past edit: those of one of the edits that it is made of. */
export interface StepGroup<S> {
  /** Empty where there is but one edit. */
  readonly title: string;
  readonly steps: readonly S[];
}

export function groupsOf<S>(whole: {
  readonly steps: readonly S[];
  readonly parts?: readonly Pick<PlanPart, 'title' | 'steps'>[];
}): readonly StepGroup<S>[] {
  const { parts, steps } = whole;
  if (parts === undefined || parts.length < 2) return [{ title: '', steps }];
  let from = 0;
  return parts.map((part) => {
    const group = { title: part.title, steps: steps.slice(from, from + part.steps) };
    from += part.steps;
    return group;
  });
}

/**
 * What is shown of a plan: of one that was made upon staged edits only its last part, which is what was asked for now;
 * else all of it. How a part alone would be taken back is not said, as it is not applied alone.
 */
export function ownPlan(plan: Plan, upon: number): Plan {
  const last: PlanPart | undefined = upon > 0 ? plan.parts?.at(-1) : undefined;
  if (last === undefined) return plan;
  const { steps: count, ...words } = last;
  const { parts: _, ...rest } = plan;
  return { ...rest, ...words, steps: plan.steps.slice(plan.steps.length - count), undoTitle: '' };
}
