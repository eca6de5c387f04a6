import type { DomainInterface } from '#shared/host/domain.ts';
import { edge } from './edge.ts';
import { type Facts, lowerOf } from './facts.ts';
import { type Finding, linkId, type TopologyEdge } from './model.ts';
import type { PhysicalFunctions } from './sriov.ts';
import type { Vnic } from './vnics.ts';

/** The base class of network controllers: the first byte of a PCI class code. */
const NETWORK_CLASS = 0x02;

/**
 * Whether an interface is a vNIC. A plain `<hostdev>` may be any PCI device, a graphics card as likely as a NIC, and its
 * XML doesn't say which: its class does, or the link that the kernel has of it as long as no VM has taken it.
 * `unknown`: it is there, but what it is can't be read; a device that isn't read yet is left out until it is.
 */
export function passedThrough(
  { type, mac, source: { pci } }: DomainInterface,
  facts: Facts,
): 'network' | 'other' | 'unknown' {
  if (type !== 'hostdev' || mac !== null) return 'network';
  if (pci === null) return 'other';
  if (facts.linksByPci.has(pci)) return 'network';
  const { pciClasses } = facts.snapshot;
  if (pciClasses === undefined) return 'other';
  const code = Object.hasOwn(pciClasses, pci) ? pciClasses[pci] : undefined;
  if (code === undefined) return 'unknown';
  return code >> 16 === NETWORK_CLASS ? 'network' : 'other';
}

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
