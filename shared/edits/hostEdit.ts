import type { NodeId } from '#shared/topology/model.ts';

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
  /** A bridge, or a TAP that nobody holds open. */
  | { readonly kind: 'link-delete'; readonly link: NodeId }
  /** Administratively up or down; the guest's end of a vNIC's cable is the edit `link`. */
  | { readonly kind: 'link-set'; readonly link: NodeId; readonly state: 'up' | 'down' }
  /** Bytes. */
  | { readonly kind: 'mtu'; readonly link: NodeId; readonly mtu: number };

export interface BridgeOptions {
  readonly stp: boolean;
  /** Whole seconds, 2 to 30 with STP (IEEE 802.1D), 0 to 30 without. */
  readonly forwardDelay: number;
  readonly vlanFiltering: boolean;
}

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

/** https://libvirt.org/formatnetwork.html#connectivity */
export type NetworkForward =
  /** Guests are ports of a bridge of the host that is there already, by its name. */
  | { readonly mode: 'bridge'; readonly bridge: string }
  | {
      /** `isolated`: guests reach each other and, where it has an address, the host. */
      readonly mode: 'nat' | 'route' | 'isolated';
      /** The host's own address in it with prefix length, `192.168.150.1/24`; null (isolated only): none. */
      readonly address: string | null;
      /** First and last address that its DHCP server gives away; null: no DHCP. */
      readonly dhcp: { readonly start: string; readonly end: string } | null;
      /** The host's link that it leads out through; null: as the routing table says. */
      readonly dev: string | null;
    };

/** A shut-off VM's vNIC gets another model or MAC; null: it keeps its own. */
export interface VnicChange {
  readonly kind: 'vnic-change';
  readonly cable: NodeId;
  readonly model: string | null;
  readonly mac: string | null;
}

/** https://libvirt.org/formatdomain.html#direct-attachment-to-physical-interface */
export const macvtapModes = ['bridge', 'vepa', 'private', 'passthrough'] as const;

export type MacvtapMode = (typeof macvtapModes)[number];
