import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Facts, lowerOf } from '#shared/topology/facts.ts';
import { isPair } from '#shared/topology/kernelKinds.ts';
import { leadOf } from '#shared/topology/lead.ts';
import { isWayOut } from '#shared/topology/uplink.ts';
import { type HopsOut, hopsOut, isTrunkOut } from '#shared/topology/veth.ts';
import { lastLiving } from './stake.ts';

/**
 * What each link of a host rests on. A tunnel of IP packets rests on no link in particular: whatever it is routed over
 * holds an address or a route itself.
 */
export class Carriers {
  readonly #facts: Facts;
  readonly #hops: HopsOut;
  /** The MACs of those who must be reached: routers, and the user. */
  readonly #wanted: ReadonlySet<string | null>;

  constructor(facts: Facts) {
    const { snapshot } = facts;
    this.#facts = facts;
    this.#hops = hopsOut(facts);
    this.#wanted = new Set(
      snapshot.neighbours.filter(({ address }) => isNeeded(address, snapshot)).map(({ mac }) => mac),
    );
  }

  /** The links that carry this one, directly: a bridge's uplinks, a bond's last living member, a VLAN's parent, … */
  below(name: string): string[] {
    const facts = this.#facts;
    const link = facts.links.get(name);
    if (link === undefined) return [];
    if (this.#isTold(name)) return this.#inSwitch(link);
    // What is below Open vSwitch, nobody tells then.
    if (link.infoKind === 'openvswitch') return [];
    if (link.infoKind === 'bridge') return this.#bridgePorts(name).map((port) => port.name);
    const lower = lowerOf(link, facts);
    const beneath = lower === null ? [] : isPair(link) ? farSide(lower) : [lower.name];
    const functions = facts.virtualFunctions.ofLink(link)?.names ?? [];
    return [...new Set([...this.#parts(link), ...beneath, ...functions, ...routerOf(link, facts)])];
  }

  /** The links of which one may carry this one, where nothing tells which. */
  perhaps(name: string, isAddress: boolean): string[] {
    const { links, members, snapshot } = this.#facts;
    const link = links.get(name);
    if (link === undefined || this.#isTold(name)) return [];
    if (link.infoKind === 'openvswitch') {
      // The kernel's ports of all its bridges; a VM's TAP carries nothing of the host's own.
      const ports = snapshot.links.filter(
        ({ slaveKind, infoKind }) => slaveKind === 'openvswitch' && infoKind !== 'tun',
      );
      return ports.filter((port) => leadOf(port, this.#facts) !== 'unread').map((port) => port.name);
    }
    // PPP over Ethernet: the kernel does not tell over which link.
    if (link.infoKind === 'ppp' || link.linkType === 'ppp') return this.#living();
    // A default route leaves by some port, even where none looks like a way out.
    const isLost = link.infoKind === 'bridge' && !isAddress && this.#bridgePorts(name).length === 0;
    const ports = isLost ? (members.get(name) ?? []) : [];
    return ports.filter((port) => leadOf(port, this.#facts) !== 'nowhere').map((port) => port.name);
  }

  /** Whether Open vSwitch tells of it: a bridge, a fake one, or an internal port, by each of which the host is in a bridge. */
  #isTold(name: string): boolean {
    const { switches, isFresh } = this.#facts;
    if (switches === null || !isFresh('ovs')) return false;
    return switches.bridges.has(name) || switches.places.get(name)?.iface.type === 'internal';
  }

  /** A bridge’s ways out; what is a port of one is carried by the bridge. */
  #inSwitch({ name, master, lower }: Link): string[] {
    if (this.#facts.switches?.bridges.has(name) === true)
      return this.#bridgePorts(name).map((port) => port.name);
    const bridge = lower?.name ?? master;
    return bridge === null ? [] : [bridge];
  }

  /** The ports that lead out, and those behind which a router or the user was seen: a VM, a container. */
  #bridgePorts(bridge: string): Link[] {
    const facts = this.#facts;
    return (facts.members.get(bridge) ?? []).filter(
      (port) =>
        isWayOut(leadOf(port, facts)) ||
        isTrunkOut(port, this.#hops, facts) ||
        [...this.#wanted].some((mac) => facts.seenBehind(mac, port.name)),
    );
  }

  /** What a link is made of; where its parts stand in for each other, the last one that lives. */
  #parts(link: Link): string[] {
    const { links, members } = this.#facts;
    const slaves = (link.slaves ?? []).flatMap((slave) => links.get(slave) ?? []);
    const parts = [...(members.get(link.name) ?? []), ...slaves];
    return (WITH_SPARES.has(link.infoKind) ? lastLiving(parts) : parts).map((part) => part.name);
  }

  #living(): string[] {
    const living = [...this.#facts.links.values()].filter(
      ({ linkType, up, carrier }) => linkType === 'ether' && up && carrier,
    );
    return living.filter((link) => isWayOut(leadOf(link, this.#facts))).map((link) => link.name);
  }
}

const WITH_SPARES: ReadonlySet<string> = new Set(['bond', 'team', 'hsr']);

/** What is sent into a veth comes out of its peer, and goes on through the bridge that this is a port of. */
function farSide({ name, master }: Link): string[] {
  return master === null ? [name] : [name, master];
}

/** The VRF that routes what a link sends and gets: without it the link's addresses answer to nobody. */
function routerOf({ master }: Link, { links }: Facts): string[] {
  return master !== null && links.get(master)?.infoKind === 'vrf' ? [master] : [];
}

function isNeeded(address: string, { routes, cameFrom }: HostSnapshot): boolean {
  return (
    address === cameFrom?.split('%')[0] ||
    routes.some(({ destination, gateway }) => destination === 'default' && gateway === address)
  );
}
