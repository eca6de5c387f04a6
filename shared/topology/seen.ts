import type { GuestAddress, NodeId } from './model.ts';

/** Where an address of a MAC is known from: as a guest’s, or as one that a link of this host has itself. */
export type AddressSource = GuestAddress['source'] | 'host';

export interface SeenAddress {
  readonly address: string;
  readonly source: AddressSource;
}

/** A MAC that was seen on the wire, and all that is known of whose it is. Ages change with each read: no part of the graph. */
export interface SeenMac {
  readonly mac: string;
  /** Null: this host has heard of it by a link that is on no bridge. */
  readonly bridge: string | null;
  /** The port that it was learned on, or the link on no bridge; null: its bridge has no row of it now. */
  readonly port: string | null;
  readonly vlan: number | null;
  /** Whole seconds since a frame from it last came in; null: not known. */
  readonly age: number | null;
  /** Its vNIC or its link; null: nothing on this host is known to have this MAC, or several things have it. */
  readonly owner: NodeId | null;
  /** IPv4 first, link-local ones last. */
  readonly addresses: readonly SeenAddress[];
  /** A route of this host leads out by one of its addresses. */
  readonly isGateway: boolean;
  /** Who registered its first half; null: nobody, or not known. */
  readonly vendor: string | null;
}

/** Who registered the first bytes of a MAC; null: nobody, or not known. */
export type VendorOf = (mac: string) => string | null;

/**
 * The MAC was made up by software or by hand, and tells of no vendor (the second bit of the first byte,
 * IEEE 802 “locally administered”). QEMU’s `52:54:00` is among them.
 */
export function isLocallyAdministered(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}
