import { vlanWords } from '#shared/host/portVlan.ts';
import type { LinkNode, NetworkNode, NodeId, VmNode, VnicNode } from '#shared/topology/model.ts';
import { runtimeMark, stateWord } from '#shared/topology/words.ts';
import type { CanvasGraph } from './graph.ts';
import type { GuestWires } from './guestWires.ts';
import { looseWhat } from './linkWires.ts';
import type { Exit, LooseCard, SocketCard, SwitchCard, VmCard, VnicMark, VnicRow } from './model.ts';
import { switchMode, switchTargets } from './switchFacts.ts';
import { type Trouble, type Troubles, troubleAt } from './troubles.ts';
import { type Ends, markOf, type Wire } from './wire.ts';
import {
  counted,
  hangingWords,
  isOnSwitch,
  kindWords,
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
  troubles: Troubles,
): VmCard {
  const trouble = troubleAt(troubles, [vm.id]);
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
    isContainer: vm.kind === 'container',
    maker: runtimeMark(vm.runtime),
    hypervisor: vm.hypervisor,
    vmm: vm.vmm ?? null,
    pveId: vm.pveId ?? null,
    rows,
    trouble,
    words: withTrouble(vmWords(vm, rows.length), trouble),
  };
}

function vnicRow(vm: VmNode, vnic: VnicNode, wires: readonly Wire[], guest: GuestWires | undefined): VnicRow {
  const hanging = guest?.hanging ?? null;
  const end = wires.length > 0 ? 'plugged' : hanging === null ? 'empty' : 'hanging';
  const marked =
    vnicMark(vm, vnic, end) ?? (hanging !== null && isOnSwitch(hanging) ? mark('on Open vSwitch') : null);
  const where = wires.map(({ cable }) => cable.words);
  if (hanging !== null) where.push(`${hanging.name} is ${hangingWords(hanging)}`);
  if (marked !== null) where.push(marked.words);
  const trouble = guest?.trouble ?? null;
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
    mark: marked,
    trouble,
    words: withTrouble(vnicWords(vm.name, vnic, where), trouble),
  };
}

function vnicMark(vm: VmNode, vnic: VnicNode, end: VnicRow['end']): VnicMark | null {
  if (vnic.sourceType === 'user') return mark(`user (NAT by ${vm.vmm ?? 'QEMU'})`, 'user');
  if (vm.active && vnic.presence === 'boot') return mark('next boot');
  if (vnic.sourceType === 'container') return end === 'empty' ? containerMark(vnic) : null;
  if (vm.active && vm.persistent && vnic.presence === 'now') return mark('now only');
  if (end !== 'empty') return null;
  if (vnic.sourceType !== 'hostdev') return mark(vnic.source ?? vnic.sourceType);
  return vnic.kindUnknown ? mark('passed through, kind unknown', 'passed through') : mark('passed through');
}

/** Where a container’s NIC leads that has no cable here. */
function containerMark({ model, source }: VnicNode): VnicMark {
  if (source !== null) return mark(`on ${source}, veth not known`, source);
  return model === null ? mark('card of the host', 'card') : mark('not on this host', 'elsewhere');
}

function mark(words: string, short = words): VnicMark {
  return { words, short };
}

/** What is wrong stands last: what it is comes first, for who listens. */
function withTrouble(words: string, trouble: Trouble | null): string {
  return trouble === null ? words : `${words}. ${trouble.words}`;
}

export function looseCard(link: LinkNode, ends: Ends, troubles: Troubles): LooseCard {
  const out = ends.out.get(link.id) ?? [];
  const what = looseWhat(link);
  const trouble = troubleAt(troubles, [link.id]);
  return {
    kind: 'loose',
    id: link.id,
    name: link.name,
    linkKind: link.kind,
    what,
    end: out.length === 0 ? 'hanging' : 'plugged',
    cables: out.map(({ cable }) => cable.id),
    trouble,
    words: withTrouble(out[0]?.cable.words ?? `${link.name}: ${what}, ${hangingWords(link)}`, trouble),
  };
}

export function switchCard(
  graph: CanvasGraph,
  node: LinkNode | NetworkNode,
  ends: Ends,
  troubles: Troubles,
): SwitchCard {
  const ports = (ends.into.get(node.id) ?? []).filter(({ cable }) => !isBracket(cable.kind));
  const mode = switchMode(graph, node);
  const isNetwork = node.kind === 'network';
  const networks = graph
    .into(node.id, 'realises')
    .map((edge) => ({ id: edge.from, name: graph.node(edge.from)?.name ?? edge.from }));
  const marks = isNetwork ? [] : switchedOn(node);
  const trouble = troubleAt(troubles, [node.id, ...networks.map(({ id }) => id)]);
  const words = [
    `${node.name}, ${kindWords(node)}`,
    ...(networks.length === 0 ? [] : [`backs network ${networks.map(({ name }) => name).join(', ')}`]),
    ...(mode === null ? [] : [mode]),
    ...node.addresses,
    ...marks.map((mark) => `${mark} on`),
    ...(isNetwork || node.vlans === undefined ? [] : [`the host itself in ${vlanWords(node.vlans)}`]),
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
    vlans: isNetwork ? null : markOf(node.vlans),
    ports: ports.map(({ row }) => row),
    exits: exitsOf(node.id, ends),
    targets: switchTargets(graph, node),
    trouble,
    words: withTrouble(words, trouble),
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

/** What changes how a bridge behaves is marked on its card. */
function switchedOn({ bridge }: LinkNode): SwitchCard['marks'] {
  return [
    ...(bridge?.stp === true ? (['STP'] as const) : []),
    ...(bridge?.vlanFiltering === true ? (['VLAN'] as const) : []),
  ];
}

export function socketCard(link: LinkNode, ends: Ends, troubles: Troubles): SocketCard {
  const trouble = troubleAt(troubles, [link.id]);
  const into = ends.into.get(link.id) ?? [];
  const out = ends.out.get(link.id) ?? [];
  const layer = layerWords(link);
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
    trouble,
    words: withTrouble(
      socketWords(
        link,
        [layer, speed].filter((fact) => fact !== null),
        plugged,
      ),
      trouble,
    ),
  };
}

function hasPlug({ id, kind, master, isTaken }: LinkNode, into: readonly Wire[]): boolean {
  // A card that is passed through to a VM is that VM's.
  if (
    kind === 'vf' ||
    kind === 'other' ||
    isTaken ||
    into.some(({ cable }) => cable.nodes[1] === id && cable.nodes.length > 2 && cable.kind === 'direct')
  )
    return false;
  return master === null || into.some(({ cable }) => cable.kind === 'uplink');
}

function layerWords({ layer }: LinkNode): string | null {
  switch (layer?.kind) {
    case 'vlan':
      return `VLAN ${layer.id}`;
    case 'vxlan':
      return `VXLAN ${layer.vni}`;
    case 'bond':
      return `bond ${layer.mode}`;
    case undefined:
      return null;
  }
}
