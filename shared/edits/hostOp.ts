import type { Route } from '#shared/host/address.ts';
import type { LinkDns } from '#shared/host/linkDns.ts';
import type { BridgeOptions } from './hostEdit.ts';

/** The ops on the host's own links: each is one command of `ip`, but for `link-dns`, which is resolvectl's. */
export type LinkOp =
  | { readonly op: 'link-add'; readonly link: NewLink }
  | { readonly op: 'link-del'; readonly link: string }
  | { readonly op: 'link-state'; readonly link: string; readonly state: 'up' | 'down' }
  /** Bytes. */
  | { readonly op: 'link-mtu'; readonly link: string; readonly mtu: number }
  | ({ readonly op: 'bridge-options'; readonly bridge: string } & BridgeOptions)
  /** `address` with prefix length. */
  | { readonly op: 'address'; readonly link: string; readonly address: string; readonly present: boolean }
  | { readonly op: 'route'; readonly route: Route; readonly present: boolean }
  /** What systemd-resolved asks through this link; empty lists: nothing. */
  | ({ readonly op: 'link-dns'; readonly link: string } & LinkDns);

/**
 * A link that is made, or made again as it was. It is born down with an MTU of 1500: `link-state` brings it up, and an
 * MTU that is given to a bridge at its birth is lost to its first port, while `link-mtu` makes it stay.
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
    };

/** The ops on libvirt's networks; `network` is a UUID. */
export type NetworkOp =
  | { readonly op: 'network-define'; readonly network: string; readonly name: string; readonly xml: string }
  | { readonly op: 'network-undefine'; readonly network: string }
  | { readonly op: 'network-active'; readonly network: string; readonly active: boolean }
  | { readonly op: 'network-autostart'; readonly network: string; readonly on: boolean };
