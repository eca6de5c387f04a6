import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from './kinds.ts';
import { portOps } from './link/portKept.ts';
import type { Op } from './op.ts';
import { vnicIn } from './vnic/vnicKey.ts';

/**
 * Ops of one command each: one that plugs a port, with those behind it that make the port as it is to be; one that makes
 * a link a bond's member, with that before it which sets the link down, as the kernel takes no other.
 */
export function unfolded(snapshot: HostSnapshot, ops: readonly Op[]): readonly Op[] {
  let facts = snapshot;
  return ops.flatMap((op) => {
    const parts = partsOf(op, facts);
    facts = kindOf(op).after(op, facts);
    return parts;
  });
}

function partsOf(op: Op, snapshot: HostSnapshot): readonly Op[] {
  if (op.op === 'port-master' && entersBond(op.link, op.master, snapshot)) {
    return [{ op: 'link-state', link: op.link, state: 'down' }, op];
  }
  if ((op.op !== 'port-master' && op.op !== 'vnic-source') || op.port === undefined) return [op];
  const { port, ...bare } = op;
  const link = 'link' in op ? op.link : vnicIn(snapshot, op.domain, op.scope, op.vnic)?.targetDev;
  return link == null ? [bare] : [bare, ...portOps(link, port, kindOf(bare).after(bare, snapshot))];
}

function entersBond(name: string, master: string | null, snapshot: HostSnapshot): boolean {
  const link = findLink(snapshot, name);
  if (master === null || link === null || !link.up || link.master === master) return false;
  return (findLink(snapshot, master)?.bondMode ?? null) !== null;
}
