import type { TopologyEdge } from '#shared/topology/model.ts';

/** The VLAN that a port puts untagged frames into; null: none, or its bridge has no VLANs. */
export function untaggedVlan({ vlans, tag }: Pick<TopologyEdge, 'vlans' | 'tag'>): number | null {
  return tag ?? vlans?.find(({ pvid }) => pvid)?.first ?? null;
}

/** Whether what two ports of one bridge take in untagged stays apart. */
export function areApart(a: TopologyEdge | null, b: TopologyEdge | null): boolean {
  const [one, other] = [a, b].map((port) => (port === null ? null : untaggedVlan(port)));
  return one !== null && other !== null && one !== other;
}
