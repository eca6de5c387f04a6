import { type Graph, graphOf } from '#shared/topology/graph.ts';
import {
  isBare,
  isGuest,
  isLink,
  type LinkNode,
  type NodeId,
  type Topology,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { isRefusal, type Refusal, refuse } from '../ops/refusal.ts';
import { refuseNoVeth } from './containers.ts';
import { refuseLeaving, refusePort } from './port.ts';

/** What an edit takes hold of: a vNIC that libvirt plugs, or a link that `ip` plugs. */
export type Cable =
  | ({ readonly by: 'libvirt' } & VnicCable)
  | { readonly by: 'ip'; readonly link: LinkNode; readonly vnic: VnicNode | null };

interface VnicCable {
  readonly vnic: VnicNode;
  readonly vm: VmNode;
  readonly tap: LinkNode | null;
}

/** The vNIC that a node is or backs, with its VM and TAP; a refusal where the node is no cable of a vNIC. */
export function vnicCable(topology: Topology, id: NodeId): VnicCable | Refusal {
  const node = graphOf(topology).nodes.get(id);
  return node === undefined ? gone() : cableOf(topology, node);
}

function cableOf(topology: Topology, node: TopologyNode): VnicCable | Refusal {
  const { nodes, out, into } = graphOf(topology);
  const edges = into(node.id).filter(({ kind }) => kind === 'backs');
  if (node.kind !== 'vnic' && edges.length > 1) {
    return refuse(`Patchbay can’t tell which vNIC is behind ${node.name}.`, 'Choose the vNIC itself.');
  }
  const vnic = node.kind === 'vnic' ? node : nodes.get(edges[0]?.from ?? '');
  const vm = vnic?.kind === 'vnic' ? nodes.get(vnic.vm) : undefined;
  if (vnic?.kind !== 'vnic' || !isGuest(vm)) {
    return refuse(`${node.name} is not the cable of a vNIC.`, 'Choose a vNIC or its TAP.');
  }
  const [backing, ...others] = out(vnic.id).filter(({ kind }) => kind === 'backs');
  if (backing === undefined || others.length > 0) return { vnic, vm, tap: null };
  const tap = backing.to === node.id ? node : nodes.get(backing.to);
  return { vnic, vm, tap: isLink(tap) ? tap : null };
}

/** What moves when this node's cable is moved or unplugged; a refusal where nothing can. */
export function movableCable(topology: Topology, id: NodeId): Cable | Refusal {
  const node = graphOf(topology).nodes.get(id);
  if (node === undefined) return gone();
  if (isGuest(node) || node.kind === 'network') {
    return refuse(`${node.name} is not a cable.`, 'Choose a vNIC, a TAP, a veth or a card.');
  }
  const cable = cableOf(topology, node);
  if (isRefusal(cable)) return node.kind === 'vnic' ? cable : movableLink(topology, node);
  const { vnic, vm, tap } = cable;
  const leaving = tap === null ? null : refuseLeaving(tap);
  if (leaving !== null) return leaving;
  if (vm.runtime !== undefined) return tap === null ? refuseNoVeth(vnic, vm) : movableLink(topology, tap);
  if (isPluggedByIp(graphOf(topology), vnic, vm)) {
    if (tap?.kind === 'tap') return { by: 'ip', link: tap, vnic };
    return refuse(
      `${vnic.name} of ${vm.name} has no TAP on this host.`,
      isBare(vm) ? '' : 'Its TAP is created by the program that starts the VM.',
    );
  }
  const fixed = fixedSource(vnic, vm);
  return fixed ?? { by: 'libvirt', vnic, vm, tap };
}

function movableLink(topology: Topology, link: LinkNode): Cable | Refusal {
  return refusePort(topology, link) ?? { by: 'ip', link, vnic: null };
}

/** libvirt has no type `tap`: a vNIC of it is known by its process alone. */
const BY_PROCESS = 'tap';

/**
 * True where `ip` plugs a vNIC's TAP: libvirt doesn't know the vNIC, though it knows the VM; or it leaves the plugging to
 * the user; or it has another name for the TAP on record, and would plug whatever is called so now.
 */
function isPluggedByIp({ out }: Graph, vnic: VnicNode, vm: VmNode): boolean {
  const isPastLibvirt = vnic.sourceType === BY_PROCESS && vm.persistent !== null;
  const conflicts = out(vnic.id).flatMap((edge) => (edge.kind === 'backs' ? edge.conflicts : []));
  const isRenamed = conflicts.some(({ code }) => code === 'renamed-tap');
  return isBare(vm) || vnic.sourceType === 'ethernet' || isPastLibvirt || isRenamed;
}

/** Types that libvirt changes neither on a running VM nor, without losing what they stand for, in a definition. */
function fixedSource(vnic: VnicNode, vm: VmNode): Refusal | null {
  if (['bridge', 'network', 'direct', 'user'].includes(vnic.sourceType)) return null;
  if (vnic.sourceType === BY_PROCESS) {
    return refuse(
      `libvirt doesn’t report ${vm.name} to Patchbay, so it can’t be changed.`,
      'Check that libvirt answers. If the VM belongs to another user or to qemu:///session, change it there.',
    );
  }
  const what =
    vnic.sourceType === 'hostdev'
      ? 'a host device that is passed through'
      : `of type ${vnic.sourceType}, which has no cable to move`;
  return refuse(
    `${vnic.name} of ${vm.name} is ${what}.`,
    `Attach a new vNIC where you want it, then detach this one.`,
  );
}

/** True where the vNIC can be re-plugged while its VM runs: not for macvtap and user networking, libvirt refuses. */
export function isRepluggable(vnic: VnicNode, vm: VmNode): boolean {
  return (
    vm.active && vnic.presence !== 'boot' && (vnic.sourceType === 'bridge' || vnic.sourceType === 'network')
  );
}

function gone(): Refusal {
  return refuse('This is no longer on the host.', 'Look again at what is there now.');
}
