import { edge } from './edge.ts';
import { type Facts, lowerOf } from './facts.ts';
import { type Finding, linkId, type TopologyEdge } from './model.ts';
import type { PhysicalFunctions } from './sriov.ts';
import type { Vnic } from './vnics.ts';

/**
 * The card behind a running VM's hostdev. A card that a VM took has no netdev in the host any more, so of a virtual
 * function only its PF is left, which still lists the MAC that libvirt gave it: then the cable goes there.
 */
export function hostdevEdges(vnic: Vnic, facts: Facts): TopologyEdge[] {
  if (vnic.live?.type !== 'hostdev') return [];
  const { pci } = vnic.live.source;
  const card = pci === null ? undefined : facts.linksByPci.get(pci);
  if (card !== undefined) return [edge('backs', vnic.id, linkId(card.name), ['libvirt'])];
  return functionEdges('backs', vnic.id, facts.virtualFunctions.ofMac(vnic.mac));
}

/** `lower` from each virtual function that stays in the host to its PF, where the kernel names nothing below it. */
export function virtualFunctionEdges(facts: Facts): TopologyEdge[] {
  return [...facts.links.values()].flatMap((link) =>
    lowerOf(link, facts) === null
      ? functionEdges('lower', linkId(link.name), facts.virtualFunctions.ofLink(link))
      : [],
  );
}

function functionEdges(
  kind: 'backs' | 'lower',
  from: string,
  functions: PhysicalFunctions | null,
): TopologyEdge[] {
  if (functions === null) return [];
  const { names, evidence } = functions;
  const message = `Only a MAC tells whose virtual function this is, and ${names.join(', ')} all list it.`;
  const conflicts: Finding[] = names.length > 1 ? [{ code: 'ambiguous-mac', message }] : [];
  return names.map((name) => edge(kind, from, linkId(name), evidence, conflicts));
}
