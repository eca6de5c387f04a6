import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';

/** The link that an op is done on; null: it is about none. */
export function linkOf(op: Op): string | null {
  return kindOf(op).links(op)[0] ?? null;
}

/**
 * The kernel's index of that link, which tells it from another of its name: a VM that is stopped and started gets other
 * TAPs, and their old names may be given to others. Null: it is about none, or there is none yet.
 */
export function deviceOf(op: Op, facts: HostSnapshot): number | null {
  const name = linkOf(op);
  return facts.links.find((link) => link.name === name)?.ifindex ?? null;
}
