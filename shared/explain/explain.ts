import type { Finding, FindingsReport } from '#shared/findings/finding.ts';
import { sceneOf } from '#shared/findings/scene.ts';
import type { EarlierCounts } from '#shared/host/earlierCounts.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { HopDraft, JudgedHop } from './hop.ts';
import { looks } from './looks.ts';
import { ofSomeGuests, placement } from './placement.ts';
import { idsOn, type Track, trackOf } from './track.ts';
import { repairsAt, verdictOf } from './verdict.ts';
import { type Hop, type HopStep, hopSteps, type Walk } from './walk.ts';

/**
 * Follows the packets of a vNIC from its guest outwards, to the first hop that is broken. A hop is broken where what was
 * read shows it, or where an error was found there.
 * @param topology built of this snapshot, as the findings are
 * @param earlier by which is told whether a guest sends now; null: nothing was counted before
 * @returns null where there is no such vNIC
 */
export function explain(
  snapshot: HostSnapshot,
  topology: Topology,
  report: FindingsReport,
  vnic: NodeId,
  earlier: EarlierCounts | null = null,
): Walk | null {
  const track = trackOf(sceneOf(snapshot, topology), report, vnic, earlier);
  if (track === null) return null;
  const hops = judged(track, report.findings);
  const brokenAt = hops.findIndex(({ draft }) => draft.verdict === 'broken');
  const unknownAt = hops.findIndex(({ draft }) => draft.verdict === 'unknown');
  const stop = brokenAt >= 0 ? brokenAt : unknownAt >= 0 ? unknownAt : null;
  const at = stop === null ? null : (hops[stop] ?? null);
  const shown = brokenAt < 0 ? hops : hops.slice(0, brokenAt + 1);
  return {
    vnic,
    name: track.name,
    hops: shown.map(hopOf),
    outcome: at?.draft.verdict ?? 'ok',
    stop,
    verdict: verdictOf(track, at),
    repairs: at === null ? [] : repairsAt(at),
  };
}

function hopOf({ step, draft, findings }: JudgedHop): Hop {
  const { verdict, say } = draft;
  const place = 'node' in draft ? { node: draft.node } : { edge: draft.edge };
  return { ...place, step, verdict, findings: [...new Set(findings.map(({ code }) => code))], say };
}

function judged(track: Track, found: readonly Finding[]): JudgedHop[] {
  const drafts = hopSteps.flatMap((step) => looks[step](track).map((draft) => ({ step, draft })));
  const ids = idsOn(track);
  const placed = new Map<HopDraft, Finding[]>();
  for (const finding of found) {
    if (!isOnTrack(finding, ids, track)) continue;
    const steps: readonly HopStep[] = placement[finding.code] ?? [];
    const candidates = steps.flatMap((step) => drafts.filter((one) => one.step === step));
    const at = candidates.find(({ draft }) => isAbout(finding, draft, track)) ?? candidates[0];
    if (at !== undefined) placed.set(at.draft, [...(placed.get(at.draft) ?? []), finding]);
  }
  return drafts.map(({ step, draft }) => {
    const findings = placed.get(draft) ?? [];
    return { step, draft: withError(draft, findings), findings };
  });
}

/** Of several vNICs that are at fault together each has the finding on its way, whichever of them is named first. */
function isOnTrack({ code, subject }: Finding, ids: ReadonlySet<string>, { vnic, scene }: Track): boolean {
  if (subject.includes(vnic.id) && isVnic(subject[0], scene)) return true;
  const isOfOthers = ofSomeGuests.has(code) && subject.some((id) => isVnic(id, scene));
  return ids.has(subject[0]) && (!isOfOthers || subject.includes(vnic.id));
}

function isVnic(id: string, { graph }: Track['scene']): boolean {
  return graph.nodes.get(id)?.kind === 'vnic';
}

function isAbout({ subject }: Finding, draft: HopDraft, { scene }: Track): boolean {
  if ('node' in draft) return subject.includes(draft.node);
  const edge = scene.topology.edges.find(({ id }) => id === draft.edge);
  return (
    subject.includes(draft.edge) ||
    (edge !== undefined && subject.includes(edge.kind === 'port' ? edge.from : edge.to))
  );
}

function withError(draft: HopDraft, findings: readonly Finding[]): HopDraft {
  const error = findings.find(({ severity }) => severity === 'error');
  if (error === undefined || draft.verdict === 'broken') return draft;
  return { ...draft, verdict: 'broken', say: `${error.title}.`, advice: '', repairs: [] };
}
