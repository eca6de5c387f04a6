import type { NodeId } from './topology/model.ts';

/** What a plan says of its guard: the host reverts it unless the user confirms in time. */
export interface GuardTerms {
  /** From the moment its commands have run until the host takes it back. */
  readonly seconds: number;
  /** Why it needs a guard, a sentence each: it carries the default route, the user's own connection, … */
  readonly why: readonly string[];
  /** The neighbour whose answer shows that the host is still reached; null: there is none to ask. */
  readonly probe: { readonly address: string; readonly link: string } | null;
}

/**
 * - `applying`: its commands run · `waiting`: for the user's word · `reverting`: the commands that take it back run
 * - `checking`: its commands have run, the host counts, and what it shows of them is not known yet
 * - `confirmed`: the user confirmed, and what the host shows after that is not known yet
 * - `kept`: the user confirmed, and a read after that shows all of it
 * - `kept-in-part`: the user confirmed, and a read after that does not show all of it: somebody else has changed it
 * - `reverted`: it was taken back, and the host shows what it was before
 * - `not-reverted`: it was taken back, and the host does not show all of what it was before
 * - `gone`: its process has vanished without a word (a reboot, a kill): what the host shows is all that is known
 */
export type GuardPhase = HostGuardPhase | 'checking' | 'confirmed' | 'kept-in-part';

/** In these the host may still take it back. */
export const undecidedPhases = [
  'applying',
  'checking',
  'waiting',
  'reverting',
] as const satisfies GuardPhase[];
export type UndecidedPhase = (typeof undecidedPhases)[number];

export function isUndecided(phase: GuardPhase): phase is UndecidedPhase {
  return undecidedPhases.some((each) => each === phase);
}

/** As the host tells it, which knows what was run and that the user confirmed, and not what should be there. */
export type HostGuardPhase =
  | 'applying'
  | 'waiting'
  | 'reverting'
  | 'kept'
  | 'reverted'
  | 'not-reverted'
  | 'gone';

/** A guarded edit on its host, as the process that guards it tells. */
export interface GuardState {
  /** The plan's id. */
  readonly id: string;
  readonly title: string;
  readonly phase: GuardPhase;
  /** Seconds until it is taken back, when this was read; null unless `checking` or `waiting`. */
  readonly left: number | null;
  /** As in its `GuardTerms`: how long it waits in all, and who is asked. */
  readonly seconds: number;
  readonly probe: GuardTerms['probe'];
  /** Whether the neighbour of `GuardTerms.probe` answers, asked again after each flush; `unknown`: nobody to ask. */
  readonly contact: 'yes' | 'no' | 'unknown';
  /** What happened, in plain sentences, with what differs where that is so. */
  readonly told: string;
  readonly touches: readonly NodeId[];
}
