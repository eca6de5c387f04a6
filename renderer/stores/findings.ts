import { useMemo } from 'react';
import { findingsAbout } from '#shared/findings/about.ts';
import { type Finding, type FindingsReport, findingKey } from '#shared/findings/finding.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type HostState, pictureOf, useHost } from './host.ts';
import { type StagingState, useStaging } from './staging.ts';

/** A finding as it is listed, wherever that is. */
export interface ListedFinding {
  /** Unique in the list, and the same with each read. */
  readonly id: string;
  readonly key: string;
  readonly finding: Finding;
  /** The user said that it is meant so. */
  readonly isDismissed: boolean;
  /** Planned edits change what it is about: with them it may not hold any more. */
  readonly isPlanned: boolean;
}

/** All that was found, the gravest first. */
export function useFindings(): readonly ListedFinding[] {
  const report = useHost(({ findings }) => findings);
  const dismissed = useHost((host) => host.dismissed);
  const picture = useHost(pictureOf);
  const planned = useStaging(({ preview }) => preview?.topology ?? null);
  return listed(report, dismissed, picture, planned);
}

/** Those that have to do with a node or an edge of what is shown. */
export function useFindingsAbout(topology: Topology, id: string): readonly ListedFinding[] {
  const all = useFindings();
  return useMemo(() => {
    const findings = all.map(({ finding }) => finding);
    const own = new Set(findingsAbout(topology, findings, id));
    return all.filter(({ finding }) => own.has(finding));
  }, [all, topology, id]);
}

/** All that was found, for event handlers. */
export function findingsOf(host: HostState, { preview }: StagingState): readonly ListedFinding[] {
  return listed(host.findings, host.dismissed, pictureOf(host), preview?.topology ?? null);
}

/** Those that stand: neither dismissed nor, as far as planned edits are drawn, about what these change. */
export function useStanding(): readonly Finding[] {
  const all = useFindings();
  return useMemo(
    () => all.flatMap(({ finding, isDismissed, isPlanned }) => (isDismissed || isPlanned ? [] : [finding])),
    [all],
  );
}

type Inputs = readonly [FindingsReport, readonly string[], Topology | null, Topology | null];

/** Many ask, and it changes seldom. */
let latest: { readonly inputs: Inputs; readonly list: readonly ListedFinding[] } | null = null;

function listed(...inputs: Inputs): readonly ListedFinding[] {
  if (latest === null || latest.inputs.some((one, index) => one !== inputs[index]))
    latest = { inputs, list: listFindings(...inputs) };
  return latest.list;
}

/** @param planned how the host would be with the planned edits; null: nothing is planned */
export function listFindings(
  { findings }: FindingsReport,
  dismissed: readonly string[],
  now: Topology | null,
  planned: Topology | null,
): readonly ListedFinding[] {
  const meant = new Set(dismissed);
  const changing =
    now === null || planned === null || now.host !== planned.host ? null : changedIds(now, planned);
  const seen = new Map<string, number>();
  return findings.map((finding): ListedFinding => {
    const key = findingKey(finding);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return {
      id: count === 0 ? key : `${key} ${count}`,
      key,
      finding,
      isDismissed: meant.has(key),
      isPlanned: changing !== null && finding.subject.some((id) => changing.has(id)),
    };
  });
}

/** The nodes and edges that come, go or change, and what such an edge belongs to. */
function changedIds(now: Topology, planned: Topology): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const { id } of differing(now.nodes, planned.nodes)) changed.add(id);
  for (const { id, kind, from, to } of differing(now.edges, planned.edges)) {
    changed.add(id).add(from);
    // A bridge that gets one port more, or loses one, is the same bridge.
    if (kind !== 'port') changed.add(to);
  }
  return changed;
}

function differing<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): readonly T[] {
  const known = new Map(before.map((one) => [one.id, JSON.stringify(one)]));
  const stay = new Set(after.map(({ id }) => id));
  return [
    ...after.filter((one) => known.get(one.id) !== JSON.stringify(one)),
    ...before.filter(({ id }) => !stay.has(id)),
  ];
}
