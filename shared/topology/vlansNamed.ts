import type { VlanRange } from '../host/vlanRange.ts';
import { isLink, type Topology } from './model.ts';
import { namedOnSwitch } from './vlanPorts.ts';

/** Wider ranges are a trunk for whatever comes, and name no VLAN. */
const MOST_IN_RANGE = 16;

/** The VLANs that something on the host names, ascending: what can be followed. */
export function vlansNamed({ nodes, edges }: Topology): readonly number[] {
  const named = new Set<number>();
  const add = ({ first, last }: VlanRange) => {
    if (last - first >= MOST_IN_RANGE) return;
    for (let vlan = first; vlan <= last; vlan += 1) named.add(vlan);
  };
  for (const edge of edges) {
    edge.vlans?.forEach(add);
    for (const vlan of namedOnSwitch(edge)) named.add(vlan);
  }
  for (const node of nodes) {
    if (node.kind === 'vnic' && typeof node.pve?.now?.tag === 'number') named.add(node.pve.now.tag);
    if ('vlans' in node) node.vlans?.forEach(add);
    if (!isLink(node)) continue;
    if (node.layer?.kind === 'vlan') named.add(node.layer.id);
  }
  return [...named].sort((one, other) => one - other);
}
