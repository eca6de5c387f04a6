import type { DomainSide } from './domain.ts';

/** Where facts come from. Each source succeeds or fails alone and costs only its own facts. */
export type SourceName =
  | 'ip-link'
  | 'ip-addr'
  | 'ip-route'
  | 'ip-neigh'
  | 'bridge-fdb'
  | 'bridge-vlan'
  | 'virsh'
  | 'guest-agent'
  | 'tap-holders'
  | 'link-speed'
  | 'network-setup'
  | 'link-dns'
  | 'dhcp-servers'
  | 'pve'
  | 'ovs'
  | 'containers'
  | 'ovs-fdb'
  | 'firewall'
  | 'net-settings';

/**
 * - `pending`: not read yet
 * - `ok`: read; `message` is empty
 * - `partial`: read, but some of it was withheld (another user's processes, say)
 * - the rest say why there are no fresh facts
 */
export type SourceStatus =
  | 'pending'
  | 'ok'
  | 'partial'
  | 'missing'
  | 'denied'
  | 'timed-out'
  | 'failed'
  | 'unparsable';

/** What a list that was read in part may lack. */
export interface Gap {
  /** What could not be read, as far as it can be named: a link, a route's destination, a VM's UUID. */
  readonly names: readonly string[];
  /** Whether anything else may be missing as well. */
  readonly others: boolean;
}

/** A part of a source's facts that a read may fail to have while it has the rest. */
export type FactPart =
  | { readonly of: 'domain'; readonly uuid: string; readonly side: DomainSide }
  | { readonly of: 'network'; readonly uuid: string }
  /** Which networks there are, and how each of them is. */
  | { readonly of: 'networks' }
  /** The kernel has a table for each. */
  | { readonly of: 'routes'; readonly family: 'inet6' };

/** What became of one source in the latest read. */
export interface SourceReport {
  readonly name: SourceName;
  readonly status: SourceStatus;
  /** What went wrong, one plain sentence; empty when nothing did. */
  readonly message: string;
  /** What the user can do about it, one plain sentence; empty when nothing need be done. */
  readonly advice: string;
  /** Its system is not on this host: nothing is missing, and nothing is wrong. Absent: it is, or may be. */
  readonly isAbsent?: true;
  /** What the facts may lack; absent: nothing that their readers look for. */
  readonly gap?: Gap;
  /** When the facts that are shown were read (ISO 8601, UTC); null when there never were any. */
  readonly factsFrom: string | null;
  /** Parts that the latest read could not have: what is shown of them is older, or nothing. Absent: none. */
  readonly unread?: readonly FactPart[];
  /** When a reading began that takes longer than the last one did (ISO 8601, UTC); absent: there is none under way. */
  readonly readingSince?: string;
  /** Milliseconds, in whole seconds, that the facts took to read; absent: less than 2 s. */
  readonly neededMs?: number;
}

/** Whether the facts are of the latest read, whole or in part. */
export function isRead(report: SourceReport | undefined): boolean {
  return report?.status === 'ok' || report?.status === 'partial';
}

/** Whether the facts are of the latest read, and lack nothing. */
export function isReadWhole(report: SourceReport | undefined): boolean {
  return isRead(report) && report?.gap === undefined;
}

/**
 * Whether something that the source's facts don't show may be there all the same: the source was not read, or just that
 * was lost. What is not known is never taken for absent.
 */
export function mayLack(report: SourceReport | undefined, name: string): boolean {
  if (!isRead(report)) return true;
  return report?.gap !== undefined && (report.gap.others || report.gap.names.includes(name));
}
