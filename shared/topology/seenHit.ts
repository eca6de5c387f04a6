import { graphOf } from './graph.ts';
import type { Hit } from './hit.ts';
import { isLink, linkId, type Topology } from './model.ts';
import type { SeenMatch } from './seenMatch.ts';
import { seenFacts } from './seenWords.ts';

/** What search tells of a MAC that was seen: it lights the port, and the bridge; null where neither is in the graph. */
export function seenHit(topology: Topology, match: SeenMatch): Hit | null {
  const { seen, address, quality, start, end } = match;
  const { nodes } = graphOf(topology);
  const place = [seen.port, seen.bridge].flatMap((name) => {
    const node = name === null ? undefined : nodes.get(linkId(name));
    return isLink(node) ? [node] : [];
  });
  const [node] = place;
  if (node === undefined) return null;
  return {
    id: JSON.stringify([seen.mac, seen.bridge, seen.port, seen.vlan]),
    node: node.id,
    kind: node.kind,
    label: address?.address ?? seen.mac,
    why: seenFacts(topology, seen, address?.address ?? null).join(', '),
    match: { text: address?.address ?? seen.mac, start, end },
    line: [seen.bridge, seen.port].filter((name) => name !== null).join(' › '),
    path: place.map(({ id }) => id).reverse(),
    lights: 'place',
    quality,
  };
}
