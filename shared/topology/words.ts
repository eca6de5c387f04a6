import type { ContainerNetwork, Runtime } from '#shared/host/container.ts';
import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import type { Contradiction } from './contradiction.ts';
import { functionWords } from './functionFacts.ts';
import { type Graph, graphOf } from './graph.ts';
import {
  type Evidence,
  isGuest,
  isLink,
  type LinkNode,
  type NetworkNode,
  type NodeId,
  type NodeKind,
  type Topology,
  type VmNode,
  type VnicNode,
} from './model.ts';
import { tapMacOf } from './tapMac.ts';
import { isExit } from './ways.ts';

const KIND_WORDS: Readonly<Record<NodeKind, string>> = {
  vm: 'VM',
  container: 'container',
  vnic: 'vNIC',
  tap: 'TAP',
  macvtap: 'macvtap',
  bridge: 'bridge',
  pnic: 'physical NIC',
  bond: 'bond',
  vlan: 'VLAN',
  vxlan: 'VXLAN tunnel',
  veth: 'veth',
  network: 'network',
  'ovs-bridge': 'Open vSwitch bridge',
  vf: 'virtual function',
  other: 'link',
};

/** What to call a kind of node in text and to a screen reader. */
export function kindWord(kind: NodeKind): string {
  return KIND_WORDS[kind];
}

const RUNTIME_WORDS: Readonly<Record<Runtime, string>> = {
  docker: 'Docker',
  podman: 'Podman',
  kubernetes: 'Kubernetes',
  containerd: 'containerd',
  lxc: 'LXC',
  incus: 'Incus',
  lxd: 'LXD',
  nspawn: 'systemd-nspawn',
  'libvirt-lxc': 'LXC, managed by libvirt',
  netns: 'network namespace (ip netns)',
  process: 'process in its own network namespace',
};

/** What runs a container. */
export function runtimeWords(runtime: Runtime): string {
  return RUNTIME_WORDS[runtime];
}

/** A container’s kind in a word or two, for a mark: `Docker`, `netns`. */
export function runtimeMark(runtime: Runtime | undefined): string {
  if (runtime === undefined) return 'container';
  return runtime === 'netns'
    ? 'netns'
    : runtime === 'process'
      ? 'process'
      : runtime === 'libvirt-lxc'
        ? 'LXC'
        : RUNTIME_WORDS[runtime];
}

/** `Docker network apps`. */
export function containerNetworkWords({ runtime, name }: Pick<ContainerNetwork, 'runtime' | 'name'>): string {
  return `${RUNTIME_WORDS[runtime]} network ${name}`;
}

/** What a VM does, in libvirt's word; `saved` where its next start resumes a saved image. */
export function stateWord({ state, managedSave }: Pick<VmNode, 'state' | 'managedSave'>): string {
  return managedSave === true ? 'saved' : state;
}

const EVIDENCE_WORDS: Readonly<Record<Evidence, string>> = {
  libvirt: 'libvirt says so',
  pve: 'Proxmox VE’s configuration says so',
  ovs: 'Open vSwitch’s database says so',
  namespace: 'seen inside its network namespace',
  runtime: 'its runtime says so',
  'qemu-args': 'QEMU’s command line says so',
  'vmm-args': 'the VM’s command line says so',
  'kernel-fd': 'its process holds it open',
  'kernel-master': 'the kernel’s master of the port',
  'kernel-lower': 'the kernel names the device below',
  route: 'the routing table',
  fdb: 'the MAC was seen behind this port',
  mac: 'the MAC fits, which is a guess',
  name: 'the name fits a convention, which is a guess',
};

/** How a cable is known, one piece of evidence in words. */
export function evidenceWords(evidence: Evidence): string {
  return EVIDENCE_WORDS[evidence];
}

const CONFLICT_TITLES: Readonly<Record<Contradiction['code'], string>> = {
  'other-bridge': 'Not on the bridge libvirt has on record',
  'pve-bridge': 'Not on the bridge Proxmox VE has on file',
  'other-vlans': 'Not in the VLANs libvirt has on record',
  orphaned: 'Not connected to any bridge',
  'next-boot': 'Elsewhere at the next boot',
  'next-boot-link': 'Another link state at the next boot',
  'only-now': 'Not saved: gone at the next boot',
  'pending-change': 'Changed at the next boot',
  'only-next-boot': 'Only there from the next boot on',
  'saved-otherwise': 'Saved image and definition differ',
  'live-only': 'Lost at reboot',
  'missing-tap': 'The TAP is missing',
  'renamed-tap': 'The TAP was renamed',
  elsewhere: 'In another network namespace',
  'other-holder': 'Held by another VM',
  'ambiguous-mac': 'Several things have this MAC',
  'ambiguous-tap': 'Not known which TAP it is',
};

/** A conflict in a few words, for a badge; its `message` says the rest. */
export function conflictTitle(code: Contradiction['code']): string {
  return CONFLICT_TITLES[code];
}

/**
 * A path in one line: `web01 › 52:54:00:aa:00:01 (virtio) › vnet7 › br0 › enp3s0`. Where the trail ends inside the
 * host the line ends with the reason. Names stand as they are: a terminal must be given them without control
 * characters.
 */
export function traceLine(topology: Topology, path: readonly NodeId[]): string {
  return traceStops(topology, path).join(' › ');
}

/** The parts of `traceLine`: one for each node, and the reason after them where there is one. */
export function traceStops(topology: Topology, path: readonly NodeId[]): string[] {
  const graph = graphOf(topology);
  const words = path.map((id, index) => stopWords(graph, id, path[index + 1], path[index - 1]));
  const end = path.at(-1);
  const reason = end === undefined || isExit(graph, end) ? null : endReason(topology, end);
  return [...words, ...(reason === null ? [] : [reason])];
}

function stopWords(graph: Graph, id: NodeId, next: NodeId | undefined, before: NodeId | undefined): string {
  const node = graph.nodes.get(id);
  if (node === undefined) return id;
  const remarks = [
    ...(node.kind === 'vnic' ? vnicRemarks(node) : []),
    ...(node.kind === 'network' && !node.active && next !== undefined ? ['not active'] : []),
    ...(isLink(node) && node.isTaken === true ? cardRemarks(node) : []),
    ...(before !== undefined && isDefined(graph, before, id) ? ['at the next boot'] : []),
    ...(next === undefined ? [] : wayRemarks(graph, id, next)),
  ];
  const name = node.kind === 'vnic' ? (node.mac ?? node.name) : node.name;
  return remarks.length === 0 ? name : `${name} (${remarks.join(', ')})`;
}

/** Its name is an address, which tells nobody what it is. */
function cardRemarks({ kind, vf }: LinkNode): string[] {
  return [functionWords(vf?.index ?? null, vf?.pf ?? '') ?? kindWord(kind)];
}

function vnicRemarks({ model, linkState }: VnicNode): string[] {
  return [...(model === null ? [] : [model]), ...(linkState === 'down' ? ['link down'] : [])];
}

function isDefined(graph: Graph, from: NodeId, to: NodeId): boolean {
  return graph.out(from).some((edge) => edge.kind === 'defined' && edge.to === to);
}

function wayRemarks(graph: Graph, id: NodeId, next: NodeId): string[] {
  const kinds = graph.out(id).flatMap((edge) => (edge.to === next ? [edge.kind] : []));
  return kinds.includes('nat') ? ['NAT'] : kinds.includes('routed') ? ['routed'] : [];
}

/** Why a trail ends at a node that does not lead out of the host. */
function endReason(topology: Topology, id: NodeId): string | null {
  const graph = graphOf(topology);
  const node = graph.nodes.get(id);
  if (node === undefined) return null;
  switch (node.kind) {
    case 'vm':
    case 'container':
      return 'no vNIC';
    case 'vnic':
      return vnicEnd(topology, node);
    case 'network':
      return networkEnd(topology, node);
    case 'bridge':
      return 'no uplink';
    case 'bond':
      return 'no member';
    case 'ovs-bridge':
      return node.lead === 'below' ? 'no uplink' : SWITCH_UNREAD;
    default:
      return linkEnd(graph, node);
  }
}

function networkEnd(topology: Topology, { active, bridge, cards }: NetworkNode): string {
  if (!active) return 'network not active';
  const named = bridge ?? cards.join(', ');
  return named === '' ? 'no bridge of its own' : `${named} › ${unseenWords(topology)}`;
}

/** Of what is named and not there: while no links were read, nobody knows whether it is. */
function unseenWords({ sources }: Topology): string {
  const isUnread = sources.some(({ name, factsFrom }) => name === 'ip-link' && factsFrom === null);
  return isUnread ? 'not known further' : 'not on this host';
}

function vnicEnd(topology: Topology, vnic: VnicNode): string {
  const graph = graphOf(topology);
  if (vnic.sourceType === 'container') return containerEnd(graph, vnic);
  if (vnic.kindUnknown) return 'a PCI device of unknown kind, passed through to the VM';
  const { end } = interfaceKind(vnic.sourceType);
  if (end !== null) return vnic.source?.startsWith('/') ? `${end} ${vnic.source}` : end;
  const vm = graph.nodes.get(vnic.vm);
  const running = isGuest(vm) && vm.active && vnic.presence !== 'boot';
  if (running) return vnic.tap === null ? 'no TAP' : `${vnic.tap} › not known further`;
  return vnic.source === null ? 'not connected to any bridge' : `${vnic.source} › ${unseenWords(topology)}`;
}

/** Of a container’s NIC that nothing here is paired with, and on which it sits. */
function containerEnd(graph: Graph, { model, vm, source }: VnicNode): string {
  // Its runtime tells the network, and nobody which link it is.
  if (source !== null) return `${source} › not known further`;
  const container = graph.nodes.get(vm);
  const name = isGuest(container) ? container.name : 'the container';
  return model === null ? `a card that was moved into ${name}` : 'in another network namespace';
}

/** Of what goes into Open vSwitch, and of a port of it of which nobody tells the bridge. */
const SWITCH_UNREAD = 'not known: Open vSwitch’s bridges can’t be read';

function linkEnd(graph: Graph, node: LinkNode): string {
  const { id, kind, lead, master, slaveKind } = node;
  if (lead === 'unread' || slaveKind === 'openvswitch') return SWITCH_UNREAD;
  if (kind === 'tap') return master === null ? 'not connected to any bridge' : 'goes no further';
  // Each of these has a peer or a lower device: where none is to be seen, it is in another namespace.
  const hasOther = kind === 'veth' || kind === 'vlan' || kind === 'macvtap';
  const isPeer = graph.into(id).some((edge) => edge.kind === 'peer');
  return hasOther && !isPeer ? 'another network namespace' : 'goes no further';
}

/** Why a TAP has another MAC than the VM behind it; null where the two are the same, or nothing is known of them. */
export function explainTapMac(tap: LinkNode, vnic: VnicNode | null): string | null {
  if (tap.mac === null || vnic === null || vnic.mac === null || tap.mac === vnic.mac) return null;
  if (tap.kind !== 'tap') return null;
  if (tap.mac !== tapMacOf(vnic.mac)) {
    return `${tap.name} has its own MAC because libvirt didn’t create it. The guest’s MAC is ${vnic.mac}.`;
  }
  const changed = tap.mac.startsWith('fe') ? 'fe' : 'fa, as the guest’s own begins with fe';
  return (
    `${tap.name} has the guest’s MAC with its first byte changed to ${changed}. libvirt does this on purpose: a bridge ` +
    `takes the lowest MAC of its ports as its own, and with the guest’s MAC on a port the host would take the guest’s ` +
    `frames for its own.`
  );
}
