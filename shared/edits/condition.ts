import type { PlugTarget, Scope, VnicKey } from './op.ts';

/** Something that a read of the host shows or does not show. */
export type Condition =
  /** The kernel's master of a link; null: it is on no bridge. */
  | { readonly is: 'port-master'; readonly link: string; readonly master: string | null }
  /** The kernel's master of whatever TAP backs the vNIC now. */
  | {
      readonly is: 'vnic-on-bridge';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly bridge: string;
    }
  | {
      readonly is: 'vnic-source';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly target: PlugTarget;
    }
  | {
      readonly is: 'vnic-count';
      readonly domain: string;
      readonly scope: Scope;
      readonly mac: string;
      /** How many vNICs of the domain hold this MAC. */
      readonly count: number;
    }
  | {
      readonly is: 'vnic-link';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly state: 'up' | 'down';
    };
