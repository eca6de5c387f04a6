import type { PveNet } from '#shared/host/pve.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import {
  isBridge,
  isGuest,
  type NodeId,
  type Topology,
  type TopologyNode,
  type VmNode,
  type VnicNode,
} from '#shared/topology/model.ts';
import { perTopology } from '#shared/topology/perTopology.ts';
import { isRefusal, type Refusal, refuse } from '../ops/refusal.ts';
import { guestBehind } from './guestCable.ts';
import { refuseManaged } from './managed.ts';
import type { PlainEdit } from './model.ts';
import { withPveFields } from './pveLine.ts';
import { shellLine } from './shellWords.ts';

/** What an edit of a guest of Proxmox VE comes to: one `netN` of its file, which `qm` or `pct` sets. */
export interface PveAim {
  readonly vm: VmNode;
  /** Null for one that is added. */
  readonly vnic: VnicNode | null;
  readonly index: number;
  /** The whole value, with all that isn’t changed kept from the present one; null: the NIC is removed. */
  readonly value: string | null;
}

/** @param mac for a NIC that is added without one; Proxmox VE would make one up otherwise */
export type PveMac = () => string;

/**
 * How an edit of a guest of Proxmox VE is made: by its own commands, as its configuration, firewall and cluster would not
 * follow otherwise. Null: the edit is of something else.
 */
export function aimPve(topology: Topology, edit: PlainEdit, mac: PveMac): PveAim | Refusal | null {
  if (!hasPveGuests(topology)) return null;
  const graph = graphOf(topology);
  if (edit.kind === 'attach') return aimAttach(graph, edit, mac);
  if (!('cable' in edit)) return null;
  const guest = guestBehind(graph, edit.cable);
  if (guest?.vm.hypervisor !== 'proxmox') return null;
  const { vm, vnic } = guest;
  const net = vnic.pve?.next ?? vnic.pve?.now ?? null;
  if (net === null) return changeThere(vm);
  const waiting = refuseWaiting(vm, vnic, net);
  if (waiting !== null) return waiting;
  const value = newValue(graph, vm, net, edit);
  if (value !== null && isRefusal(value)) return value;
  return { vm, vnic, index: net.index, value };
}

/** A drag asks for every target. */
const hasPveGuests = perTopology(({ nodes }) =>
  nodes.some((node) => isGuest(node) && node.hypervisor === 'proxmox'),
);

type CableEdit = Extract<PlainEdit, { cable: NodeId }>;

/** The NIC’s new value; null where it is removed. */
function newValue(graph: Graph, vm: VmNode, net: PveNet, edit: CableEdit): string | null | Refusal {
  switch (edit.kind) {
    case 'move': {
      const place = placeFields(graph, net, graph.nodes.get(edit.to));
      return isRefusal(place) ? place : withPveFields(net.value, place);
    }
    case 'unplug':
      return refuse(
        `Proxmox VE keeps each NIC of ${vm.name} on a bridge.`,
        'Unplug the guest’s cable instead: link down.',
      );
    case 'link':
      return withPveFields(net.value, { link_down: edit.state === 'down' ? '1' : null });
    case 'detach':
      return null;
    case 'vnic-change':
      if (edit.tap !== undefined) {
        return refuse('Proxmox VE names the TAPs of its guests itself, such as tap100i0.', '');
      }
      return withPveFields(net.value, {
        ...(edit.model === null || net.guestName !== null ? {} : { model: edit.model }),
        ...(edit.mac === null
          ? {}
          : { [net.guestName === null ? 'macaddr' : 'hwaddr']: edit.mac.toUpperCase() }),
      });
    case 'repair':
      return changeThere(vm);
  }
}

/** Below `vmbr0` Proxmox VE makes a bridge `vmbr0v20` for VLAN 20: a guest is put there by its tag. */
function placeFields(
  graph: Graph,
  net: PveNet | null,
  place: TopologyNode | undefined,
): Readonly<Record<string, string | null>> | Refusal {
  if (!isBridge(place)) {
    return refuse('Proxmox VE connects its guests to bridges and vnets only.', 'Choose a bridge.');
  }
  const managed = refuseManaged(place);
  if (managed !== null) return managed;
  const [, base, tag] = /^(.+)v(\d{1,4})$/.exec(place.name) ?? [];
  if (base !== undefined && tag !== undefined && graph.nodes.get(`link:${base}`)?.kind === 'bridge') {
    return { bridge: base, tag };
  }
  const isOwnTag = net?.tag != null && net.bridge !== null && place.name === net.bridge;
  return { bridge: place.name, ...(isOwnTag ? { tag: null } : {}) };
}

function aimAttach(
  graph: Graph,
  edit: Extract<PlainEdit, { kind: 'attach' }>,
  mac: PveMac,
): PveAim | Refusal | null {
  const vm = graph.nodes.get(edit.vm);
  if (!isGuest(vm) || vm.hypervisor !== 'proxmox') return null;
  const place = placeFields(graph, null, graph.nodes.get(edit.to));
  if (isRefusal(place)) return place;
  const present = graph.out(vm.id).flatMap(({ to }) => {
    const vnic = graph.nodes.get(to);
    return vnic?.kind === 'vnic' ? (vnic.pve ?? []) : [];
  });
  const taken = new Set(present.flatMap(({ now, next }) => [now?.index, next?.index]));
  let index = 0;
  while (taken.has(index)) index += 1;
  const other = present.map(({ now, next }) => next ?? now).find((net) => net !== null) ?? null;
  const address = (edit.mac ?? mac()).toUpperCase();
  const card =
    vm.kind === 'container'
      ? `name=${freeName(present, index)},hwaddr=${address},type=veth`
      : `${edit.model ?? other?.model ?? 'virtio'}=${address}`;
  const firewall = other?.firewall === true ? { firewall: '1' } : {};
  return { vm, vnic: null, index, value: withPveFields(card, { ...place, ...firewall }) };
}

/** What a container calls its new NIC. */
function freeName(present: readonly NonNullable<VnicNode['pve']>[], index: number): string {
  const taken = new Set(present.flatMap(({ now, next }) => [now?.guestName, next?.guestName]));
  let number = index;
  while (taken.has(`eth${number}`)) number += 1;
  return `eth${number}`;
}

/** A line made of what waits would bring that into effect now, and one made of what is now would lose it. */
function refuseWaiting(vm: VmNode, { name, pve }: VnicNode, { index }: PveNet): Refusal | null {
  if (!vm.active || pve === undefined || pve.now?.value === pve.next?.value) return null;
  const { program } = programOf(vm);
  return {
    ...refuse(
      `A change of ${name} already waits for the next start of ${vm.name}.`,
      `Shut ${vm.name} down and start it, or discard that change:`,
    ),
    command: shellLine({ argv: [program, 'set', String(vm.pveId), '--revert', `net${index}`] }),
  };
}

function programOf({ kind }: VmNode): { readonly what: string; readonly program: string } {
  return kind === 'container' ? { what: 'container', program: 'pct' } : { what: 'VM', program: 'qm' };
}

function changeThere(vm: VmNode): Refusal {
  const { what, program } = programOf(vm);
  return refuse(
    `${vm.name} is a ${what} of Proxmox VE, which keeps its NICs in its own configuration.`,
    `Change it there: in its web interface, or with ${program} set.`,
  );
}
