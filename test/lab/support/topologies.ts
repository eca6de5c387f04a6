import type { Topology, TopologyNode } from '#shared/topology/model.ts';

/**
 * A topology without what only the kernel, libvirt or time gives, by node and edge: a TAP's name (it goes by its vNIC),
 * a link's index, a new bridge's MAC, who holds what, addresses that guests ask for, what a port comes to by STP.
 */
export function comparable({ nodes, edges }: Topology): {
  readonly nodes: unknown[];
  readonly edges: unknown[];
} {
  const taps = nodes.flatMap((node) =>
    node.kind === 'vnic' && node.tap !== null ? [[node.tap, node.id]] : [],
  );
  const named = (what: object): unknown => {
    let text = JSON.stringify(what);
    for (const [tap = '', vnic = ''] of taps) text = text.replace(wholeWord(tap), `the TAP of ${vnic}`);
    return JSON.parse(text);
  };
  const byId = (items: readonly { readonly id: string }[]) =>
    (items.map(named) as { id: string }[]).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { nodes: byId(nodes.map(known)), edges: byId(edges) };
}

const unknown: readonly string[] = [
  ...['ips', 'ipEvidence', 'alias', 'name'],
  ...['ifindex', 'mac', 'holder', 'held', 'portState', 'details', 'operState', 'carrier', 'speed'],
];

function known(node: TopologyNode): { readonly id: string } {
  const isLinkOrVnic = node.kind === 'vnic' || 'ifindex' in node;
  const entries = Object.entries(node).filter(([key]) => !isLinkOrVnic || !unknown.includes(key));
  return { ...Object.fromEntries(entries), id: node.id };
}

function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${name.replace(/[^\w ]/g, '\\$&')}(?![\\w-])`, 'g');
}
