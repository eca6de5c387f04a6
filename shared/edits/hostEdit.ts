import type { BondMode, hashPolicies } from '#shared/host/bondSettings.ts';
import type { BridgeOptions } from '#shared/host/bridgeOptions.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { VlanRange } from '../host/vlanRange.ts';
import type { NetworkForward } from '../ops/network/networkXml.ts';

/** What the user wants of the host's own links. */
export type LinkEdit =
  | ({ readonly kind: 'bridge-create'; readonly name: string } & BridgeOptions & {
        /** Bytes; null: the kernel's default, 1500. */
        readonly mtu: number | null;
      })
  | ({ readonly kind: 'bridge-set'; readonly bridge: NodeId } & BridgeOptions)
  | {
      readonly kind: 'tap-create';
      readonly name: string;
      /** The user, by name or number, who may open it; null: root alone. */
      readonly owner: string | null;
      /** The bridge that it is plugged into at once; null: it hangs loose. */
      readonly to: NodeId | null;
    }
  | ({ readonly kind: 'bond-create'; readonly name: string } & BondWanted)
  | ({
      readonly kind: 'bond-set';
      readonly bond: NodeId;
      /** The member by which it sends from then on; null: as it is, or as the bond chooses. */
      readonly active: NodeId | null;
    } & BondWanted)
  | {
      readonly kind: 'vlan-create';
      readonly name: string;
      /** The link that it sits on: a card, a bond, a bridge, … */
      readonly parent: NodeId;
      readonly id: number;
      readonly protocol: VlanProtocol;
    }
  /** A bridge, a bond, a VLAN, or a TAP that nobody holds open. */
  | { readonly kind: 'link-delete'; readonly link: NodeId }
  /** Administratively up or down; the guest's end of a vNIC's cable is the edit `link`. */
  | { readonly kind: 'link-set'; readonly link: NodeId; readonly state: 'up' | 'down' }
  /** Bytes. */
  | { readonly kind: 'mtu'; readonly link: NodeId; readonly mtu: number }
  /** All the VLANs of a port, or those that the host itself takes from a bridge. */
  | { readonly kind: 'port-vlans'; readonly link: NodeId; readonly vlans: readonly VlanRange[] };

/** A bond as it is to be. */
export interface BondWanted {
  readonly mode: BondMode;
  /** Milliseconds between two looks at the members' carriers. */
  readonly miimon: number;
  /** For 802.3ad; null: as it is, or as the kernel has it. */
  readonly lacpRate: 'slow' | 'fast' | null;
  /** For the modes that spread flows; null: as it is, or as the kernel has it. */
  readonly hashPolicy: (typeof hashPolicies)[number] | null;
  /** All of them: one that is not named leaves. */
  readonly members: readonly NodeId[];
}

export type VlanProtocol = '802.1Q' | '802.1ad';

/** What the user wants of libvirt's networks. */
export type NetworkEdit =
  | {
      readonly kind: 'network-define';
      readonly name: string;
      readonly forward: NetworkForward;
      readonly start: boolean;
      readonly autostart: boolean;
      /** Absent: a random one. */
      readonly uuid?: string | undefined;
    }
  | { readonly kind: 'network-set'; readonly network: NodeId; readonly active: boolean }
  | { readonly kind: 'network-autostart'; readonly network: NodeId; readonly on: boolean }
  /** Stops it where it runs, and forgets its definition. */
  | { readonly kind: 'network-delete'; readonly network: NodeId };

/** A shut-off VM's vNIC gets another model or MAC; null: it keeps its own. */
export interface VnicChange {
  readonly kind: 'vnic-change';
  readonly cable: NodeId;
  readonly model: string | null;
  readonly mac: string | null;
  /** What its TAP is called from its next start on; null: libvirt chooses a name. Absent: as it is. */
  readonly tap?: string | null | undefined;
}
