import type { Op } from '../op.ts';
import { refuse } from '../refusal.ts';
import type { OpKind } from './opKind.ts';

/** A verb that Patchbay knows the name of, and can't do yet. */
export function notBuilt<O extends Op>(): OpKind<O> {
  const no = () => refuse('Patchbay can’t do this yet.', '');
  return {
    rights: 'net-admin',
    command: no,
    inverse: no,
    expects: () => [],
    after: (_, snapshot) => snapshot,
    words: ({ op }) => ({ title: op, waitingFor: op }),
    timing: () => ({ timeoutMs: 10_000, settleMs: 3_000 }),
  };
}
