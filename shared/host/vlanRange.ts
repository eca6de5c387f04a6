/** VLANs of one port, or of a bridge itself, that have the same flags: `first` to `last`, both included. */
export interface VlanRange {
  readonly first: number;
  readonly last: number;
  /** What comes in untagged is of this VLAN; at most one of a port is so, and never a range. */
  readonly pvid: boolean;
  /** What goes out is without a tag. */
  readonly untagged: boolean;
}
