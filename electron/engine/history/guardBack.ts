import { guardTerms } from '#shared/edits/guard/terms.ts';
import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';

/**
 * What leads a guarded edit back, or on, is guarded as it was: it goes through the same links.
 * @param ops what is to be done, on the facts of this snapshot
 * @returns nothing for an edit without a guard
 */
export function guardBack(
  guard: GuardTerms | undefined,
  ops: readonly Op[],
  snapshot: HostSnapshot,
): { readonly guard?: GuardTerms } {
  return guard === undefined ? {} : { guard: guardTerms(snapshot, ops) ?? guard };
}
