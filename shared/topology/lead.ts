import type { Link } from '#shared/host/link.ts';
import { type Facts, lowerOf } from './facts.ts';
import { natureOf } from './kernelKinds.ts';
import { isGuestPort } from './linkKind.ts';
import type { Lead } from './model.ts';

/** Where what is sent into a link goes. */
export function leadOf(link: Link, facts: Facts): Lead {
  // A bridge of the userspace datapath looks like a TAP.
  if (facts.switches !== null && facts.kinds.get(link.name) === 'ovs-bridge') return 'below';
  if (link.infoKind === '') return plainLead(link, facts);
  switch (natureOf(link.infoKind)) {
    case 'out':
      return 'out';
    case 'members':
    case 'slaves':
      return 'below';
    case 'pair':
      return standsForCard(link, facts) ? 'out' : leadsIntoSwitch(link, facts) ? 'unread' : 'guest';
    case 'process':
      return link.tun?.type === 'tun' || isHeldByTunnel(link, facts) ? 'out' : 'guest';
    case 'switch':
      return switchLead(link, facts);
    case 'nowhere':
      return 'nowhere';
    case 'lower':
    // Not listed: what sits on another link leads out by that one, and what does not has a driver of its own.
    case null:
      return lowerLead(link, facts);
  }
}

/** Of a bridge of Open vSwitch like of any; an internal port is the host’s own, or the way into the switch. */
function switchLead(link: Link, { kinds, switches }: Facts): Lead {
  if (switches === null) return 'unread';
  return kinds.get(link.name) === 'ovs-bridge' || link.lower !== null ? 'below' : 'nowhere';
}

function plainLead(link: Link, { kinds }: Facts): Lead {
  if (isGuestPort(link)) return 'guest';
  const kind = kinds.get(link.name);
  return kind === 'pnic' || kind === 'vf' ? 'out' : 'nowhere';
}

/** A host that is itself a container may have a macvlan for a card, whose lower device is in the outer namespace. */
function lowerLead({ lower }: Link, { hasCard }: Facts): Lead {
  return lower === null || (lower.netnsId !== null && !hasCard) ? 'out' : 'below';
}

/** True of a veth whose other end is a port of Open vSwitch that doesn’t tell of which bridge. */
function leadsIntoSwitch(link: Link, facts: Facts): boolean {
  if (facts.switches !== null) return false;
  return link.slaveKind !== SWITCH && lowerOf(link, facts)?.slaveKind === SWITCH;
}

const SWITCH = 'openvswitch';

/**
 * Whether a veth is the network card of a host that is itself a container or a nested machine, its peer in the outer
 * namespace. Nothing that the kernel tells from inside differs from a container's end on a host of its own: what is
 * left is the name, which is a guess, and that a host with a card of its own needs no veth for one.
 */
function standsForCard({ name, lower }: Link, { hasCard }: Facts): boolean {
  return !hasCard && lower !== null && lower.netnsId !== null && CARD_NAME.test(name);
}

/**
 * How the kernel (`eth0`, `wlan0`), systemd (`enp3s0f1np1`, `enx525400aa0001`, systemd.net-naming-scheme(7)) and
 * systemd-nspawn (`host0`) name a network card. A name that only begins so (`engine`, `eth_web`, `wlc`) is somebody's own.
 */
const CARD_NAME =
  /^(?:(?:eth|wlan|wwan|host)\d+|(?:en|wl|ww)(?:\d+|x[0-9a-f]{12}|[abcdiopsuvP]\d+(?:[a-z]+\d+)*))$/;

/** Whether a link is called as a network card is. */
export function isCardName(name: string): boolean {
  return CARD_NAME.test(name);
}

function isHeldByTunnel({ name }: Link, { holderPrograms }: Facts): boolean {
  return (holderPrograms.get(name) ?? []).some((program) => TUNNEL_PROGRAMS.has(program));
}

/** Programs that carry what comes in by a TAP to another machine. */
const TUNNEL_PROGRAMS: ReadonlySet<string> = new Set([
  'edge',
  'fastd',
  'gvpe',
  'openvpn',
  'peervpn',
  'ssh',
  'sshd',
  'sshd-session',
  'tincd',
  'vpnbridge',
  'vpnclient',
  'vpnserver',
  'vtund',
  'zerotier-one',
]);
