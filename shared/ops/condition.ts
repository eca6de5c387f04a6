import { z } from 'zod';
import { isPartFresh, wasRead } from '#shared/host/freshness.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { mayLack, type SourceName } from '#shared/host/source.ts';
import type { ConditionKind } from './conditionKind.ts';
import { linkConditionKinds } from './link/linkConditionKinds.ts';
import type { LinkCondition } from './link/linkConditions.ts';
import { type SwitchCondition, switchConditionKinds } from './link/switchConditions.ts';
import { type NetworkCondition, networkConditionKinds } from './network/networkConditions.ts';
import { type PveCondition, pveConditionKinds } from './pve/pveConditions.ts';
import { type VnicCondition, vnicConditionKinds } from './vnic/vnicConditions.ts';

/** Something that a read of the host shows or does not show. */
export type Condition = VnicCondition | LinkCondition | SwitchCondition | NetworkCondition | PveCondition;

/** A row for each kind, or it does not compile. */
const kinds: { readonly [Kind in Condition['is']]: ConditionKind<Extract<Condition, { is: Kind }>> } = {
  ...vnicConditionKinds,
  ...linkConditionKinds,
  ...switchConditionKinds,
  ...networkConditionKinds,
  ...pveConditionKinds,
};

export const conditionSchema: z.ZodType<Condition> = z.union(
  Object.values(kinds).map(({ schema }) => schema),
);

/** True when the facts show it. Facts that could not be read show nothing: `sourceOf` names the source to ask. */
export function holds(condition: Condition, snapshot: HostSnapshot): boolean {
  return mismatch(condition, snapshot) === '';
}

/** What the facts show instead, one sentence; empty when the condition holds. */
export function mismatch(condition: Condition, snapshot: HostSnapshot): string {
  return kindOf(condition).mismatch(condition, snapshot);
}

/** The source of the facts that a condition rests on. */
export function sourceOf(condition: Condition): SourceName {
  return kindOf(condition).source;
}

/** The links without which it is of no use that a condition holds. */
export function linksUsedBy(condition: Condition): readonly string[] {
  return kindOf(condition).uses(condition);
}

/**
 * Whether a read tells anything of a condition: where the facts that it rests on are of an earlier read, or where some
 * entries are missing and its own is not among the rest, the condition neither holds nor fails.
 */
export function isSeen(condition: Condition, snapshot: HostSnapshot): boolean {
  const { sources: reports } = snapshot;
  const kind = kindOf(condition);
  if (!wasRead(reports, kind.source)) return false;
  if (!kind.parts(condition, snapshot).every((part) => isPartFresh(reports, part))) return false;
  const report = reports.find(({ name }) => name === kind.source);
  const entry = kind.entry(condition, snapshot);
  return entry === null || report?.unread !== undefined || !mayLack(report, entry.name) || entry.isListed;
}

/** The kind is only ever given the condition that it was looked up by. */
function kindOf(condition: Condition): ConditionKind<Condition> {
  return kinds[condition.is] as ConditionKind<Condition>;
}
