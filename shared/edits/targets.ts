import { graphOf } from '#shared/topology/graph.ts';
import {
  isGuest,
  isLink,
  type LinkNode,
  linkId,
  type NetworkNode,
  type NodeId,
  networkId,
  type Topology,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { refuseName } from '../ops/link/linkNames.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../ops/refusal.ts';
import { refuseAbsent } from './absent.ts';
import { type Cable, isRepluggable, movableCable } from './cable.ts';
import { refuseContainer } from './containers.ts';
import { nodeStake } from './guard/nodeStake.ts';
import { refuseManaged } from './managed.ts';
import { type NewVnicLink, refuseNewVnicOn, takesNewVnic } from './newVnicTarget.ts';
import { aimPve } from './pve.ts';
import { refuseStale, refuseUnreadNetwork, refuseUnreadVm } from './unread.ts';
import { virshLine } from './virshLine.ts';

/** What the user holds: a cable (its vNIC, or its loose link), or the socket of a VM that adds a vNIC. */
export type Grabbed =
  | { readonly kind: 'cable'; readonly id: NodeId }
  | { readonly kind: 'socket'; readonly vm: NodeId };

/**
 * `guarded`: it can be done under the guard, which the planner's own refusal offers; absent: it can't. `command`: that
 * refusal names one that does it; absent: it names none.
 */
export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: string; readonly guarded?: true; readonly command?: string };

/** Whether what is held could be plugged in there, or why not: asked for each target of a drag. */
export function judgeTarget(topology: Topology, grabbed: Grabbed, target: NodeId): Verdict {
  const aim =
    aimGuest(topology, grabbed, target) ??
    (grabbed.kind === 'socket'
      ? aimSocket(topology, grabbed.vm, target)
      : aimCable(topology, grabbed.id, target));
  if (isRefusal(aim)) {
    const { why, command } = aim;
    return { ok: false, why, ...(command === undefined ? {} : { command }) };
  }
  if (!('cable' in aim) || aim.cable.by === 'libvirt') return { ok: true };
  const stake = nodeStake(topology, aim.cable.link.name);
  return stake === null || stake.guestsOnly
    ? { ok: true }
    : { ok: false, why: `${stake.reasons.join(' ')} This change could interrupt that.`, guarded: true };
}

/** A guest of Proxmox VE, whose cables go where its own commands put them; null: it is nobody’s. */
function aimGuest(topology: Topology, grabbed: Grabbed, target: NodeId) {
  const unseen = refuseStale(topology.sources, ['ip-link']);
  if (unseen !== null) return unseen;
  const edit =
    grabbed.kind === 'socket'
      ? ({ kind: 'attach', vm: grabbed.vm, to: target } as const)
      : ({ kind: 'move', cable: grabbed.id, to: target } as const);
  // Whether something can be connected there doesn’t depend on its MAC.
  return aimPve(topology, edit, () => '00:00:00:00:00:00');
}

/** The cable that is to be moved, and where to, found and judged: the planner's first question. */
export function aimCable(
  topology: Topology,
  id: NodeId,
  target: NodeId,
): { readonly cable: Cable; readonly place: TargetNode } | Refusal {
  // Without the links, whatever is asked for would look as if it were gone.
  const unseen = refuseStale(topology.sources, ['ip-link']);
  if (unseen !== null) return unseen;
  const place = targetNode(topology, target);
  if (isRefusal(place)) return place;
  const cable = movableCable(topology, id);
  if (isRefusal(cable)) return cable;
  const refusal =
    cable.by === 'libvirt'
      ? (refuseOldVm(topology, cable.vm) ?? refuseVnic(topology, cable, place))
      : refuseLink(topology, cable.link, place);
  return refusal ?? { cable, place };
}

/**
 * The VM that is to get a vNIC, and where, found and judged. A VM can be given vNICs through libvirt only; on a TAP or by
 * macvtap too.
 */
export function aimSocket(
  topology: Topology,
  id: NodeId,
  target: NodeId,
): { readonly vm: VmNode; readonly on: TargetNode | NewVnicLink } | Refusal {
  const unseen = refuseStale(topology.sources, ['ip-link']);
  if (unseen !== null) return unseen;
  const { nodes } = graphOf(topology);
  const on = socketTarget(topology, nodes.get(target));
  if (isRefusal(on)) return on;
  const vm = nodes.get(id);
  if (!isGuest(vm)) return refuse('This VM is no longer on the host.', '');
  const ofRuntime = refuseContainer(topology, { kind: 'attach', vm: id, to: target });
  if (ofRuntime !== null) return ofRuntime;
  if (vm.hypervisor === 'libvirt') return refuseOldVm(topology, vm) ?? { vm, on };
  return refuse(
    `${vm.name} is not managed by libvirt, so a vNIC can’t be added to it from outside.`,
    vm.vmm === undefined || vm.vmm === 'QEMU'
      ? 'Start it with another -netdev and -device instead.'
      : `Add it with ${vm.vmm}’s own options, then start the VM again.`,
  );
}

function socketTarget(
  topology: Topology,
  node: TopologyNode | undefined,
): TargetNode | NewVnicLink | Refusal {
  if (node?.kind === 'ovs-bridge') {
    return refuse(
      `${node.name} is an Open vSwitch bridge, and Patchbay can’t attach a new vNIC to one yet.`,
      "Use virsh attach-device with <virtualport type='openvswitch'/>.",
    );
  }
  if (node === undefined || !takesNewVnic(node)) return judgePlace(topology, node);
  return refuseNewVnicOn(topology, node) ?? node;
}

function refuseOldVm({ sources }: Topology, vm: VmNode): Refusal | null {
  return refuseStale(sources, ['virsh']) ?? refuseUnreadVm(sources, vm);
}

/** Why nothing can be plugged in there, whatever it is; null: something can. */
export function refusePlace(topology: Topology, target: NodeId): Refusal | null {
  const place = targetNode(topology, target);
  return isRefusal(place) ? place : null;
}

export type TargetNode = (LinkNode & { readonly kind: 'bridge' | 'ovs-bridge' }) | NetworkNode;

/** The bridge or network that something can be plugged into, by its id; a refusal where nothing can. */
export function targetNode(topology: Topology, target: NodeId): TargetNode | Refusal {
  return judgePlace(topology, graphOf(topology).nodes.get(target));
}

function judgePlace(topology: Topology, node: TopologyNode | undefined): TargetNode | Refusal {
  if (node === undefined) return refuse('This is no longer on the host.', 'Look again at what is there now.');
  if (node.kind === 'network') {
    const unread = refuseUnreadNetwork(topology.sources, node);
    if (unread !== null) return unread;
    if (node.active) return withBridge(topology, node);
    return refuse(
      `The network ${node.name} is not active.`,
      `Start it first: ${virshLine(topology, 'net-start', node.name)}`,
    );
  }
  if (node.kind === 'bridge')
    return refuseManaged(node) ?? refuseName(node.name) ?? { ...node, kind: 'bridge' };
  if (node.kind === 'ovs-bridge') return judgeSwitch(topology, node);
  return refuse(`${node.name} is not a bridge or a network.`, 'Choose a bridge or a network.');
}

/** The network, unless its bridge is none that a TAP can be plugged into. */
function withBridge(topology: Topology, network: NetworkNode): TargetNode | Refusal {
  if (network.bridge === null) return network;
  const bridge = graphOf(topology).nodes.get(linkId(network.bridge));
  if (bridge?.kind === 'bridge') return network;
  if (bridge?.kind === 'ovs-bridge')
    return refuse(
      `The network ${network.name} is on ${bridge.name}, an Open vSwitch bridge, and Patchbay can’t connect anything to such a network yet.`,
      `Choose ${bridge.name} itself.`,
    );
  return refuseAbsent(
    topology.sources,
    network.bridge,
    refuse(
      `The bridge ${network.bridge} of the network ${network.name} is no longer on the host.`,
      `Stop and start the network: ${virshLine(topology, 'net-destroy', network.name)}, then net-start.`,
    ),
  );
}

/** A bridge of Open vSwitch takes ports where its database can be read; a fake one is a VLAN of another. */
function judgeSwitch(topology: Topology, node: LinkNode): TargetNode | Refusal {
  const unread = refuseStale(topology.sources, ['ovs']);
  if (unread !== null) return unread;
  if (node.lead !== 'below') return refuse(`The bridges of Open vSwitch can’t be read.`, '');
  const below = graphOf(topology)
    .out(node.id)
    .find(({ kind, evidence }) => kind === 'lower' && evidence.includes('ovs'));
  return below === undefined
    ? { ...node, kind: 'ovs-bridge' }
    : refuse(`${node.name} is a fake bridge: a VLAN of another one.`, 'Choose that bridge.');
}

/** What libvirt plugs in goes from one bridge of Open vSwitch to another: its XML says how it is plugged in. */
function refuseCrossing(
  topology: Topology,
  { vnic, tap }: Cable & { by: 'libvirt' },
  place: TargetNode,
): Refusal | null {
  const isNow = tap?.slaveKind === 'openvswitch' || isSwitchNode(topology, vnic.source);
  if (isNow === (place.kind === 'ovs-bridge')) return null;
  return refuse(
    `libvirt connects ${vnic.name} to ${isNow ? 'Open vSwitch' : 'bridges of the kernel'}, and Patchbay can’t change that yet.`,
    `Use virsh update-device with the vNIC’s XML ${isNow ? 'without' : 'and'} <virtualport type='openvswitch'/>.`,
  );
}

function isSwitchNode(topology: Topology, name: string | null): boolean {
  return name !== null && graphOf(topology).nodes.get(linkId(name))?.kind === 'ovs-bridge';
}

function refuseVnic(
  topology: Topology,
  { vnic, vm, tap }: Cable & { by: 'libvirt' },
  place: TargetNode,
): Refusal | null {
  const crossing = refuseCrossing(topology, { by: 'libvirt', vnic, vm, tap }, place);
  if (crossing !== null) return crossing;
  const bridge = bridgeOfPlace(place);
  const canNow = isRepluggable(vnic, vm) && bridge !== null;
  const canBoot = vm.persistent === true && vnic.presence !== 'now';
  if (!canNow && !canBoot) return refuseBoth(vnic, vm, place);
  const defined = graphOf(topology)
    .out(vnic.id)
    .find(({ kind }) => kind === 'defined');
  const next = defined?.to;
  // The saved image is there already, and the definition is not.
  if (defined?.conflicts.some(({ code }) => code === 'saved-otherwise') === true) return null;
  const isThereNow = !isRepluggable(vnic, vm) || tap === null || bridge === null || tap.master === bridge;
  return isNamedBy(topology, vnic, place) && isThereNow && (next === undefined || next === place.id)
    ? alreadyThere(`${vm.name}’s ${vnic.name}`, place.name)
    : null;
}

/** Neither the running VM nor a definition can be changed. */
function refuseBoth(vnic: VnicNode, vm: VmNode, place: TargetNode): Refusal {
  const why = isRepluggable(vnic, vm)
    ? `${place.name} has no bridge, and libvirt can move a running vNIC only to a bridge.`
    : `libvirt can’t move a running vNIC of type ${vnic.sourceType}.`;
  return refuse(
    `${why} ${vm.name} has no saved definition of ${vnic.name} to change instead.`,
    'Attach a new vNIC, then detach this one.',
  );
}

/**
 * Whether the vNIC's XML certainly names this place. A vNIC on a forward-mode=bridge network runs with the type
 * `bridge` and the network's name, so where a bridge and a network share a name only the planner can tell.
 */
function isNamedBy(topology: Topology, vnic: VnicNode, place: TargetNode): boolean {
  if (vnic.source !== place.name) return false;
  if (vnic.sourceType === (place.kind === 'ovs-bridge' ? 'bridge' : place.kind)) {
    return place.kind === 'network' || !graphOf(topology).nodes.has(networkId(place.name));
  }
  return (
    vnic.sourceType === 'bridge' &&
    place.kind === 'network' &&
    !graphOf(topology).nodes.has(linkId(place.name))
  );
}

function refuseLink(topology: Topology, link: LinkNode, place: TargetNode): Refusal | null {
  const bridge = bridgeOfPlace(place);
  if (bridge === null) {
    return refuse(`The network ${place.name} has no bridge to connect ${link.name} to.`, 'Choose a bridge.');
  }
  if (link.master === bridge) return alreadyThere(link.name, bridge);
  const below = graphOf(topology)
    .out(link.id)
    .some(({ kind, to }) => kind === 'lower' && to === linkId(bridge));
  if (below) {
    return refuse(`${link.name} is on top of ${bridge}: this would create a loop.`, '');
  }
  const peer = peerOf(topology, link);
  return isLink(peer) && peer.master === bridge
    ? refuse(`The other end of ${link.name}, ${peer.name}, is on ${bridge}: this would create a loop.`, '')
    : null;
}

/** The other end of a veth; the edge between the two is drawn from one of them. */
function peerOf(topology: Topology, { id }: LinkNode) {
  const { nodes, out, into } = graphOf(topology);
  const edge = [...out(id), ...into(id)].find(({ kind }) => kind === 'peer');
  return nodes.get((edge?.from === id ? edge.to : edge?.from) ?? '');
}

function bridgeOfPlace(place: TargetNode): string | null {
  return place.kind === 'network' ? place.bridge : place.name;
}

function alreadyThere(what: string, where: string): Refusal {
  return alreadySo(`${what} is already connected to ${where}.`);
}
