import type { Persist, PlainEdit } from '#shared/edits/model.ts';
import type { NodeId, TopologyEdge } from '#shared/topology/model.ts';
import type { FindingCode } from './codes.ts';

/**
 * - `error`: a guest, or the host, has no network by it, or not where it should · `warning`: it will have none, or only
 *   partly · `info`: worth knowing, and may be meant so
 */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Something that is wrong with the network of the host, or may be, and what mends it. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What it is about, the first above all; never empty. */
  readonly subject: readonly [NodeId | TopologyEdge['id'], ...(NodeId | TopologyEdge['id'])[]];
  /** What is wrong, with the name of what it is about: `web01’s net0 isn’t connected to any bridge`. */
  readonly title: string;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** What it is known by, a line each: a rule, a counter, a line of output. */
  readonly evidence: readonly string[];
  /** What mends it, the likeliest first; empty where only the user can know. */
  readonly repairs: readonly FindingRepair[];
}

export type FindingRepair = EditRepair | CommandRepair;

/** An edit of Patchbay’s: shown, guarded, verified and undone like any. */
export interface EditRepair {
  readonly kind: 'edit';
  /** For a button: `Save as permanent`. */
  readonly label: string;
  readonly edit: PlainEdit;
}

/** Commands for the user to run as root, as Patchbay changes no firewall, no sysctl and no service. */
export interface CommandRepair {
  readonly kind: 'commands';
  /** What they do: `Turn on IP forwarding`. */
  readonly label: string;
  readonly commands: readonly [Argv, ...Argv[]];
  readonly lasts: Persist;
  /** How to make it permanent, one sentence; null where it is already. */
  readonly keep: string | null;
}

export type Argv = readonly [string, ...string[]];

/** What could not be judged, as what it is judged by could not be read. */
export interface NotChecked {
  readonly code: FindingCode;
  /** One sentence, with what to do. */
  readonly why: string;
}

/** All that was found on a host in one read. */
export interface FindingsReport {
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

export const noFindings: FindingsReport = { findings: [], notChecked: [] };

/**
 * Names the same finding in each read, also after a restart of the VM: by what it is about above all, as the other ids
 * of its subject may hold a vnet’s name, and not by how it is worded.
 */
export function findingKey({ code, subject: [about] }: Pick<Finding, 'code' | 'subject'>): string {
  return `${code} ${about}`;
}
