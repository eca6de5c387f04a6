import type { SourceName } from '#shared/host/source.ts';
import type { NodeId, NodeKind } from '#shared/topology/model.ts';

/** What differs between two readings of a host, or of two hosts: as `patchbay diff --json` prints it, for scripts. */
export interface Difference {
  readonly from: Side;
  readonly to: Side;
  readonly added: readonly Thing[];
  readonly removed: readonly Thing[];
  readonly moved: readonly Move[];
  readonly changed: readonly Change[];
  /** What can’t be told, as one of the two could not read it. */
  readonly notCompared: readonly NotCompared[];
}

interface Side {
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
}

/** A VM, a container, a vNIC, a network, or a link that is no vNIC’s own. */
export interface Thing {
  readonly id: NodeId;
  readonly kind: NodeKind;
  /** Of a vNIC with its VM’s: `web01 net0`. */
  readonly name: string;
}

/** A vNIC or a link that is plugged in elsewhere; null: nowhere. */
export interface Move extends Thing {
  readonly from: NodeId | null;
  readonly to: NodeId | null;
}

export interface Change extends Thing {
  readonly field: string;
  readonly from: Value;
  readonly to: Value;
}

/** Null: it has none, or it is not known. */
export type Value = string | number | boolean | null | readonly string[];

export interface NotCompared {
  readonly source: SourceName;
  readonly side: 'from' | 'to';
  /** What of it can’t be told: `guests`, `mtu`. */
  readonly what: string;
  /** One plain sentence. */
  readonly why: string;
}
