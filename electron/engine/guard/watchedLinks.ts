import { kindOf } from '#shared/ops/kinds.ts';
import type { Step } from '#shared/ops/step.ts';

/** The links that steps change, by name: once they were reverted, these must be as they were. */
export function watchedLinks(steps: readonly Pick<Step, 'op' | 'inverse'>[]): string[] {
  const names = steps.flatMap(({ op, inverse }) => [op, inverse].flatMap((each) => kindOf(each).links(each)));
  return [...new Set(names)];
}
