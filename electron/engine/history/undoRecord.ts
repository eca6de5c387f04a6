import type { Edit, Persist, Plan } from '#shared/edits/model.ts';
import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, mismatch } from '#shared/ops/condition.ts';
import type { Op } from '#shared/ops/op.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { Step } from '#shared/ops/step.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { type Anchored, anchored, isAboutStopped, presentName, type VnicRef } from '../apply/anchored.ts';

/** One applied edit, in a form that outlives a restart of its VM: a vnet's name does not. */
export interface UndoRecord {
  /** The id of the plan that was applied. */
  readonly id: string;
  readonly title: string;
  readonly undoTitle: string;
  readonly edit: Edit | null;
  readonly lasts: Persist;
  readonly touches: readonly NodeId[];
  /** The ops that lead back, in the order in which they are to be done. */
  readonly inverses: readonly Anchored<Op>[];
  /** What the edit had achieved when it was done. */
  readonly promises: readonly Anchored<Condition>[];
  /** The vNIC that was edited; null for a loose link or an attach, which have names that stay. */
  readonly vnic: VnicRef | null;
  /** It was guarded, and so is its undo; absent: it was not. */
  readonly guard?: GuardTerms | undefined;
}

type EntryWords = Pick<Plan, 'id' | 'title' | 'undoTitle' | 'edit' | 'lasts' | 'touches'> & {
  readonly guard?: GuardTerms | undefined;
};

/**
 * @param done the plan's steps that changed something
 * @param before a read of the moment before the plan was applied
 * @param after a read of the moment after
 */
export function undoRecordOf(
  plan: EntryWords & { readonly steps: readonly Pick<Step, 'op' | 'expects'>[] },
  done: readonly Pick<Step, 'inverse'>[],
  before: HostSnapshot,
  after: HostSnapshot,
): UndoRecord {
  const keep = <T extends Op | Condition>(what: T): Anchored<T> => anchored(what, before);
  const inverses = withoutLost(done.map(({ inverse }) => keep(inverse)).reverse());
  const ops = plan.steps.map(({ op }) => keep(op));
  return {
    id: plan.id,
    title: plan.title,
    undoTitle: plan.undoTitle,
    edit: plan.edit,
    lasts: plan.lasts,
    touches: plan.touches,
    inverses: liveFirst(inverses),
    // A later step may take back what an earlier one had to do first: a TAP is freed, then plugged.
    promises: plan.steps
      .flatMap(({ expects }) => expects)
      .filter((condition) => mismatch(condition, after) === '')
      .map(keep),
    vnic: ops.map(vnicOf).find((ref) => ref !== null) ?? null,
    ...(plan.guard === undefined ? {} : { guard: plan.guard }),
  };
}

/** What is set on a port right before that leaves its bridge would be lost with it, and is no part of the way back. */
export function withoutLost(inverses: readonly Anchored<Op>[]): Anchored<Op>[] {
  return inverses.filter(
    (each, index) => !isOfPort(each.what) || !inverses.slice(index + 1).some((later) => replugs(later, each)),
  );
}

function isOfPort({ op }: Op): boolean {
  return op === 'port-settings' || op === 'port-vlan';
}

function replugs({ what, behind }: Anchored<Op>, { what: set, behind: of }: Anchored<Op>): boolean {
  if (what.op === 'port-master' && 'link' in set) return what.link === set.link && isSameVnic(behind, of);
  if (what.op !== 'vnic-source' || what.scope !== 'live') return false;
  return isSameVnic({ domain: what.domain, key: what.vnic }, of);
}

function isSameVnic(a: VnicRef | null, b: VnicRef | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The running VMs before their definitions, as in every plan: that is the side that may fail. But no further than from
 * one op on the host's own links or networks to the next: a vNIC must have left a bridge, now and in its definition,
 * before that is deleted again.
 */
function liveFirst(inverses: readonly Anchored<Op>[]): Anchored<Op>[] {
  const runs: Anchored<Op>[][] = [[]];
  for (const inverse of inverses) {
    const isPlug = 'scope' in inverse.what || inverse.what.op === 'port-master';
    if (isPlug) runs.at(-1)?.push(inverse);
    else runs.push([inverse], []);
  }
  return runs.flatMap((run) => [
    ...run.filter(({ what }) => !isConfig(what)),
    ...run.filter(({ what }) => isConfig(what)),
  ]);
}

/** What leads back from the present facts, or why there is no way back. */
export interface WayBack {
  readonly ops: readonly Op[];
  readonly lasts: Persist;
}

/**
 * The ops that undo an entry now. What concerned a running VM is left out when that VM does not run any more. Refused
 * when the host no longer shows what the edit had achieved: an undo would then undo somebody else's work.
 */
export function wayBack(entry: UndoRecord, snapshot: HostSnapshot): WayBack | Refusal {
  const isMoot = ({ what, behind }: Anchored<Op | Condition>) => isAboutStopped(what, behind, snapshot);
  for (const promise of entry.promises) {
    if (isMoot(promise)) continue;
    const now = presentName(promise, snapshot);
    const changed = now === null ? 'Its TAP is gone.' : mismatch(now, snapshot);
    if (changed !== '') {
      return refuse(
        `“${entry.title}” can’t be undone: things have changed since. ${changed}`,
        'Make the change that you want by hand.',
      );
    }
  }
  const left = entry.inverses.filter((each) => !isMoot(each));
  const ops = left.map((each) => presentName(each, snapshot)).filter((op) => op !== null);
  if (ops.length === 0) {
    return refuse(
      `“${entry.title}” was for the running VM only, and that has been stopped since: there is nothing to undo.`,
      '',
    );
  }
  return { ops, lasts: ops.every(isForNextStart) ? 'boot' : entry.lasts };
}

function isConfig(what: Op): boolean {
  return 'scope' in what && what.scope === 'config';
}

/** True of what only the next start brings: from the definition, or from a saved image. */
function isForNextStart(what: Op): boolean {
  return 'scope' in what && what.scope !== 'live';
}

function vnicOf({ what, behind }: Anchored<Op>): VnicRef | null {
  if (behind !== null) return behind;
  return 'vnic' in what ? { domain: what.domain, key: what.vnic } : null;
}
