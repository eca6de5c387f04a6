import type { Firewall } from '#shared/host/firewall.ts';
import type { NetworkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { GuestCable } from '../guestCables.ts';
import type { Scene } from '../scene.ts';
import { natsByHand } from './natByHand.ts';
import { answerTo, type Packet } from './packet.ts';
import { bridgedPacket, outLinkOf, passesIpFirewall, routedNetworks, routedPacket } from './packets.ts';
import { type FirewallVerdict, verdictOf } from './verdict.ts';

/** A question to the firewall, for guests that it makes no difference between, with its answer. */
export interface Asked {
  readonly kind: 'bridged' | 'routed';
  readonly family: Packet['family'];
  /** What is asked about is the answer: the first packet passes. */
  readonly isAnswer: boolean;
  readonly at: BridgeScene;
  /** The NAT or routed network; null where the bridge forwards, or the host does NAT by somebody’s own rule. */
  readonly network: NetworkNode | null;
  readonly cables: readonly GuestCable[];
  readonly verdict: FirewallVerdict;
}

const asked = new WeakMap<Scene, readonly Asked[]>();

/** All that is asked of a host’s firewall, with the answers. */
export function questionsIn(scene: Scene, firewall: Firewall): readonly Asked[] {
  const questions = asked.get(scene) ?? [
    ...bridgedQuestions(scene, firewall),
    ...routedQuestions(scene, firewall),
  ];
  asked.set(scene, questions);
  return questions;
}

/** Whether the frames of running VMs pass from their ports to the bridge’s uplink, or to another port. */
function bridgedQuestions(scene: Scene, firewall: Firewall): readonly Asked[] {
  const named = namedLinks(firewall);
  return scene.bridges.flatMap((at) => {
    const { bridge } = at;
    // The host’s filter sees nothing of what Open vSwitch forwards.
    if (bridge.kind !== 'bridge') return [];
    return alike(at, named).flatMap((cables) => {
      const [cable] = cables;
      const port = cable === undefined ? null : portBeside(at, cable);
      if (cable === undefined || port === null) return [];
      const families = hasIpv6(at, cables) ? (['ip', 'ip6'] as const) : (['ip'] as const);
      return families.flatMap((family) => {
        if (family === 'ip6' && passesIpFirewall(scene, bridge.name, family) !== true) return [];
        const packet = bridgedPacket(scene, bridge.name, cable, port, family);
        return [askedOf(firewall, packet, { kind: 'bridged', family, at, network: null, cables })];
      });
    });
  });
}

/** Whether packets of running VMs that the host routes for pass from their bridge to the link that leads out, and back. */
function routedQuestions(scene: Scene, firewall: Firewall): readonly Asked[] {
  const named = namedLinks(firewall);
  const ofNetworks = routedNetworks(scene).map(({ network, at }) => {
    return { network, at, out: outLinkOf(scene, network.name), addresses: network.addresses };
  });
  const byHand = natsByHand(scene).map(({ at, out }) => {
    return { network: null, at, out, addresses: at.bridge.addresses };
  });
  return [...ofNetworks, ...byHand].flatMap(({ network, at, out, addresses }) => {
    if (out === null) return [];
    const from = { bridge: at.bridge.name, addresses };
    return alike(at, named).flatMap((cables) => {
      const [cable] = cables;
      if (cable === undefined) return [];
      const packet = routedPacket(scene, from, cable, out);
      return [askedOf(firewall, packet, { kind: 'routed', family: 'ip', at, network, cables })];
    });
  });
}

/** The packet itself first; where it passes, what answers it. */
function askedOf(firewall: Firewall, packet: Packet, about: Omit<Asked, 'verdict' | 'isAnswer'>): Asked {
  const verdict = verdictOf(firewall, packet);
  if (verdict.fate !== 'accepted') return { ...about, isAnswer: false, verdict };
  return { ...about, isAnswer: true, verdict: verdictOf(firewall, answerTo(packet)) };
}

/** The cables of VMs at a bridge, together where no rule names the TAP of any. */
function alike({ guests }: BridgeScene, named: (link: string) => boolean): readonly GuestCable[][] {
  const ofVms = guests.filter(({ guest, link }) => guest.kind === 'vm' && link !== null);
  const isApart = ({ link }: GuestCable) => link !== null && named(link.name);
  const others = ofVms.filter((cable) => !isApart(cable));
  return [...(others.length === 0 ? [] : [others]), ...ofVms.filter(isApart).map((cable) => [cable])];
}

function portBeside({ uplinks, ports }: BridgeScene, { link }: GuestCable): string | null {
  const others = [...uplinks, ...ports.map((port) => port.link)].filter(({ id }) => id !== link?.id);
  return others[0]?.name ?? null;
}

/** IPv6 is missed only where it is in use. */
function hasIpv6({ bridge }: BridgeScene, cables: readonly GuestCable[]): boolean {
  const addresses = [...bridge.addresses, ...cables.flatMap(({ vnic }) => vnic.ips)];
  return addresses.some((address) => address.includes(':') && !address.startsWith('fe80:'));
}

type NamesLink = (link: string) => boolean;

const names = new WeakMap<Firewall, NamesLink>();

/** Tells of a link whether some rule names it. */
function namedLinks(firewall: Firewall): NamesLink {
  const found = names.get(firewall) ?? linksNamedIn(firewall);
  names.set(firewall, found);
  return found;
}

function linksNamedIn({ chains }: Firewall): NamesLink {
  const whole = new Set<string>();
  const starts = new Set<string>();
  for (const { rules } of chains) {
    for (const { matches } of rules) {
      for (const match of matches) {
        if (match.on !== 'link') continue;
        for (const name of match.names)
          if (name.endsWith('*')) starts.add(name.slice(0, -1));
          else whole.add(name);
      }
    }
  }
  return (link) => whole.has(link) || [...starts].some((start) => start !== '' && link.startsWith(start));
}
