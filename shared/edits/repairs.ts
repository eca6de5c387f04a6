import type { Contradiction } from '#shared/topology/contradiction.ts';
import { graphOf } from '#shared/topology/graph.ts';
import {
  isGuest,
  isLink,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { isRepluggable } from './cable.ts';
import type { Edit, Repair } from './model.ts';

export interface RepairOffer {
  /** `Save as permanent`: for a button. */
  readonly label: string;
  readonly edit: Extract<Edit, { kind: 'repair' }>;
}

const labels: { readonly [R in Repair]: string } = {
  replug: 'Reconnect as libvirt has it on record',
  'tell-libvirt': 'Correct libvirt’s record',
  'keep-place': 'Save as permanent',
  'keep-link': 'Save as permanent',
  'keep-vnic': 'Save this vNIC as permanent',
  'place-as-defined': 'Revert to the saved setting',
  'link-as-defined': 'Revert to the saved setting',
  'remove-now': 'Remove it now',
  'add-now': 'Add it now',
  'remove-at-boot': 'Remove it from the definition',
  'new-tap': 'Create a new TAP for it',
  'vlans-as-recorded': 'Set its VLANs as libvirt has them on record',
  'pve-replug': 'Reconnect as Proxmox VE has it on file',
  'pve-discard': 'Discard the pending change',
};

/** What mends one contradiction of an edge, the likeliest first; empty where only the user can know what should be. */
export function offersFor(
  topology: Topology,
  edge: TopologyEdge,
  conflict: Contradiction,
): readonly RepairOffer[] {
  const cable = cableOf(topology, edge);
  if (cable === null) return [];
  const offered =
    cable.vm.hypervisor === 'proxmox'
      ? pveRepairsFor(conflict)
      : cable.vm.hypervisor === 'libvirt'
        ? repairsFor(topology, conflict, edge, cable)
        : [];
  return offered.map((repair) => ({
    label: labels[repair],
    edit: { kind: 'repair' as const, cable: cable.vnic.id, repair },
  }));
}

interface Cable {
  readonly vnic: VnicNode;
  readonly vm: VmNode;
}

/** The vNIC whose cable an edge is part of; null where there is none, or not certainly one. */
export function cableOf(topology: Topology, { kind, from, to }: TopologyEdge): Cable | null {
  const { nodes, into } = graphOf(topology);
  const backs = kind === 'port' ? into(from).filter((edge) => edge.kind === 'backs') : [];
  const id = kind === 'has' ? to : kind === 'port' ? (backs.length === 1 ? backs[0]?.from : undefined) : from;
  const vnic = nodes.get(id ?? '');
  const vm = vnic?.kind === 'vnic' ? nodes.get(vnic.vm) : undefined;
  return vnic?.kind === 'vnic' && isGuest(vm) ? { vnic, vm } : null;
}

function pveRepairsFor({ code }: Contradiction): readonly Repair[] {
  if (code === 'pve-bridge' || code === 'orphaned') return ['pve-replug'];
  return PENDING.has(code) ? ['pve-discard'] : [];
}

/** What a change that waits for the next start shows as. */
const PENDING: ReadonlySet<Contradiction['code']> = new Set([
  'next-boot',
  'next-boot-link',
  'only-now',
  'only-next-boot',
  'pending-change',
]);

function repairsFor(
  topology: Topology,
  { code }: Contradiction,
  edge: TopologyEdge,
  { vnic, vm }: Cable,
): readonly Repair[] {
  const canMove = isRepluggable(vnic, vm);
  switch (code) {
    case 'other-bridge':
      return ['tell-libvirt', 'replug'];
    case 'orphaned':
      return ['replug'];
    case 'next-boot': {
      const target = edge.kind === 'defined' ? graphOf(topology).nodes.get(edge.to) : undefined;
      return [
        ...(isPlaced(topology, vnic) ? (['keep-place'] as const) : []),
        ...(canMove && takesTap(target) ? (['place-as-defined'] as const) : []),
      ];
    }
    case 'next-boot-link':
      return ['keep-link', 'link-as-defined'];
    case 'only-now':
      return ['keep-vnic', 'remove-now'];
    case 'only-next-boot':
      return ['add-now', 'remove-at-boot'];
    case 'missing-tap':
      return ['bridge', 'network', 'direct'].includes(vnic.sourceType) ? ['new-tap'] : [];
    case 'other-vlans':
      // Where the bridge filters none the port has none that could be set.
      return edge.kind === 'port' && (edge.vlans ?? edge.vlanMode) !== undefined ? ['vlans-as-recorded'] : [];
    default:
      return [];
  }
}

/** False while the TAP hangs loose: there is nothing to keep. */
function isPlaced(topology: Topology, { tap, sourceType }: VnicNode): boolean {
  if (sourceType === 'direct' || sourceType === 'user') return true;
  if (sourceType !== 'bridge' && sourceType !== 'network') return false;
  const link = tap === null ? undefined : graphOf(topology).nodes.get(`link:${tap}`);
  return isLink(link) && link.master !== null;
}

function takesTap(target: TopologyNode | undefined): boolean {
  return target?.kind === 'bridge' || (target?.kind === 'network' && target.bridge !== null);
}
