import type { GuardTerms } from '#shared/guard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import { withoutStakes } from '../../guard/atStake.ts';
import { refuseBeyondGuard } from '../../guard/beyondGuard.ts';
import { addressesOn } from '../../guard/carry.ts';
import { guardTerms } from '../../guard/terms.ts';
import { type Carried, weave } from '../../guard/weave.ts';
import type { GuardedEdit, PlainEdit } from '../../model.ts';
import { refuseUnreadReach } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { bridgeIsDown } from '../placeWords.ts';
import { carryEffects, carryWarnings } from './carryWords.ts';

/** Drafts the edit itself. */
export type DraftPlain = (snapshot: HostSnapshot, topology: Topology, edit: PlainEdit) => EditDraft | Refusal;

/**
 * An edit that could cut the user off, with what keeps the host reachable woven in: addresses, routes and DNS servers
 * go along from where they stop working to where they work.
 */
export function draftGuarded(
  snapshot: HostSnapshot,
  topology: Topology,
  { edit }: GuardedEdit,
  draftPlain: DraftPlain,
): EditDraft | Refusal {
  // What could be cut off is the guard's to judge, not the edit's own draft.
  const free = withoutStakes(snapshot);
  const draft = draftPlain(free, buildTopology(free, topology.revision), edit);
  if (isRefusal(draft)) return draft;
  const { needsGuard: _, ...plain } = draft;
  const safe = safeOps(snapshot, plain.ops);
  if (isRefusal(safe)) return safe;
  const { ops, carried, guard } = safe;
  const raised = raisedBy(ops, plain.ops);
  // A bridge that is set up on the way is down no more.
  const solved = raised.map(({ link }) => bridgeIsDown(link));
  return {
    ...plain,
    edit: { kind: 'guarded', edit },
    title: `${plain.title}${titleEnd(carried)}`,
    effects: [
      ...plain.effects,
      ...raised.map(({ link }) => `${link} is down and gets enabled.`),
      ...carryEffects(carried),
    ],
    warnings: [...carryWarnings(carried), ...plain.warnings.filter((warning) => !solved.includes(warning))],
    ops,
    touches: [
      ...new Set([...plain.touches, ...carried.flatMap(({ from, to }) => [linkId(from), linkId(to)])]),
    ],
    guard,
  };
}

/** Ops that could cut the user off, made safe. */
interface SafeOps {
  readonly ops: readonly Op[];
  readonly carried: readonly Carried[];
  readonly guard: GuardTerms;
}

/** Weaves in what keeps the host reachable; a refusal where nothing does, or where nothing has to. */
export function safeOps(snapshot: HostSnapshot, ops: readonly Op[]): SafeOps | Refusal {
  const unread = refuseUnreadReach(snapshot.sources);
  if (unread !== null) return unread;
  const beyond = refuseBeyondGuard(snapshot, ops);
  if (beyond !== null) return beyond;
  const woven = weave(snapshot, ops);
  if (isRefusal(woven)) return woven;
  const guard = guardTerms(snapshot, woven.ops);
  return guard === null
    ? refuse('Reaching this host doesn’t depend on it.', 'Make the change without the guard.')
    : { ops: woven.ops, carried: woven.carried, guard };
}

/** What was woven in to set links up. */
function raisedBy(woven: readonly Op[], plain: readonly Op[]): (Op & { op: 'link-state' })[] {
  return woven.flatMap((op) =>
    op.op === 'link-state' && op.state === 'up' && !plain.includes(op) ? [op] : [],
  );
}

function titleEnd(carried: readonly Carried[]): string {
  const addresses = carried.flatMap(({ from, before }) =>
    addressesOn(before, from).map(({ address }) => address),
  );
  return addresses.length === 0 ? '' : ` with ${listed(addresses)}`;
}
