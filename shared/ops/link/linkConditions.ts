import type { Route } from '#shared/host/address.ts';
import type { Link } from '#shared/host/link.ts';
import type { LinkDns } from '#shared/host/linkDns.ts';
import { type PortSettings, settingsApart, settingsWords, shownSettings } from '#shared/host/portSettings.ts';
import { flagsOf, vlansOf, vlanWords } from '#shared/host/portVlan.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { BridgeOptions } from '../../host/bridgeOptions.ts';
import type { VlanRange } from '../../host/vlanRange.ts';

/** Something that a read shows, or does not show, of the host's own links. */
export type LinkCondition =
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
  | { readonly is: 'address'; readonly link: string; readonly address: string; readonly present: boolean }
  | { readonly is: 'route'; readonly route: Route; readonly present: boolean }
  | { readonly is: 'link-dns'; readonly link: string; readonly servers: readonly string[] }
  | { readonly is: 'link-domains'; readonly link: string; readonly domains: readonly string[] };

/** What the facts show instead, one sentence; empty when the condition holds. */
export function linkMismatch(condition: LinkCondition, snapshot: HostSnapshot): string {
  switch (condition.is) {
    case 'link-present': {
      const isThere = findLink(snapshot, condition.link) !== null;
      if (isThere === condition.present) return '';
      return isThere ? `${condition.link} is still there.` : `There is no ${condition.link}.`;
    }
    case 'link-state':
      return ofLink(snapshot, condition.link, ({ name, up }) =>
        up === (condition.state === 'up') ? '' : `${name} is ${up ? 'up' : 'down'}.`,
      );
    case 'link-mac':
      return ofLink(snapshot, condition.link, ({ name, mac }) =>
        mac === condition.mac ? '' : `${name} has ${mac === null ? 'no MAC' : `the MAC ${mac}`}.`,
      );
    case 'link-mtu':
      return ofLink(snapshot, condition.link, ({ name, mtu }) =>
        mtu === condition.mtu ? '' : `${name} has an MTU of ${mtu} bytes.`,
      );
    case 'port-settings':
      return ofLink(snapshot, condition.link, (link) => settingsMismatch(link, condition.settings));
    case 'port-vlan':
      return ofLink(snapshot, condition.link, (link) => vlanMismatch(link, condition, snapshot));
    case 'bridge-options':
      return ofLink(snapshot, condition.bridge, (link) => optionsMismatch(link, condition));
    case 'address':
      return addressMismatch(condition, snapshot);
    case 'route': {
      const isThere = snapshot.routes.some((route) => isSameRoute(route, condition.route));
      if (isThere === condition.present) return '';
      return isThere
        ? `The route ${routeWords(condition.route)} is still there.`
        : `There is no route ${routeWords(condition.route)}.`;
    }
    case 'link-dns': {
      const { servers } = dnsOf(snapshot, condition.link);
      if (sameSet(servers, condition.servers)) return '';
      return `systemd-resolved asks ${servers.length === 0 ? 'no DNS server' : servers.join(', ')} through ${condition.link}.`;
    }
    case 'link-domains': {
      const { domains } = dnsOf(snapshot, condition.link);
      if (sameSet(domains, condition.domains)) return '';
      return `systemd-resolved has ${domains.length === 0 ? 'no domains' : `the domains ${domains.join(', ')}`} for ${condition.link}.`;
    }
  }
}

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

function optionsMismatch({ name, bridge }: Link, wanted: BridgeOptions): string {
  if (bridge === null) return `${name} is not a bridge.`;
  const differs = [
    bridge.stp === wanted.stp ? null : `STP ${bridge.stp ? 'on' : 'off'}`,
    bridge.forwardDelay === wanted.forwardDelay ? null : `a forward delay of ${bridge.forwardDelay} s`,
    bridge.vlanFiltering === wanted.vlanFiltering
      ? null
      : `VLAN filtering ${bridge.vlanFiltering ? 'on' : 'off'}`,
  ].filter((words) => words !== null);
  return differs.length === 0 ? '' : `${name} has ${differs.join(' and ')}.`;
}

function settingsMismatch({ name, bridgePort }: Link, wanted: PortSettings): string {
  if (bridgePort === null) return `${name} is not connected to any bridge.`;
  const shown = shownSettings(bridgePort.settings, wanted);
  const differs = settingsWords(settingsApart(shown, wanted));
  return differs === '' ? '' : `${name} has ${differs}.`;
}

function vlanMismatch(
  link: Link,
  { vlans, present }: LinkCondition & { is: 'port-vlan' },
  snapshot: HostSnapshot,
): string {
  const shown = vlansOf(link, snapshot);
  if (shown === null) return `The VLANs of ${link.name} aren’t known.`;
  const flags = flagsOf(shown, vlans);
  const isSo = present ? flags?.pvid === vlans.pvid && flags.untagged === vlans.untagged : flags === null;
  return isSo ? '' : `${link.name} is in ${vlanWords(shown)}.`;
}

function addressMismatch(
  { link, address, present }: LinkCondition & { is: 'address' },
  snapshot: HostSnapshot,
): string {
  const isThere = snapshot.addresses.some(
    (each) => each.link === link && `${each.address}/${each.prefixLength}` === address,
  );
  if (isThere === present) return '';
  return isThere
    ? `${link} still has the address ${address}.`
    : `${link} doesn’t have the address ${address}.`;
}

function ofLink(snapshot: HostSnapshot, name: string, look: (link: Link) => string): string {
  const link = findLink(snapshot, name);
  return link === null ? `There is no ${name}.` : look(link);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

/** What systemd-resolved keeps for a link; of one that it was told nothing of, nothing. */
export function dnsOf({ linkDns }: HostSnapshot, link: string): LinkDns {
  const known = linkDns !== undefined && Object.hasOwn(linkDns, link) ? linkDns[link] : undefined;
  return known ?? { servers: [], domains: [] };
}
