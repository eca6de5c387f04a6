import { handedDevice } from '#shared/host/process.ts';
import type { Contradiction } from './contradiction.ts';
import { edge } from './edge.ts';
import { type Facts, lowerOf } from './facts.ts';
import { cardId, linkId, type NodeId, type TopologyEdge } from './model.ts';
import type { PhysicalFunctions } from './sriov.ts';
import type { Vnic } from './vnics.ts';

/**
 * The card behind a hostdev of a running VM, by libvirt or its command line. A card that a VM took has no netdev in the host any more: it stays as what it is
 * on PCI. Where sysfs could not be read, of a virtual function only its PF is left, which still lists the MAC that
 * libvirt gave it: then the cable goes there.
 */
export function hostdevEdges(vnic: Vnic, facts: Facts): TopologyEdge[] {
  const address = vnic.nic === null ? null : handedDevice(vnic.nic);
  if (!vnic.running) return [];
  if (address === null && vnic.live?.type !== 'hostdev') return [];
  const card = pciNode(address ?? vnic.live?.source.pci ?? null, facts);
  if (card !== null) return [edge('backs', vnic.id, card, [vnic.toldBy])];
  return functionEdges('backs', vnic.id, facts.virtualFunctions.ofMac(vnic.mac));
}

/** The node of a PCI device: the host's link of it, or the card that the host has no link of; null: neither is there. */
export function pciNode(address: string | null, { linksByPci, cards }: Facts): NodeId | null {
  if (address === null) return null;
  const link = linksByPci.get(address);
  if (link !== undefined) return linkId(link.name);
  return cards.has(address) ? cardId(address) : null;
}

/** `lower` from each virtual function to its PF, where the kernel names nothing else below it. */
export function virtualFunctionEdges(facts: Facts): TopologyEdge[] {
  const { virtualFunctions, links, cards } = facts;
  return [
    ...[...links.values()].flatMap((link) =>
      lowerOf(link, facts) === null
        ? functionEdges('lower', linkId(link.name), virtualFunctions.ofLink(link))
        : [],
    ),
    ...[...cards.keys()].flatMap((address) =>
      functionEdges('lower', cardId(address), virtualFunctions.ofAddress(address)),
    ),
  ];
}

function functionEdges(
  kind: 'backs' | 'lower',
  from: string,
  functions: PhysicalFunctions | null,
): TopologyEdge[] {
  if (functions === null) return [];
  const { names, evidence } = functions;
  const message = `Only a MAC tells whose virtual function this is, and ${names.join(', ')} all list it.`;
  const isGuess = names.length > 1 && evidence.includes('mac');
  const conflicts: Contradiction[] = isGuess ? [{ code: 'ambiguous-mac', message }] : [];
  return names.map((name) => edge(kind, from, linkId(name), evidence, conflicts));
}
