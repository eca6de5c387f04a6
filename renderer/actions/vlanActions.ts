import type { VlanRange } from '#shared/host/vlanRange.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, linkId, type NodeId, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { vlansNamed } from '#shared/topology/vlansNamed.ts';
import { followVlan } from '../stores/look.ts';
import type { Action } from './action.ts';
import type { NodeAction } from './nodeAction.ts';

/** A menu is no list of a trunk’s VLANs. */
const MOST_IN_MENU = 6;

/** The VLANs of a port, a bridge or a VLAN device, each to be followed. It changes nothing. */
export function followActions(topology: Topology, node: TopologyNode): readonly NodeAction[] {
  const vlans = vlansAt(topology, node);
  if (vlans.length > MOST_IN_MENU) return [];
  return vlans.map((vlan) => ({ id: `follow-${vlan}`, isLikely: false, ...follow(topology, vlan) }));
}

/** What a text such as `vlan 20` or `vlan` means, the nearest number first. */
export function followCommands(topology: Topology, typed: string): readonly Action[] {
  // vlan | vlan 20 | vlan20 | follow vlan 20
  const [, digits] = /^(?:follow +)?vlan\s*(\d{0,5})$/i.exec(typed.trim()) ?? [];
  if (digits === undefined) return [];
  const named = vlansNamed(topology).filter((vlan) => String(vlan).startsWith(digits));
  const asked = digits === '' || named.includes(Number(digits)) ? [] : [Number(digits)];
  return [...asked, ...named].map((vlan) => follow(topology, vlan));
}

function follow(topology: Topology, vlan: number): Action {
  return {
    label: `Follow VLAN ${vlan}`,
    keys: [],
    blocked: () => {
      if (vlan < 1 || vlan > 4094) return 'VLANs have the numbers 1 to 4094.';
      return vlanReach(topology, vlan).size === 0 ? `Nothing on this host carries VLAN ${vlan}.` : null;
    },
    perform: () => followVlan(vlan),
  };
}

function vlansAt(topology: Topology, node: TopologyNode): readonly number[] {
  if (!isLink(node))
    return node.kind === 'vnic' && node.tap !== null ? portVlans(topology, linkId(node.tap)) : [];
  if (node.layer?.kind === 'vlan') return [node.layer.id];
  return node.vlans === undefined ? portVlans(topology, node.id) : each(node.vlans);
}

function portVlans(topology: Topology, link: NodeId): readonly number[] {
  const { into, out } = graphOf(topology);
  const plug = [...out(link), ...into(link)].find(({ vlans }) => vlans !== undefined);
  return each(plug?.vlans ?? []);
}

function each(vlans: readonly VlanRange[]): readonly number[] {
  return vlans.flatMap(({ first, last }) =>
    Array.from({ length: Math.min(last - first, MOST_IN_MENU) + 1 }, (_, index) => first + index),
  );
}
