import type { LinkNode, NetworkNode, NodeId, VmNode, VnicNode } from '#shared/topology/model.ts';
import { stateWord } from '#shared/topology/words.ts';
import type { CanvasGraph } from './graph.ts';
import type { GuestWires } from './guestWires.ts';
import { looseWhat } from './linkWires.ts';
import type { Exit, LooseCard, SocketCard, SwitchCard, VmCard, VnicRow } from './model.ts';
import { switchMode, switchTargets } from './switchFacts.ts';
import type { Ends, Wire } from './wire.ts';
import {
  counted,
  hangingWords,
  isOnSwitch,
  placeWords,
  socketWords,
  speedWords,
  splitMac,
  vmWords,
  vnicWords,
} from './words.ts';

export function vmCard(
  vm: VmNode,
  vnics: readonly VnicNode[],
  guests: ReadonlyMap<NodeId, GuestWires>,
  drawn: readonly Wire[],
): VmCard {
  const rows = vnics.map((vnic) => {
    const wires = drawn.filter(({ cable }) => cable.from.jack === vnic.id);
    return vnicRow(vm, vnic, wires, guests.get(vnic.id));
  });
  return {
    kind: 'vm',
    id: vm.id,
    name: vm.name,
    state: vm.state,
    active: vm.active,
    stateWord: stateWord(vm),
    hypervisor: vm.hypervisor,
    rows,
    words: vmWords(vm, rows.length),
  };
}

function vnicRow(vm: VmNode, vnic: VnicNode, wires: readonly Wire[], guest: GuestWires | undefined): VnicRow {
  const hanging = guest?.hanging ?? null;
  const end = wires.length > 0 ? 'plugged' : hanging === null ? 'empty' : 'hanging';
  const mark =
    vnicMark(vm, vnic, end) ?? (hanging !== null && isOnSwitch(hanging) ? 'on Open vSwitch' : null);
  const where = wires.map(({ cable }) => cable.words);
  if (hanging !== null) where.push(`${hanging.name} is ${hangingWords(hanging)}`);
  if (mark !== null) where.push(mark);
  if (guest?.conflict) where.push(guest.conflict);
  return {
    id: vnic.id,
    name: vnic.name,
    mac: vnic.mac === null ? null : splitMac(vnic.mac),
    model: vnic.model,
    ips: vnic.ips,
    linkDown: vnic.linkState === 'down',
    end,
    hanging: hanging === null ? null : { id: hanging.id, name: hanging.name },
    cables: wires.map(({ cable }) => cable.id),
    mark,
    conflict: guest?.conflict ?? null,
    words: vnicWords(vm.name, vnic, where),
  };
}

function vnicMark(vm: VmNode, vnic: VnicNode, end: VnicRow['end']): string | null {
  if (vnic.sourceType === 'user') return 'user (NAT by QEMU)';
  if (vm.active && vnic.presence === 'boot') return 'next boot';
  if (vm.active && vm.persistent && vnic.presence === 'now') return 'now only';
  if (end !== 'empty') return null;
  return vnic.sourceType === 'hostdev'
    ? vnic.kindUnknown
      ? 'passed through, kind unknown'
      : 'passed through'
    : vnic.source === null
      ? vnic.sourceType
      : vnic.source;
}

export function looseCard(link: LinkNode, ends: Ends): LooseCard {
  const out = ends.out.get(link.id) ?? [];
  const what = looseWhat(link);
  return {
    kind: 'loose',
    id: link.id,
    name: link.name,
    linkKind: link.kind,
    what,
    end: out.length === 0 ? 'hanging' : 'plugged',
    cables: out.map(({ cable }) => cable.id),
    words: out[0]?.cable.words ?? `${link.name}: ${what}, ${hangingWords(link)}`,
  };
}

export function switchCard(graph: CanvasGraph, node: LinkNode | NetworkNode, ends: Ends): SwitchCard {
  const ports = (ends.into.get(node.id) ?? []).filter(({ cable }) => !isBracket(cable.kind));
  const mode = switchMode(graph, node);
  const isNetwork = node.kind === 'network';
  const networks = graph
    .into(node.id, 'realises')
    .map((edge) => ({ id: edge.from, name: graph.node(edge.from)?.name ?? edge.from }));
  const marks = isNetwork ? [] : switchedOn(node);
  const words = [
    `${node.name}, ${placeWords(node).slice(0, -node.name.length - 1)}`,
    ...(networks.length === 0 ? [] : [`backs network ${networks.map(({ name }) => name).join(', ')}`]),
    ...(mode === null ? [] : [mode]),
    ...node.addresses,
    ...marks.map((mark) => `${mark} on`),
    counted(ports.length, 'cable'),
  ].join(', ');
  return {
    kind: 'switch',
    id: node.id,
    name: node.name,
    what: node.kind === 'network' || node.kind === 'ovs-bridge' ? node.kind : 'bridge',
    up: isNetwork ? node.active : node.up,
    addresses: node.addresses,
    networks,
    mode,
    marks,
    ports: ports.map(({ row }) => row),
    exits: exitsOf(node.id, ends),
    targets: switchTargets(graph, node),
    words,
  };
}

/** NAT and routing through another bridge are drawn as a bracket at the right, not as a cable into a port. */
function isBracket(kind: string): boolean {
  return kind === 'nat' || kind === 'routed';
}

function exitsOf(id: NodeId, ends: Ends): readonly Exit[] {
  const out = (ends.out.get(id) ?? []).map(({ cable }) => ({ key: cable.from.jack, cable: cable.id }));
  const brackets = (ends.into.get(id) ?? [])
    .filter(({ cable }) => isBracket(cable.kind))
    .map(({ cable }) => ({ key: cable.to.jack, cable: cable.id }));
  return [...out, ...brackets];
}

/** Facts come in words, `['STP', 'on']`; those that change how a bridge behaves are marked on its card. */
function switchedOn(link: LinkNode): readonly string[] {
  return link.details
    .filter(([label, value]) => value === 'on' && /^(STP|VLAN)/.test(label))
    .map(([label]) => label.slice(0, 4).trim());
}

export function socketCard(link: LinkNode, ends: Ends): SocketCard {
  const into = ends.into.get(link.id) ?? [];
  const out = ends.out.get(link.id) ?? [];
  const layer = layerOf(link);
  const speed = !link.up
    ? 'down'
    : !link.carrier
      ? 'no carrier'
      : link.speed === null
        ? null
        : speedWords(link.speed);
  const plugged = into.map(({ cable }) => cable.words);
  return {
    kind: 'socket',
    id: link.id,
    name: link.name,
    linkKind: link.kind,
    grab: hasPlug(link, into) ? link.id : null,
    carrier: link.up && link.carrier,
    layer,
    speed,
    addresses: link.addresses,
    defaultRoute: link.defaultRoute,
    free: into.length === 0 && out.length === 0 && link.addresses.length === 0,
    ports: into.map(({ row }) => row),
    exits: exitsOf(link.id, { into: new Map(), out: ends.out }),
    words: socketWords(
      link,
      [layer, speed].filter((fact) => fact !== null),
      plugged,
    ),
  };
}

function hasPlug({ id, kind, master }: LinkNode, into: readonly Wire[]): boolean {
  // A card that is passed through to a VM is that VM's.
  if (
    kind === 'vf' ||
    kind === 'other' ||
    into.some(({ cable }) => cable.nodes[1] === id && cable.kind === 'direct')
  )
    return false;
  return master === null || into.some(({ cable }) => cable.kind === 'uplink');
}

/** What a layer is, `VLAN 20`, `bond 802.3ad`: the first word of the fact that the inspector has in full. */
function layerOf(link: LinkNode): string | null {
  const label = { vlan: 'VLAN', vxlan: 'VXLAN', bond: 'Mode' }[link.kind as string];
  const value = link.details.find(([name]) => name === label)?.[1].split(' ')[0];
  if (label === undefined || value === undefined) return null;
  return link.kind === 'bond' ? `bond ${value}` : `${label} ${value}`;
}
