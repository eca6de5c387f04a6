import type { Finding, FindingRepair } from '#shared/findings/finding.ts';
import type { Track } from './track.ts';
import type { HopPlace, HopStep, HopVerdict } from './walk.ts';

/** A hop by what was read of it alone, before what was found there. */
export type HopDraft = HopPlace & {
  readonly verdict: HopVerdict;
  readonly say: string;
  /** What to do there, a sentence; empty where there is nothing to do, or a finding tells it. */
  readonly advice: string;
  /** What mends it, where no finding tells it. */
  readonly repairs: readonly FindingRepair[];
};

/** A hop with what was found there, the gravest first. */
export interface JudgedHop {
  readonly step: HopStep;
  readonly draft: HopDraft;
  readonly findings: readonly Finding[];
}

/** What a step of the walk makes of a track: no hop where its way has none of them. */
export type Look = (track: Track) => readonly HopDraft[];

export type Looks = { readonly [Step in HopStep]: Look };

export function ok(place: HopPlace, say: string): HopDraft {
  return { ...place, verdict: 'ok', say, advice: '', repairs: [] };
}

/** @param advice what to do there, a sentence */
export function broken(
  place: HopPlace,
  say: string,
  advice: string,
  repairs: readonly FindingRepair[] = [],
): HopDraft {
  return { ...place, verdict: 'broken', say, advice, repairs };
}

/** @param advice how to come to know it, a sentence; empty where nothing helps */
export function unknown(place: HopPlace, say: string, advice: string): HopDraft {
  return { ...place, verdict: 'unknown', say, advice, repairs: [] };
}
