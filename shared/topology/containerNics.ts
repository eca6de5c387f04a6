import type { InnerNic, NetNamespace, ToldContainer } from '#shared/host/container.ts';
import type { Link } from '#shared/host/link.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { natureOf } from './kernelKinds.ts';
import {
  type Evidence,
  type GuestAddress,
  linkId,
  type MacEvidence,
  type NodeId,
  type TopologyEdge,
  type VmNode,
  type VnicNode,
  vnicPrefix,
} from './model.ts';

/** A NIC of a container. */
export interface ContainerNic {
  readonly node: VnicNode;
  /** The veth that it is paired with, or the link that it sits on; null: neither is of this host, or it isn’t known. */
  readonly place: Place | null;
  readonly toldBy: Evidence;
}

interface Place {
  readonly link: Link;
  readonly kind: 'backs' | 'lower';
  readonly evidence: readonly Evidence[];
}

/** The NICs that are seen inside; null: they can’t be seen, and nothing here leads there. */
export function nicsInside(vm: VmNode, namespace: NetNamespace, facts: Facts): ContainerNic[] | null {
  const { nics } = namespace;
  if (nics === null) {
    const ends = vethsInto(namespace, facts);
    return ends.length === 0 ? null : ends.map((link) => nicBehind(vm, link, facts));
  }
  const paired = new Map(nics.map((nic) => [nic, vethOf(nic, namespace, facts)]));
  const isSeen = [...paired.values()].some((link) => link !== null);
  const cards = nics.filter((nic) => paired.get(nic) !== null || mayBeCard(nic, isSeen));
  const shown = cards.length > 0 ? cards : nics.filter(({ infoKind }) => infoKind === 'tun');
  return shown.map((nic) => {
    const veth = paired.get(nic) ?? null;
    const place = veth === null ? lowerPlace(nic, nics, facts) : pairPlace(veth, nic.mac, facts);
    const ips = nic.addresses.map((address): GuestAddress => ({ address, source: 'namespace' }));
    return { node: nicNode(vm, nic, ips, place), place, toldBy: 'namespace' };
  });
}

/** The NICs that its runtime tells of, joined by where their MACs were learned. */
export function nicsTold(vm: VmNode, { endpoints }: ToldContainer, facts: Facts): ContainerNic[] {
  return endpoints.map(({ network, mac, addresses }) => {
    const ends = [...facts.links.values()].filter(
      (link) => leadsAway(link) && facts.seenBehind(mac, link.name),
    );
    const [link, ...others] = ends;
    const place: Place | null =
      link === undefined || others.length > 0 ? null : { link, kind: 'backs', evidence: ['fdb'] };
    const ips = addresses.map((address): GuestAddress => ({ address, source: 'runtime' }));
    const isBridge = facts.snapshot.containers?.networks.some(({ name }) => name === network) === true;
    const nic = { name: network, mac, infoKind: isBridge ? 'veth' : '', up: true };
    const node = nicNode(vm, nic, ips, place);
    return { node: place === null ? { ...node, source: network } : node, place, toldBy: 'runtime' };
  });
}

/** The edges of a container’s NIC: to the container, and to what it is connected by. */
export function nicEdges({ node, place, toldBy }: ContainerNic): TopologyEdge[] {
  const has = edge('has', node.vm, node.id, [toldBy]);
  return place === null ? [has] : [has, edge(place.kind, node.id, linkId(place.link.name), place.evidence)];
}

function leadsAway({ lower, infoKind }: Link): boolean {
  return natureOf(infoKind) === 'pair' && lower !== null && lower.netnsId !== null;
}

function vethsInto({ netnsId }: NetNamespace, { links }: Facts): Link[] {
  if (netnsId === null) return [];
  return [...links.values()].filter((link) => leadsAway(link) && link.lower?.netnsId === netnsId);
}

/** The veth here whose other end the NIC is: each names the other’s index, and the link here the namespace. */
function vethOf({ infoKind, ifindex, lower }: InnerNic, namespace: NetNamespace, facts: Facts): Link | null {
  if (natureOf(infoKind) !== 'pair' || lower === null) return null;
  const link = facts.linksByIndex.get(lower.ifindex ?? 0);
  if (link === undefined || namespace.netnsId === null) return null;
  return link.lower?.netnsId === namespace.netnsId && link.lower.ifindex === ifindex ? link : null;
}

/**
 * Whether a link that is paired with nothing here is a card of the container all the same: one that sits on a link
 * outside, or was moved in. Where its veth is known, others lead to what runs inside of it.
 */
function mayBeCard({ infoKind, lower, master }: InnerNic, hasVeth: boolean): boolean {
  if (infoKind === '') return true;
  const isOutside = lower !== null && lower.netnsId !== null;
  const nature = natureOf(infoKind);
  return isOutside && (nature === 'lower' || (nature === 'pair' && !hasVeth && master === null));
}

function lowerPlace(
  { infoKind, lower, ifindex }: InnerNic,
  nics: readonly InnerNic[],
  facts: Facts,
): Place | null {
  if (natureOf(infoKind) !== 'lower' || lower === null || lower.netnsId === null) return null;
  // Inside, the number of our namespace is the one that a veth of ours goes by; without one, there is nothing else.
  const others = nics.filter((nic) => nic.ifindex !== ifindex && natureOf(nic.infoKind) === 'pair');
  if (others.some((nic) => nic.lower !== null && nic.lower.netnsId !== lower.netnsId)) return null;
  const link = facts.linksByIndex.get(lower.ifindex ?? 0);
  return link === undefined ? null : { link, kind: 'lower', evidence: ['kernel-lower'] };
}

function pairPlace(link: Link, mac: string | null, facts: Facts): Place {
  const seen: Evidence[] = facts.seenBehind(mac, link.name) ? ['fdb'] : [];
  return { link, kind: 'backs', evidence: ['kernel-lower', ...seen] };
}

/** A NIC of which only the host’s end is seen: it goes by its index inside. */
function nicBehind(vm: VmNode, link: Link, facts: Facts): ContainerNic {
  const [mac, ...others] = facts.learnedBehind(link.name);
  const seen = mac === undefined || others.length > 0 ? null : mac;
  const nic = { name: `if${link.lower?.ifindex ?? 0}`, mac: seen, infoKind: link.infoKind, up: true };
  const place = pairPlace(link, seen, facts);
  const node = nicNode(vm, nic, [], place, seen === null ? [] : ['fdb']);
  return { node, place, toldBy: 'namespace' };
}

function nicNode(
  vm: VmNode,
  { name, mac, infoKind, up }: Pick<InnerNic, 'name' | 'mac' | 'infoKind' | 'up'>,
  ips: readonly GuestAddress[],
  place: Place | null,
  macEvidence: readonly MacEvidence[] = [],
): VnicNode {
  const id: NodeId = `${vnicPrefix(vm)}${name}`;
  return {
    id,
    kind: 'vnic',
    name,
    vm: vm.id,
    mac,
    ...(macEvidence.length === 0 ? {} : { macEvidence }),
    model: infoKind === '' ? null : infoKind,
    sourceType: CONTAINERS,
    source: place?.kind === 'lower' ? place.link.name : null,
    alias: null,
    linkState: up ? 'up' : 'down',
    ips: ips.map(({ address }) => address),
    ipEvidence: ips,
    tap: place?.kind === 'backs' ? place.link.name : null,
    presence: 'both',
  };
}

/** The type of a NIC that is no VM’s, which libvirt has none of that name for. */
const CONTAINERS = 'container';
