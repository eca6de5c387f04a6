import type { GuestAddress, NodeId } from './model.ts';

/** One way from the VM side to the physical side. */
export interface TracePath {
  readonly nodes: readonly NodeId[];
  /** True when it ends at a link that leads out of the host. */
  readonly complete: boolean;
}

/** Where a MAC, or an address of it, was seen. */
export interface SeenAt {
  readonly mac: string;
  /** Null: this host has heard of it by a link that is on no bridge. */
  readonly bridge: string | null;
  /** Null: no port of the bridge has learned it now. */
  readonly port: string | null;
  readonly vlan: number | null;
  readonly ip: string | null;
  /** Who tells of the address: `arp` the host's neighbours, `host` a link of its own; `fdb` where only the MAC is known. */
  readonly source: GuestAddress['source'] | 'host' | 'fdb';
  /** Whole seconds since a frame from it last came in; null: not known. */
  readonly age: number | null;
}

/** What `patchbay trace --json` prints. */
export interface TraceResult {
  readonly query: string;
  readonly paths: readonly TracePath[];
  /** True when the query matches several things and none of them better than the others. */
  readonly ambiguous: boolean;
  /** Where a MAC or an address that the query names was seen, whosoever it is; empty for any other query. */
  readonly seen: readonly SeenAt[];
  /** There are more paths than these, or some lead on; absent: these are all. */
  readonly isCut?: true;
}
