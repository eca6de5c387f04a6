import type { Route } from '#shared/host/address.ts';
import type { BondSettings } from '#shared/host/bondSettings.ts';
import type { LinkDns } from '#shared/host/linkDns.ts';
import type { PortSettings } from '#shared/host/portSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { BridgeOptions } from '../../host/bridgeOptions.ts';
import type { VlanRange } from '../../host/vlanRange.ts';

/** Something that a read shows, or does not show, of the host's own links. */
export type LinkCondition =
  /** The kernel's master of a link; null: it is on no bridge. */
  | { readonly is: 'port-master'; readonly link: string; readonly master: string | null }
  | { readonly is: 'link-present'; readonly link: string; readonly present: boolean }
  /** Administratively. */
  | { readonly is: 'link-state'; readonly link: string; readonly state: 'up' | 'down' }
  | { readonly is: 'link-mac'; readonly link: string; readonly mac: string }
  /** Bytes. */
  | { readonly is: 'link-mtu'; readonly link: string; readonly mtu: number }
  /** These settings of a port; others may be as they like. */
  | { readonly is: 'port-settings'; readonly link: string; readonly settings: PortSettings }
  | { readonly is: 'port-vlan'; readonly link: string; readonly vlans: VlanRange; readonly present: boolean }
  | ({ readonly is: 'bridge-options'; readonly bridge: string } & BridgeOptions)
  /** A VLAN on that link. */
  | {
      readonly is: 'vlan';
      readonly link: string;
      readonly lower: string;
      readonly id: number;
      readonly protocol: string;
    }
  /** These settings of a bond; others may be as they like. */
  | {
      readonly is: 'bond-options';
      readonly bond: string;
      readonly mode: string | null;
      readonly settings: BondSettings;
    }
  | { readonly is: 'bond-active'; readonly bond: string; readonly member: string }
  | { readonly is: 'address'; readonly link: string; readonly address: string; readonly present: boolean }
  | { readonly is: 'route'; readonly route: Route; readonly present: boolean }
  | { readonly is: 'link-dns'; readonly link: string; readonly servers: readonly string[] }
  | { readonly is: 'link-domains'; readonly link: string; readonly domains: readonly string[] };

/** Whether a read shows this very route; who made it is no part of what it does. */
export function isSameRoute(a: Route, b: Route): boolean {
  return (
    a.family === b.family &&
    a.destination === b.destination &&
    a.gateway === b.gateway &&
    a.link === b.link &&
    a.metric === b.metric
  );
}

/** `default via 192.168.1.1 on br0`: for a sentence. */
export function routeWords({ destination, gateway, link }: Route): string {
  return `${destination}${gateway === null ? '' : ` via ${gateway}`}${link === null ? '' : ` on ${link}`}`;
}

/** What systemd-resolved keeps for a link; of one that it was told nothing of, nothing. */
export function dnsOf({ linkDns }: HostSnapshot, link: string): LinkDns {
  const known = linkDns !== undefined && Object.hasOwn(linkDns, link) ? linkDns[link] : undefined;
  return known ?? { servers: [], domains: [] };
}
