import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, refuse } from '#shared/ops/refusal.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import { below } from '../../guard/atStake.ts';
import { addressesOn } from '../../guard/carry.ts';
import { guardTerms } from '../../guard/terms.ts';
import { type Carried, weave } from '../../guard/weave.ts';
import type { GuardedEdit, PlainEdit, Refusal } from '../../model.ts';
import type { EditDraft } from '../draft.ts';
import { carryEffects, carryWarnings } from './carryWords.ts';
import { refuseUnread } from './unread.ts';

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
  const unread = refuseUnread(snapshot);
  if (unread !== null) return unread;
  const first = uplinkFirst(snapshot, edit);
  const free = withoutStakes(factsAfter(snapshot, first));
  const draftOn = (facts: HostSnapshot) => draftPlain(facts, buildTopology(facts, topology.revision), edit);
  const plain = draftOn(free);
  if (isRefusal(plain)) return plain;
  const woven = weave(snapshot, [...first, ...plain.ops]);
  if (isRefusal(woven)) return woven;
  const raised = raisedBy(woven.ops, plain.ops);
  // What is warned of a bridge that is down is not so where it is set up on the way.
  const told = raised.length === 0 ? plain : draftOn(factsAfter(free, raised));
  if (isRefusal(told)) return told;
  const guard = guardTerms(snapshot, woven.ops);
  if (guard === null) {
    return refuse('Nothing that this host is reached by depends on it.', 'Do it without the guard.');
  }
  const { carried } = woven;
  return {
    ...plain,
    edit: { kind: 'guarded', edit },
    title: `${plain.title}${titleEnd(carried)}`,
    effects: [
      ...told.effects,
      ...raised.map(({ link }) => `${link}, which is down, is set up.`),
      ...unplugged(first),
      ...carryEffects(carried),
    ],
    warnings: [...carryWarnings(carried), ...told.warnings],
    ops: woven.ops,
    touches: [
      ...new Set([...plain.touches, ...carried.flatMap(({ from, to }) => [linkId(from), linkId(to)])]),
    ],
    guard,
  };
}

/** The same host as if nobody lived on it: what could be cut off is the guard's to judge, not the edit's own draft. */
function withoutStakes({ cameFrom: _, ...snapshot }: HostSnapshot): HostSnapshot {
  return { ...snapshot, addresses: [], routes: [] };
}

/** A bridge that is to be deleted gives its uplink free before anything else. */
function uplinkFirst(snapshot: HostSnapshot, edit: PlainEdit): Op[] {
  if (edit.kind !== 'link-delete') return [];
  const bridge = snapshot.links.find(({ name, bridge }) => bridge !== null && linkId(name) === edit.link);
  const [uplink, ...others] = bridge === undefined ? [] : below(snapshot, bridge.name);
  return uplink === undefined || others.length > 0 ? [] : [{ op: 'port-master', link: uplink, master: null }];
}

/** What was woven in to set links up. */
function raisedBy(woven: readonly Op[], plain: readonly Op[]): (Op & { op: 'link-state' })[] {
  return woven.flatMap((op) =>
    op.op === 'link-state' && op.state === 'up' && !plain.includes(op) ? [op] : [],
  );
}

function unplugged(first: readonly Op[]): string[] {
  return first.flatMap((op) =>
    op.op === 'port-master' ? [`${op.link} leaves the bridge first, and goes on without it.`] : [],
  );
}

function titleEnd(carried: readonly Carried[]): string {
  const addresses = carried.flatMap(({ from, before }) =>
    addressesOn(before, from).map(({ address }) => address),
  );
  return addresses.length === 0 ? '' : `, and take ${listed(addresses)} along`;
}
