import { hashesFlows } from '#shared/host/bondSettings.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isLink,
  type LinkKind,
  type LinkNode,
  linkId,
  type NodeId,
  type Topology,
} from '#shared/topology/model.ts';
import type { BondForm, BondOptionsForm, BondTyped, VlanForm } from './form.ts';
import { freeName } from './newForm.ts';

/** Milliseconds: what the kernel's own documents advise. */
const USUAL_MIIMON = 100;

/** A bond that works with any switch. @param members those that it begins with */
export function newBond(topology: Topology, members: readonly NodeId[]): BondForm {
  return {
    kind: 'bond-create',
    name: freeName(topology, 'bond', 0),
    mode: 'active-backup',
    miimon: String(USUAL_MIIMON),
    lacpRate: 'slow',
    hashPolicy: 'layer2',
    members,
  };
}

/** A bond as it is now; null where that is not known. */
export function bondOf(topology: Topology, { id, bond }: LinkNode): BondOptionsForm | null {
  if (bond === undefined) return null;
  const active = bond.active === null ? '' : linkId(bond.active);
  return {
    kind: 'bond-set',
    bond: id,
    mode: bond.mode,
    miimon: String(bond.miimon === 0 ? USUAL_MIIMON : bond.miimon),
    lacpRate: bond.lacpRate ?? 'slow',
    hashPolicy: bond.hashPolicy ?? 'layer2',
    members: membersOf(topology, id),
    active,
    activeNow: active,
  };
}

/** A VLAN device, named after its parent. @param parent empty: the first that there is */
export function newVlan(topology: Topology, parent: NodeId | ''): VlanForm {
  const [first] = parentsOf(topology);
  return { kind: 'vlan-create', parent: parent || (first?.id ?? ''), name: null, id: '', protocol: '802.1Q' };
}

/** The name as it was typed, else the one that follows from parent and VLAN: `enp3s0.20`, or `vlan20` where that is too long. */
export function vlanName(topology: Topology | null, { name, parent, id }: VlanForm): string {
  if (name !== null) return name;
  const lower = topology === null ? undefined : graphOf(topology).nodes.get(parent);
  if (lower === undefined || id.trim() === '') return '';
  const full = `${lower.name}.${id.trim()}`;
  return new TextEncoder().encode(full).length <= 15 ? full : `vlan${id.trim()}`;
}

/** The members that a bond has now. */
export function membersOf(topology: Topology, bond: NodeId): readonly NodeId[] {
  return graphOf(topology)
    .out(bond)
    .flatMap(({ kind, to }) => (kind === 'member' ? [to] : []));
}

/** The cards that can be members: those that a bond has, and those that nothing uses. */
export function memberChoices(topology: Topology, has: readonly NodeId[]): readonly LinkNode[] {
  return byName(topology, (node) => has.includes(node.id) || isFreeCard(topology, node));
}

/** Whether a card could join a bond: what the host itself has on it would move along. */
export function isFreeCard(topology: Topology, { id, kind, master, name, isTaken }: LinkNode): boolean {
  if (isTaken === true || (kind !== 'pnic' && kind !== 'vf') || master !== null || /^wl/.test(name))
    return false;
  return !graphOf(topology)
    .into(id)
    .some((edge) => edge.kind === 'lower' || edge.kind === 'backs');
}

const PARENTS: ReadonlySet<LinkKind> = new Set(['pnic', 'vf', 'bond', 'bridge', 'vlan', 'veth', 'vxlan']);

/** What a VLAN can sit on. */
export function canCarryVlan({ kind, slaveKind, isTaken }: LinkNode): boolean {
  return isTaken !== true && PARENTS.has(kind) && slaveKind !== 'bond' && slaveKind !== 'team';
}

/** Links that a VLAN is likely to sit on; another one is found by its own menu. */
export function parentsOf(topology: Topology): readonly LinkNode[] {
  return byName(topology, (node) => canCarryVlan(node) && node.kind !== 'veth' && node.kind !== 'vxlan');
}

/** The edit's fields that a form of a bond has typed; those that its mode doesn't have are left out. */
export function bondTyped({ mode, lacpRate, hashPolicy, members }: BondTyped) {
  return {
    mode,
    lacpRate: mode === '802.3ad' ? lacpRate : null,
    hashPolicy: hashesFlows(mode) ? hashPolicy : null,
    members: [...members],
  };
}

function byName({ nodes }: Topology, fits: (node: LinkNode) => boolean): readonly LinkNode[] {
  return nodes
    .flatMap((node) => (isLink(node) && fits(node) ? [node] : []))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
