import type { Link } from '#shared/host/link.ts';
import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { atStake, below, withoutStakes } from '../../guard/atStake.ts';
import { refuseStale, refuseUnreadUsers } from '../../unread.ts';
import { virshLine } from '../../virshLine.ts';
import { portsOf, uppersOf, vmsBehind } from './linkOf.ts';

/** The only way out of a bridge, a port of it; null: it has none, or several. */
export function onlyUplink(snapshot: HostSnapshot, bridge: string): string | null {
  const [uplink = null, ...others] = below(withoutStakes(snapshot), bridge);
  return others.length === 0 ? uplink : null;
}

/**
 * Why this bridge can't be deleted; null: it can, once its ports, which are loose ends all, are unplugged.
 * @param uplink a port that leaves it before, and goes on without it; null: none
 */
export function refuseBridgeDelete(
  snapshot: HostSnapshot,
  topology: Topology,
  { name }: LinkNode,
  uplink: string | null,
): Refusal | null {
  const blind = refuseBlind(snapshot, topology);
  if (blind !== null) return blind;
  const owner = ownerOf(snapshot.networks, name);
  if (owner?.active === true) {
    return refuse(
      `${name} belongs to the network ${owner.name}, which is active.`,
      `Stop the network instead; libvirt then deletes its bridge: ${virshLine(snapshot, 'net-destroy', owner.name)}`,
    );
  }
  const ports = portsOf(snapshot, name);
  // What is behind the uplink of a host that is itself nested is the network outside.
  const guests = ports
    .filter((port) => port.name !== uplink)
    .flatMap((port) => vmsBehind(topology, linkId(port.name)).map((vm) => `${vm} (${port.name})`));
  if (guests.length > 0) {
    return refuse(
      `${guests.length === 1 ? 'A VM is' : 'VMs are'} connected to ${name}: ${listed(guests)}.`,
      guests.length === 1 ? 'Move it first.' : 'Move them first.',
    );
  }
  const others = ports.flatMap((port) => {
    const words = cableWords(topology, port.name);
    return words === null ? [] : [{ port, words }];
  });
  if (others.some(({ port }) => port.name !== uplink)) {
    return refuseCables(
      name,
      others.map(({ words }) => words),
    );
  }
  const uppers = uppersOf(snapshot, name);
  return uppers.length === 0
    ? null
    : refuse(
        `${listed(uppers.map((each) => each.name))} ${uppers.length === 1 ? 'uses' : 'use'} ${name} and would be deleted with it.`,
        'Delete that first, with the tool that created it.',
      );
}

/** Why a bridge with this uplink is deleted under the guard only. */
export function refuseUplink(topology: Topology, { name }: LinkNode, uplink: string): Refusal {
  return refuseCables(name, [cableWords(topology, uplink) ?? uplink]);
}

function refuseCables(bridge: string, cables: readonly string[]): Refusal {
  return refuse(
    `Other cables are connected to ${bridge}: ${listed(cables)}.`,
    'Move or disconnect them first.',
  );
}

/** Why a link that the host is reached by is deleted under the guard only; null: it is not. */
export function refuseAtStake(snapshot: HostSnapshot, { name, kind }: LinkNode): Refusal | null {
  const stake = atStake(snapshot, name);
  return stake === null
    ? null
    : refuse(
        `${stake.reasons.join(' ')} Deleting ${name} would interrupt that.`,
        kind === 'bridge' ? 'Move the address first.' : 'Move that first.',
      );
}

/** Why this TAP can't be deleted; null: it can. */
export function refuseTapDelete(
  snapshot: HostSnapshot,
  topology: Topology,
  link: Link,
  { id, name, held, holder }: LinkNode,
): Refusal | null {
  const [vm] = vmsBehind(topology, id);
  if (vm !== undefined) {
    return refuse(
      `${name} is the cable of ${vm}, whose vNIC would lead nowhere.`,
      'Detach the vNIC from its VM instead.',
    );
  }
  if (held === 'yes') {
    return refuse(
      `${name} is held open by a process${holder === null ? '' : ` (${holder})`}.`,
      'End that process first. Then delete the TAP if it still exists.',
    );
  }
  const running = snapshot.domains.find(({ live }) => live.some(({ targetDev }) => targetDev === name));
  if (running !== undefined) {
    return refuse(`The running ${running.name} uses ${name}.`, 'Detach the vNIC from its VM instead.');
  }
  return link.master === null || link.slaveKind === '' || link.slaveKind === 'bridge'
    ? null
    : refuse(
        `${name} is a port of ${link.slaveKind}, and Patchbay can’t disconnect it from there yet.`,
        'Disconnect it there first.',
      );
}

/** Where there is libvirt it must be seen who uses the bridge; a host without it has nothing to be seen. */
export function refuseBlind(snapshot: HostSnapshot, topology: Topology): Refusal | null {
  const isMissing = topology.sources.some(({ name, status }) => name === 'virsh' && status === 'missing');
  const blind = isMissing ? null : (refuseStale(topology.sources, ['virsh']) ?? refuseUnreadUsers(snapshot));
  return blind ?? refuseUnseenPorts(topology);
}

/** What could not be read of the links may be connected to it, or use it. */
function refuseUnseenPorts({ sources }: Topology): Refusal | null {
  const links = sources.find(({ name }) => name === 'ip-link');
  return links?.gap === undefined
    ? null
    : refuse(`Patchbay couldn’t check what is connected to it. ${links.message}`, links.advice);
}

/** `enp3s0 (physical NIC)`; null: a TAP that nobody holds open, a loose end. */
function cableWords(topology: Topology, name: string): string | null {
  const node = graphOf(topology).nodes.get(linkId(name));
  if (!isLink(node)) return name;
  if (node.kind === 'tap' && node.held === 'no') return null;
  return `${name} (${node.kind === 'tap' && node.held !== 'no' ? heldTap[node.held] : kindWord(node.kind)})`;
}

const heldTap: { readonly [held in Exclude<LinkNode['held'], 'no'>]: string } = {
  yes: 'TAP, held by a process',
  unknown: 'TAP, which a process may hold',
};
