/** Where facts come from. Each source succeeds or fails alone and costs only its own facts. */
export type SourceName =
  | 'ip-link'
  | 'ip-addr'
  | 'ip-route'
  | 'ip-neigh'
  | 'bridge-fdb'
  | 'virsh'
  | 'guest-agent'
  | 'tap-holders'
  | 'link-speed'
  | 'network-setup'
  | 'link-dns';

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

/** What became of one source in the latest read. */
export interface SourceReport {
  readonly name: SourceName;
  readonly status: SourceStatus;
  /** What went wrong, one plain sentence; empty when nothing did. */
  readonly message: string;
  /** What the user can do about it, one plain sentence; empty when nothing need be done. */
  readonly advice: string;
  /** When the facts that are shown were read (ISO 8601, UTC); null when there never were any. */
  readonly factsFrom: string | null;
}
