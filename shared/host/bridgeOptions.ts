/** What is set on a bridge as a whole. */
export interface BridgeOptions {
  readonly stp: boolean;
  /** Whole seconds, 2 to 30 with STP (IEEE 802.1D), 0 to 30 without. */
  readonly forwardDelay: number;
  readonly vlanFiltering: boolean;
}
