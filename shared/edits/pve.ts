import type { PveNet } from '#shared/host/pve.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import {
  isGuest,
  type NodeId,
  type Topology,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';
import type { PlainEdit } from './model.ts';
import { withPveFields } from './pveLine.ts';
import { shellLine } from './shellWords.ts';

/**
 * Why an edit of a guest of Proxmox VE isn’t made here: its configuration, firewall and cluster would not follow. The
 * advice is the command of Proxmox VE’s own that does it, with all else of the NIC’s line kept. Null: the edit is of
 * something else.
 */
export function refusePve(topology: Topology, edit: PlainEdit): Refusal | null {
  if (!hasPveGuests(topology)) return null;
  const graph = graphOf(topology);
  if (edit.kind === 'attach') return refuseAttach(graph, edit);
  if (!('cable' in edit)) return null;
  const guest = guestOf(graph, edit.cable);
  if (guest === null) return null;
  const { vm, vnic } = guest;
  const words = wordsOf(graph, vnic, edit);
  return refusalOf(vm, words);
}

const known = new WeakMap<Topology, boolean>();

/** Found out once for each topology: a drag asks for every target. */
function hasPveGuests(topology: Topology): boolean {
  const cached = known.get(topology);
  if (cached !== undefined) return cached;
  const has = topology.nodes.some((node) => isGuest(node) && node.hypervisor === 'proxmox');
  known.set(topology, has);
  return has;
}

type CableEdit = Extract<PlainEdit, { cable: NodeId }>;

/** The words behind `qm set ID` or `pct set ID`; null where the edit is not one of the configuration. */
function wordsOf(graph: Graph, { pve }: VnicNode, edit: CableEdit): string[] | null {
  // What waits for the next start would be lost by a line that is made of the present one.
  const net = pve?.next ?? pve?.now ?? null;
  if (net === null) return null;
  const set = (fields: Readonly<Record<string, string | null>>) => [
    `--net${net.index}`,
    withPveFields(net.value, fields),
  ];
  switch (edit.kind) {
    case 'move': {
      const place = placeFields(graph, net, graph.nodes.get(edit.to));
      return place === null ? null : set(place);
    }
    case 'unplug':
      return set({ link_down: '1' });
    case 'link':
      return set({ link_down: edit.state === 'down' ? '1' : null });
    case 'detach':
      return ['--delete', `net${net.index}`];
    case 'vnic-change':
      return set({
        ...(edit.model === null || net.guestName !== null ? {} : { model: edit.model }),
        ...(edit.mac === null
          ? {}
          : { [net.guestName === null ? 'macaddr' : 'hwaddr']: edit.mac.toUpperCase() }),
      });
    case 'repair':
      return null;
  }
}

/** Below `vmbr0` Proxmox VE makes a bridge `vmbr0v20` for VLAN 20: a guest is put there by its tag. */
function placeFields(graph: Graph, net: PveNet, place: TopologyNode | undefined) {
  if (place?.kind !== 'bridge' && place?.kind !== 'ovs-bridge') return null;
  const [, base, tag] = /^(.+)v(\d{1,4})$/.exec(place.name) ?? [];
  if (base !== undefined && tag !== undefined && graph.nodes.get(`link:${base}`)?.kind === 'bridge') {
    return { bridge: base, tag };
  }
  const isOwnTag = net.tag !== null && net.bridge !== null && place.name === net.bridge;
  return { bridge: place.name, ...(isOwnTag ? { tag: null } : {}) };
}

function refuseAttach(graph: Graph, edit: Extract<PlainEdit, { kind: 'attach' }>): Refusal | null {
  const vm = graph.nodes.get(edit.vm);
  if (!isGuest(vm) || vm.hypervisor !== 'proxmox') return null;
  const place = graph.nodes.get(edit.to);
  const taken = graph.out(vm.id).flatMap(({ to }) => {
    const vnic = graph.nodes.get(to);
    return vnic?.kind === 'vnic' ? [vnic.pve?.now?.index, vnic.pve?.next?.index] : [];
  });
  let index = 0;
  while (taken.includes(index)) index += 1;
  const mac = edit.mac?.toUpperCase();
  const card =
    vm.kind === 'container'
      ? `name=eth${index}${mac === undefined ? '' : `,hwaddr=${mac}`}`
      : `${edit.model ?? 'virtio'}${mac === undefined ? '' : `=${mac}`}`;
  const isBridge = place?.kind === 'bridge' || place?.kind === 'ovs-bridge';
  return refusalOf(vm, isBridge ? [`--net${index}`, `${card},bridge=${place.name}`] : null);
}

function refusalOf(vm: VmNode, words: readonly string[] | null): Refusal {
  const [what, program] = vm.kind === 'container' ? ['container', 'pct'] : ['VM', 'qm'];
  const why = `${vm.name} is a ${what} of Proxmox VE, which keeps its NICs in its own configuration.`;
  const where = `in its web interface, or with ${program} set`;
  if (words === null) return refuse(why, `Change it there: ${where}.`);
  const line = shellLine({ argv: [program, 'set', String(vm.pveId), ...words] });
  return { ...refuse(why, 'Run this command on the host instead:'), command: line };
}

/** The vNIC of a guest of Proxmox VE that a node is or backs; null for anything else. */
function guestOf({ nodes, into }: Graph, id: NodeId): { vm: VmNode; vnic: VnicNode } | null {
  const node = nodes.get(id);
  const [backs] = into(id).filter(({ kind }) => kind === 'backs');
  const vnic = node?.kind === 'vnic' ? node : nodes.get(backs?.from ?? '');
  const vm = vnic?.kind === 'vnic' ? nodes.get(vnic.vm) : undefined;
  return vnic?.kind === 'vnic' && isGuest(vm) && vm.hypervisor === 'proxmox' ? { vm, vnic } : null;
}
