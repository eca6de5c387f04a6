import { isLink, type LinkNode } from '#shared/topology/model.ts';
import { sharesVlan } from '#shared/topology/vlanPorts.ts';
import type { BridgeScene } from '../bridges.ts';
import type { Argv, FindingRepair } from '../finding.ts';
import { cableName, type GuestCable, guestsOf } from '../guestCables.ts';
import { type GuestMtu, guestMtuOf } from '../guestMtu.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { overheadOf, underlayOf } from '../underlay.ts';

/**
 * Frames that one part of a path takes and the next drops without a word. A bridge compares each frame with the MTU of the
 * port that it leaves by (is_skb_forwardable, net/bridge/br_forward.c); its own MTU counts for what the host sends, and is the
 * least of its ports’ until somebody sets it.
 */
export const mtuMismatch: Rule = {
  needs: ['ip-link', 'ip-addr', 'ip-route'],
  find: (scene) => [
    ...scene.bridges.flatMap((one) => {
      const out = exitsOf(one, scene).flatMap((exit) => narrowExit(exit, one, scene));
      return [
        ...out,
        ...(out.length > 0 ? [] : largeHost(one)),
        ...one.guests.flatMap((cable) => smallTap(cable, one, scene)),
      ];
    }),
    ...scene.topology.nodes.flatMap((node) => (isLink(node) ? smallMembers(node, scene) : [])),
  ],
};

type Port = BridgeScene['ports'][number];

/** The ports by which frames go on to the network or to another bridge; of Open vSwitch’s own the kernel tells no MTU. */
function exitsOf({ ports }: BridgeScene, { graph, links }: Scene): readonly Port[] {
  return ports.filter(
    ({ link, isUplink }) =>
      (isUplink || graph.out(link.id).some(({ kind }) => kind === 'peer')) && links.has(link.name),
  );
}

function narrowExit({ link: exit, edge }: Port, one: BridgeScene, scene: Scene): Found[] {
  const senders = scene.behind.bridged(exit.id).flatMap((cable): Sender[] => {
    const { link, bridge, port } = cable;
    if (link === null || link.id === exit.id || link.kind === 'macvtap') return [];
    // Another uplink may be there for the VLANs of those who send large frames.
    if (port !== null && bridge?.id === one.bridge.id && !sharesVlan(port, edge)) return [];
    const sends = guestMtuOf(cable, scene);
    return sends === null ? [] : [{ cable, sends }];
  });
  const large = senders.filter(({ sends }) => sends.mtu > exit.mtu);
  if (large.length === 0) return tightTunnel(exit, senders, scene);
  return [
    {
      severity: 'warning',
      subject: [exit.id, one.bridge.id, ...large.slice(0, 10).map(({ cable }) => cable.vnic.id)],
      title: `${exit.name} has an MTU of ${exit.mtu}, smaller than what ${namesOf(large)} may send`,
      why: `Frames with more than ${exit.mtu} bytes of data are dropped at ${exit.name} without an error: pings work, large transfers stall.`,
      evidence: [
        `ip link: ${exit.name} mtu ${exit.mtu}`,
        ...large.slice(0, 10).map(({ sends }) => sends.evidence),
      ],
      repairs: [raised(exit, largestOf(large), scene)],
    },
  ];
}

interface Sender {
  readonly cable: GuestCable;
  readonly sends: GuestMtu;
}

function namesOf(senders: readonly Sender[]): string {
  return guestsOf(senders.map(({ cable }) => cable));
}

function largestOf(senders: readonly Sender[]): number {
  return Math.max(...senders.map(({ sends }) => sends.mtu));
}

/** A tunnel whose packets are larger than what the link below takes: each large frame is split or dropped. */
function tightTunnel(exit: LinkNode, senders: readonly Sender[], scene: Scene): Found[] {
  const tunnel = scene.links.get(exit.name);
  if (tunnel == null || tunnel.vxlan === null || senders.length === 0) return [];
  const below = underlayOf(tunnel, scene);
  const overhead = overheadOf(tunnel);
  const most = largestOf(senders) + overhead;
  const node = below === null ? undefined : scene.graph.nodes.get(`link:${below.name}`);
  if (below === null || !isLink(node) || most <= below.mtu) return [];
  return [
    {
      severity: 'warning',
      subject: [exit.id, node.id, ...senders.slice(0, 10).map(({ cable }) => cable.vnic.id)],
      title: `The tunnel ${exit.name} doesn’t fit through ${below.name}`,
      why: `VXLAN adds ${overhead} bytes to each frame of ${namesOf(senders)}, and ${below.name} takes ${below.mtu}. Large frames are split or dropped on the way.`,
      evidence: [
        `ip link: ${exit.name} mtu ${exit.mtu}, VXLAN to ${tunnel.vxlan.remote ?? 'its group'}`,
        `ip link: ${below.name} mtu ${below.mtu}`,
      ],
      repairs: [raised(node, most, scene)],
    },
  ];
}

/** What sits on another link can’t have a larger MTU than that, so the link below comes first. */
function raised({ id, name }: LinkNode, mtu: number, { links }: Scene): FindingRepair {
  const label = `Set the MTU of ${name} to ${mtu}`;
  const link = links.get(name);
  const below = link?.infoKind === 'vlan' ? links.get(link.lower?.name ?? '') : undefined;
  if (below === undefined || below.mtu >= mtu)
    return { kind: 'edit', label, edit: { kind: 'mtu', link: id, mtu } };
  const set = (each: string): Argv => ['ip', 'link', 'set', 'dev', each, 'mtu', String(mtu)];
  return {
    kind: 'commands',
    label,
    commands: [set(below.name), set(name)],
    lasts: 'now',
    keep: `Write the MTU of ${below.name} and ${name} to the host’s network configuration. The switch has to take such frames too.`,
  };
}

/** The host sends larger frames into the bridge than its way out takes. */
function largeHost({ bridge, uplinks }: BridgeScene): Found[] {
  const widest = Math.max(0, ...uplinks.map(({ mtu }) => mtu));
  if (bridge.kind !== 'bridge' || bridge.addresses.length === 0) return [];
  if (widest === 0 || bridge.mtu <= widest) return [];
  return [
    {
      severity: 'warning',
      subject: [bridge.id, ...uplinks.map(({ id }) => id)],
      title: `${bridge.name} has a larger MTU than its uplink`,
      why: `The host sends frames with up to ${bridge.mtu} bytes of data by ${bridge.name}, and its uplink drops those with more than ${widest} without an error.`,
      evidence: [
        `ip link: ${bridge.name} mtu ${bridge.mtu}`,
        ...uplinks.map(({ name, mtu }) => `ip link: ${name} mtu ${mtu}`),
      ],
      repairs: [
        {
          kind: 'edit',
          label: `Set the MTU of ${bridge.name} to ${widest}`,
          edit: { kind: 'mtu', link: bridge.id, mtu: widest },
        },
      ],
    },
  ];
}

/** The guest’s driver was told, or others on the bridge use, larger frames than the guest’s TAP hands to it. */
function smallTap(cable: GuestCable, { bridge, ports }: BridgeScene, scene: Scene): Found[] {
  const { link, vnic, guest } = cable;
  const own = guestMtuOf(cable, scene);
  if (link === null || own === null) return [];
  const end = link.kind === 'tap' ? 'its TAP' : link.name;
  if (own.isTold) {
    // A smaller one than the bridge’s is meant so.
    if (own.mtu <= link.mtu) return [];
    return [
      {
        severity: 'warning',
        subject: [link.id, bridge.id, vnic.id],
        title: `${cableName(cable)}: ${end} has a smaller MTU than the guest’s card`,
        why: `${guest.name}’s card was told that it can use ${own.mtu} bytes, but what is larger than ${link.mtu} is dropped at ${link.name} on its way to the guest.`,
        evidence: [own.evidence, `ip link: ${link.name} mtu ${link.mtu}`],
        repairs: [tapRaised(link, own.mtu)],
      },
    ];
  }
  if (bridge.kind !== 'bridge' || link.mtu >= bridge.mtu) return [];
  const others = ports.filter((port) => port.link.mtu > link.mtu);
  if (others.length === 0) return [];
  return [
    {
      severity: 'warning',
      subject: [link.id, bridge.id, vnic.id],
      title: `${cableName(cable)}: ${end} has a smaller MTU than ${bridge.name}`,
      why: `${bridge.name} is set to ${bridge.mtu} bytes and others on it use that, but what is larger than ${link.mtu} is dropped at ${link.name}. The guest never sees such frames.`,
      evidence: [
        `ip link: ${link.name} mtu ${link.mtu}`,
        `ip link: ${bridge.name} mtu ${bridge.mtu}`,
        `ip link: ${others[0]?.link.name} mtu ${others[0]?.link.mtu}`,
      ],
      repairs: [tapRaised(link, Math.min(bridge.mtu, Math.max(...others.map((port) => port.link.mtu))))],
    },
  ];
}

function tapRaised({ id, name }: LinkNode, mtu: number): FindingRepair {
  return { kind: 'edit', label: `Set the MTU of ${name} to ${mtu}`, edit: { kind: 'mtu', link: id, mtu } };
}

/** A bond gives its MTU to its members, but each of them can be given another one later. */
function smallMembers(bond: LinkNode, { graph, behind }: Scene): Found[] {
  if (bond.kind !== 'bond') return [];
  const members = graph
    .out(bond.id)
    .flatMap(({ kind, to }) => (kind === 'member' ? [graph.nodes.get(to)] : []))
    .filter(isLink)
    .filter(({ mtu }) => mtu < bond.mtu);
  const [first, ...others] = members.map(
    ({ name }): Argv => ['ip', 'link', 'set', 'dev', name, 'mtu', String(bond.mtu)],
  );
  const isUsed = behind.all(bond.id).length > 0 || behind.host.has(bond.id) || bond.addresses.length > 0;
  if (first === undefined || !isUsed) return [];
  return [
    {
      severity: 'warning',
      subject: [bond.id, ...members.map(({ id }) => id)],
      title: `${bond.name} has members with a smaller MTU`,
      why: `${bond.name} takes frames with ${bond.mtu} bytes of data, and those members drop what is larger than their own MTU. Whether a frame is lost depends on the member that it leaves by.`,
      evidence: [
        `ip link: ${bond.name} mtu ${bond.mtu}`,
        ...members.map(({ name, mtu }) => `ip link: ${name} mtu ${mtu}`),
      ],
      repairs: [
        {
          kind: 'commands',
          label: `Give the members the MTU of ${bond.name}`,
          commands: [first, ...others],
          lasts: 'now',
          keep: `Remove the members’ own MTU from the host’s network configuration: they follow ${bond.name}.`,
        },
      ],
    },
  ];
}
