import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { portsOf } from './linkOf.ts';

/**
 * What a link brings along that becomes a port: a bridge takes the smallest MTU and the lowest MAC of its ports unless
 * it was set to one of its own, which it does not tell.
 * @param bridge null: none
 */
export function joiningWarnings(snapshot: HostSnapshot, link: Link, bridge: string | null): string[] {
  const joined = findLink(snapshot, bridge);
  if (joined === null) return [];
  const ports = portsOf(snapshot, joined.name).filter(({ name }) => name !== link.name);
  return [...mtuWarnings(link, joined, ports), ...macOnJoin(snapshot, link, joined, ports)];
}

/** What a bridge loses with a port. @param bridge null: it was on none */
export function leavingWarnings(snapshot: HostSnapshot, link: Link, bridge: string | null): string[] {
  const left = findLink(snapshot, bridge);
  if (left === null || left.mac === null || left.mac !== link.mac || !hasAddress(snapshot, left)) {
    return [];
  }
  return [macWords(left, `the one it has is ${link.name}’s`)];
}

function mtuWarnings(link: Link, bridge: Link, ports: readonly Link[]): string[] {
  if (link.mtu === bridge.mtu || (link.mtu > bridge.mtu && ports.length === 0)) return [];
  if (link.mtu > bridge.mtu) {
    return [
      `${link.name} has an MTU of ${link.mtu} bytes and ${bridge.name} one of ${bridge.mtu}: larger incoming frames are silently dropped.`,
    ];
  }
  const two = `${link.name} has an MTU of ${link.mtu} bytes and ${bridge.name} one of ${bridge.mtu}:`;
  const follows = ports.length === 0 || bridge.mtu === Math.min(...ports.map(({ mtu }) => mtu));
  const down = `${bridge.name} drops to ${link.mtu} with it, unless its MTU was set by hand, and`;
  return [`${two} ${follows ? `${down} what` : 'what'} is larger is silently dropped at that port.`];
}

function macOnJoin(snapshot: HostSnapshot, link: Link, bridge: Link, ports: readonly Link[]): string[] {
  const follows = ports.length === 0 || ports.some(({ mac }) => mac === bridge.mac);
  if (!follows || link.mac === null || bridge.mac === null) return [];
  if ((ports.length > 0 && link.mac > bridge.mac) || link.mac === bridge.mac) return [];
  if (!hasAddress(snapshot, bridge)) return [];
  const why = ports.length === 0 ? 'it takes the MAC of its first port' : `${link.name} has a lower one`;
  return [macWords(bridge, why)];
}

function macWords({ name }: Link, why: string): string {
  return `${name} gets another MAC, unless its own was set by hand: ${why}. Other machines notice within a minute, and a DHCP server may hand out another address to it.`;
}

function hasAddress({ addresses }: HostSnapshot, { name }: Link): boolean {
  return addresses.some(({ link, scope }) => link === name && scope !== 'link');
}
