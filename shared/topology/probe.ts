import type { Command } from '#shared/host/command.ts';
import { addressText, type Prefix, rangeOf, readPrefix } from '#shared/host/prefix.ts';
import { graphOf } from './graph.ts';
import { isGuest, isLink, type LinkNode, type NodeId, type Topology, type VnicNode } from './model.ts';

/** How a vNIC’s address would be asked for: one packet to each address of a subnet, by which the host asks each for its MAC. */
export interface Probe {
  readonly vnic: NodeId;
  readonly bridge: string;
  /** `192.168.1.0/24` */
  readonly subnet: string;
  readonly commands: readonly Command[];
}

export interface NoProbe {
  readonly why: string;
  readonly advice: string;
}

/** A larger subnet would take long, and fill the host’s table of neighbours: of it these many are asked, those around its own. */
const LONGEST_PREFIX = 24;

/**
 * Plans to ask for a vNIC’s address, or says why that can’t be done. Nothing is sent yet. `ping` needs no root, and that
 * the guest answers it is not needed: the kernel asks for the MAC first (ARP), and that a guest must answer.
 */
export function probeFor(topology: Topology, id: NodeId): Probe | NoProbe {
  const graph = graphOf(topology);
  const vnic = graph.nodes.get(id);
  if (vnic?.kind !== 'vnic') return { why: 'This vNIC is no longer on the host.', advice: '' };
  const whyNot = whyNotAsked(topology, vnic);
  if (whyNot !== null) return whyNot;
  const bridge = bridgeOf(topology, vnic);
  if (bridge === null) {
    const why = 'It isn’t connected to a bridge on which this host could ask.';
    return { why, advice: 'Look at the guest’s console, or install the guest agent in it.' };
  }
  const own = bridge.addresses
    .flatMap((text) => readPrefix(text) ?? [])
    .find(({ family }) => family === 'inet');
  if (own === undefined) {
    const why = `This host has no IPv4 address on ${bridge.name}, so it can’t ask there.`;
    return { why, advice: 'Look at the guest’s console, or install the guest agent in it.' };
  }
  const asked = { ...own, length: Math.max(own.length, LONGEST_PREFIX) };
  const commands = addressesOf(asked, topology).map(
    (address): Command => ({ argv: ['ping', '-n', '-q', '-c', '1', '-W', '1', '-I', bridge.name, address] }),
  );
  const { first } = rangeOf(asked);
  const subnet = `${addressText('inet', first)}/${asked.length}`;
  return { vnic: id, bridge: bridge.name, subnet, commands };
}

/** The bridge that a vNIC is on now; null: none, or that is not known. */
export function bridgeOf(topology: Topology, vnic: VnicNode): LinkNode | null {
  const graph = graphOf(topology);
  const backs = graph.out(vnic.id).filter(({ kind }) => kind === 'backs');
  const [only] = backs;
  const port =
    only === undefined || backs.length > 1
      ? undefined
      : graph.out(only.to).find(({ kind }) => kind === 'port');
  const bridge = port === undefined ? undefined : graph.nodes.get(port.to);
  return isLink(bridge) ? bridge : null;
}

function whyNotAsked(topology: Topology, vnic: VnicNode): NoProbe | null {
  const vm = graphOf(topology).nodes.get(vnic.vm);
  if (!isGuest(vm) || !vm.active) return { why: 'Its VM doesn’t run.', advice: 'Start it first.' };
  if (vm.state === 'paused') return { why: `${vm.name} is paused.`, advice: 'Resume it first.' };
  if (vnic.mac === null)
    return { why: 'Its MAC isn’t known, so no answer could be told to be its.', advice: '' };
  if (vnic.linkState === 'down')
    return { why: 'The guest’s cable is unplugged.', advice: 'Plug it in first.' };
  return null;
}

/** All that a machine can have in the subnet, without this host’s own. */
function addressesOf(subnet: Prefix, topology: Topology): string[] {
  const { first, last } = rangeOf(subnet);
  const isPair = subnet.length >= 31;
  const own = new Set(
    topology.nodes.flatMap((node) =>
      isLink(node) ? node.addresses.map((address) => address.split('/')[0] ?? '') : [],
    ),
  );
  const found: string[] = [];
  for (let value = isPair ? first : first + 1n; value <= (isPair ? last : last - 1n); value += 1n) {
    const address = addressText('inet', value);
    if (!own.has(address)) found.push(address);
  }
  return found;
}
