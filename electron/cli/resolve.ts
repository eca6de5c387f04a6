import { graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isGuest,
  isLink,
  type LinkKind,
  type LinkNode,
  type NodeId,
  type Topology,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { findInMac, readQuery } from '#shared/topology/query.ts';
import { unreadWords } from '#shared/topology/unread.ts';
import { kindWord } from '#shared/topology/words.ts';
import { UserFailure } from '#shared/userFailure.ts';

/**
 * The cable that CABLE names: a vNIC, or a link that backs none. An edit is no place for a near miss, so a name or
 * MAC must be whole, and must fit one cable only.
 * @throws {UserFailure} where none or several fit
 */
export function resolveCable(topology: Topology, text: string): NodeId {
  const slash = text.lastIndexOf('/');
  const whole = cablesNamed(topology, text);
  // libvirt and the kernel forbid slashes in names; a node's id has one.
  const cables = whole.length === 0 && slash > 0 ? vnicsOf(topology, text, slash) : whole;
  const ids = [...new Set(cables.map((node) => cableId(topology, node)))];
  return only(
    ids,
    () => noCable(topology, text),
    () => severalCables(topology, text, ids),
  );
}

/** @throws {UserFailure} */
export function resolveVm(topology: Topology, text: string): NodeId {
  const vms = topology.nodes.filter((node): node is VmNode => isGuest(node) && isNamed(node, text));
  return only(
    vms.map(({ id }) => id),
    () => notFound(topology, `VM “${text}”`),
    () => new UserFailure(`Several VMs are called “${text}”.`, `Use ${list(vms.map(({ id }) => id))}.`),
  );
}

/** Where a cable is to go: what may take one is the planner's to say. @throws {UserFailure} */
export function resolveTarget(topology: Topology, text: string): NodeId {
  const fitting = topology.nodes.filter((node) => {
    if (isGuest(node) || node.kind === 'vnic') return false;
    return node.name === text || node.id === text || (isLink(node) && node.altNames.includes(text));
  });
  return only(
    fitting.map(({ id }) => id),
    () => notFound(topology, `bridge or network “${text}”`),
    () =>
      new UserFailure(
        `“${text}” is the name of a link and of a network.`,
        `Use ${list(fitting.map(({ id }) => id))}.`,
      ),
  );
}

function cablesNamed(topology: Topology, text: string): TopologyNode[] {
  const { mac } = readQuery(text);
  return topology.nodes.filter((node) => {
    if (node.id === text) return node.kind === 'vnic' || isCableLink(node);
    const hasMac =
      mac?.whole === true && 'mac' in node && node.mac !== null && findInMac(node.mac, mac) !== null;
    if (node.kind === 'vnic') return hasMac;
    if (!isCableLink(node)) return false;
    if (node.name === text || node.altNames.includes(text)) return true;
    // A VLAN has the MAC of its card, and a bridge that of its uplink: these go by name alone.
    return hasMac && !UPLINKS.has(node.kind);
  });
}

const UPLINKS: ReadonlySet<LinkKind> = new Set(['pnic', 'vf', 'bond', 'vlan', 'vxlan']);

/** A bridge is where cables end; all else that has a name may be one. */
function isCableLink(node: TopologyNode): node is LinkNode {
  return isLink(node) && !isBridge(node) && node.isTaken !== true;
}

// web 01/52:54:00:aa:00:01 | web 01/net0
function vnicsOf(topology: Topology, text: string, slash: number): VnicNode[] {
  const vm = text.slice(0, slash);
  const wanted = text.slice(slash + 1);
  const { nodes } = graphOf(topology);
  const { mac } = readQuery(wanted);
  return topology.nodes.filter((node): node is VnicNode => {
    if (node.kind !== 'vnic') return false;
    const owner = nodes.get(node.vm);
    if (!isGuest(owner) || !isNamed(owner, vm)) return false;
    if (node.name === wanted) return true;
    return mac?.whole === true && node.mac !== null && findInMac(node.mac, mac) !== null;
  });
}

function isNamed({ id, name, uuid }: VmNode, text: string): boolean {
  return name === text || id === text || (uuid !== '' && uuid === text.toLowerCase());
}

/** A TAP's cable is the vNIC that it backs, where one is known. */
function cableId(topology: Topology, { id, kind }: TopologyNode): NodeId {
  if (kind === 'vnic') return id;
  const backs = graphOf(topology)
    .into(id)
    .filter((edge) => edge.kind === 'backs');
  return backs.length === 1 ? (backs[0]?.from ?? id) : id;
}

function severalCables(topology: Topology, text: string, ids: readonly NodeId[]): UserFailure {
  const { nodes } = graphOf(topology);
  const names = ids.map((id) => {
    const node = nodes.get(id);
    if (node?.kind !== 'vnic') return node?.name ?? id;
    const owner = nodes.get(node.vm)?.name ?? '';
    const twins = ids.filter((other) => {
      const twin = nodes.get(other);
      return twin?.kind === 'vnic' && twin.vm === node.vm;
    });
    return `${owner}/${twins.length > 1 ? node.name : (node.mac ?? node.name)}`;
  });
  return new UserFailure(`“${text}” fits ${ids.length} cables.`, `Use ${list(names)}.`);
}

/** A VM, a bridge or a network of that name is told as what it is, with the cables that may have been meant. */
function noCable(topology: Topology, text: string): UserFailure {
  const other = topology.nodes.find((node) => (node.name === text || node.id === text) && isCableEnd(node));
  if (other === undefined) return notFound(topology, `cable “${text}”`);
  const vnics = topology.nodes.filter((node) => node.kind === 'vnic' && node.vm === other.id);
  return new UserFailure(
    `“${text}” is a ${kindWord(other.kind)}, not a cable.`,
    vnics.length === 0
      ? 'Use the name of a TAP, a veth or a card, a MAC, or VM/vNIC. “patchbay graph” lists them.'
      : `Use ${list(vnics.map(({ name }) => `${other.name}/${name}`))}.`,
  );
}

function isCableEnd(node: TopologyNode): boolean {
  return isGuest(node) || node.kind === 'network' || node.kind === 'bridge';
}

/** What was not found is not there, unless something that it may be in was not read. */
function notFound({ sources }: Topology, what: string): UserFailure {
  const unread = unreadWords(sources);
  return unread === null
    ? new UserFailure(`There is no ${what} on this host.`, '“patchbay graph” lists them.')
    : new UserFailure(
        `Patchbay couldn’t check whether there is a ${what}: ${unread}.`,
        'Try again once it can be read.',
      );
}

function list(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(' or ');
}

function only(ids: readonly NodeId[], none: () => UserFailure, several: () => UserFailure): NodeId {
  const [id] = ids;
  if (id === undefined) throw none();
  if (ids.length > 1) throw several();
  return id;
}
