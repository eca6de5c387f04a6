import type { Op } from '#shared/ops/op.ts';
import type { Step } from '#shared/ops/step.ts';

/** The links that steps change, by name: once they were taken back, these must be as they were. */
export function watchedLinks(steps: readonly Pick<Step, 'op' | 'inverse'>[]): string[] {
  const names = steps.flatMap(({ op, inverse }) => [...linksOf(op), ...linksOf(inverse)]);
  return [...new Set(names.filter((name) => name !== null))];
}

function linksOf(op: Op): (string | null)[] {
  switch (op.op) {
    case 'port-master':
      return [op.link, op.master];
    case 'link-add':
      return [op.link.name];
    case 'bridge-options':
      return [op.bridge];
    case 'route':
      return [op.route.link];
    case 'link-del':
    case 'link-state':
    case 'link-mtu':
    case 'address':
    case 'link-dns':
    case 'link-domains':
      return [op.link];
    default:
      return [];
  }
}
