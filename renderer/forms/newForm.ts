import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, type NodeId, type Topology, type VnicNode } from '#shared/topology/model.ts';
import type { BridgeForm, BridgeOptionsForm, MtuForm, NetworkForm, TapForm, VnicForm } from './form.ts';
import { freeSubnet } from './subnet.ts';

/** Seconds; the kernel's, for a bridge that nobody has told otherwise. */
export const DEFAULT_DELAY = 15;
/** Seconds: with STP, IEEE 802.1D knows none below. */
const LEAST_DELAY = 2;

/** A plain bridge with a name that is free. */
export function newBridge(topology: Topology): BridgeForm {
  return {
    kind: 'bridge-create',
    name: freeName(topology, 'br', 1),
    stp: false,
    forwardDelay: String(DEFAULT_DELAY),
    vlanFiltering: false,
    mtu: '',
  };
}

/** A bridge as it is set now; null where that is not known. */
export function optionsOf(bridge: LinkNode): BridgeOptionsForm | null {
  if (bridge.bridge === undefined) return null;
  const { stp, forwardDelay, vlanFiltering } = bridge.bridge;
  const delay = stp || forwardDelay >= LEAST_DELAY ? forwardDelay : DEFAULT_DELAY;
  return {
    kind: 'bridge-set',
    bridge: bridge.id,
    stp,
    forwardDelay: String(delay),
    vlanFiltering,
    delayNow: forwardDelay,
  };
}

/** @param to the bridge that it is for; empty: none yet */
export function newTap(topology: Topology, to: NodeId | ''): TapForm {
  return { kind: 'tap-create', name: freeName(topology, 'tap', 0), owner: '', to };
}

/** A NAT network on a subnet that nothing on the host uses. */
export function newNetwork(topology: Topology): NetworkForm {
  const names = new Set(topology.nodes.filter(({ kind }) => kind === 'network').map(({ name }) => name));
  return {
    kind: 'network-define',
    name: firstFree('net', 1, names),
    mode: 'nat',
    bridge: bridgesOf(topology)[0]?.name ?? '',
    address: freeSubnet(topology),
    dhcp: true,
    start: null,
    end: null,
    dev: '',
    startNow: true,
    autostart: true,
  };
}

export function mtuOf(link: LinkNode): MtuForm {
  return { kind: 'mtu', link: link.id, mtu: String(link.mtu) };
}

export function changeOf({ id, model, mac, tapName = '', sourceType, pve }: VnicNode): VnicForm {
  const now = { model: model ?? '', mac: mac ?? '' };
  const tap = pve === undefined && interfaceKind(sourceType).device === 'yes' ? tapName : null;
  return {
    kind: 'vnic-change',
    cable: id,
    ...now,
    modelNow: now.model,
    macNow: now.mac,
    tap,
    tapNow: tapName,
  };
}

/** The bridges of the kernel's, by name: what a TAP is plugged into, or a network stands on. */
export function bridgesOf({ nodes }: Topology): readonly LinkNode[] {
  return nodes
    .flatMap((node) => (isLink(node) && node.kind === 'bridge' ? [node] : []))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Links that lead out of the host, by name: what a network may be led out through. */
export function waysOutOf(topology: Topology): readonly string[] {
  const leadsOut = new Set(
    topology.edges.filter(({ kind }) => kind === 'nat' || kind === 'routed').map(({ to }) => to),
  );
  const { nodes } = graphOf(topology);
  return [...nodes.values()]
    .filter((node) => isLink(node) && (leadsOut.has(node.id) || node.defaultRoute || isWayOut(node)))
    .map(({ name }) => name)
    .toSorted();
}

function isWayOut({ kind, addresses, networks, isTaken }: LinkNode): boolean {
  if (isTaken) return false;
  if (kind === 'bridge') return addresses.length > 0 && networks.length === 0;
  return kind === 'pnic' || kind === 'bond' || kind === 'vlan';
}

/** Other links' names and alternative names, and the bridges of networks that are asleep, are taken. */
export function freeName({ nodes }: Topology, stem: string, from: number): string {
  const taken = new Set(
    nodes.flatMap((node) => [
      node.name,
      ...(isLink(node) ? node.altNames : []),
      ...(node.kind === 'network' && node.bridge !== null ? [node.bridge] : []),
    ]),
  );
  return firstFree(stem, from, taken);
}

function firstFree(stem: string, from: number, taken: ReadonlySet<string>): string {
  let number = from;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
