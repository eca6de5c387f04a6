import type { Route } from '#shared/host/address.ts';
import type { BondSettings } from '#shared/host/bondSettings.ts';
import type { VlanFlags } from '#shared/host/link.ts';
import type { PortSettings } from '#shared/host/portSettings.ts';
import type { BridgeOptions } from '../host/bridgeOptions.ts';
import type { VlanRange } from '../host/vlanRange.ts';

/** The ops on the host's own links, each one command of `ip`, but for `link-dns` and `link-domains` (resolvectl) and `port-vlan` (bridge). */
export type LinkOp =
  | { readonly op: 'link-add'; readonly link: NewLink }
  | { readonly op: 'link-del'; readonly link: string }
  | { readonly op: 'link-state'; readonly link: string; readonly state: 'up' | 'down' }
  | { readonly op: 'link-mac'; readonly link: string; readonly mac: string }
  /** Bytes. */
  | { readonly op: 'link-mtu'; readonly link: string; readonly mtu: number }
  /** Of a bridge's port. */
  | { readonly op: 'port-settings'; readonly link: string; readonly settings: PortSettings }
  /** VLANs of a bridge’s port, or of a bridge itself. What they were before, they were all alike. */
  | { readonly op: 'port-vlan'; readonly link: string; readonly vlans: VlanRange; readonly present: boolean }
  | ({ readonly op: 'bridge-options'; readonly bridge: string } & BridgeOptions)
  /** `mode`: only of a bond that is down and has no members; absent: it stays. */
  | {
      readonly op: 'bond-options';
      readonly bond: string;
      readonly mode?: string | undefined;
      readonly settings: BondSettings;
    }
  /** The member by which a bond sends. */
  | { readonly op: 'bond-active'; readonly bond: string; readonly member: string }
  | ({ readonly op: 'address'; readonly link: string; readonly present: boolean } & NewAddress)
  | { readonly op: 'route'; readonly route: Route; readonly present: boolean }
  /** Whom systemd-resolved asks through this link; nobody: all that it was told of the link is forgotten. */
  | { readonly op: 'link-dns'; readonly link: string; readonly servers: readonly string[] }
  /** The names that it asks them for; none: as above. */
  | { readonly op: 'link-domains'; readonly link: string; readonly domains: readonly string[] };

/** An address that is set, or set again as it was. */
export interface NewAddress {
  /** With prefix length. */
  readonly address: string;
  readonly broadcast?: string | undefined;
  readonly metric?: number | undefined;
  readonly noPrefixRoute?: true | undefined;
}

/**
 * A link that is made, or made again as it was. It is born down with an MTU of 1500: `link-state` brings it up, and an
 * MTU that is given to a bridge at its birth is lost to its first port, while `link-mtu` makes it stay. A VLAN has that
 * of the link that it sits on.
 */
export type NewLink =
  | ({
      readonly kind: 'bridge';
      readonly name: string;
      /** Null: the kernel makes one up, and then takes that of a port. */
      readonly mac: string | null;
    } & BridgeOptions)
  | {
      readonly kind: 'tap';
      readonly name: string;
      /** The user, by name or number, who may open it; null: root alone. */
      readonly owner: string | null;
    }
  | {
      readonly kind: 'bond';
      readonly name: string;
      /** Null: it takes that of its first member. */
      readonly mac: string | null;
      readonly mode: string;
      readonly settings: BondSettings;
    }
  | {
      readonly kind: 'vlan';
      readonly name: string;
      /** The link that it sits on. */
      readonly lower: string;
      readonly id: number;
      readonly protocol: string;
      /** Null: it has that of the link that it sits on. */
      readonly mac: string | null;
      readonly flags?: VlanFlags | undefined;
    };

/** The ops on libvirt's networks; `network` is a UUID. */
export type NetworkOp =
  | { readonly op: 'network-define'; readonly network: string; readonly name: string; readonly xml: string }
  | { readonly op: 'network-undefine'; readonly network: string }
  | { readonly op: 'network-active'; readonly network: string; readonly active: boolean }
  | { readonly op: 'network-autostart'; readonly network: string; readonly on: boolean };
