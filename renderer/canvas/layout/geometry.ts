import type { NodeId } from '#shared/topology/model.ts';
import { groupBy } from '../derive/graph.ts';
import type { Cable, Card, Panel } from '../derive/model.ts';
import { type Density, type Jack, jacksOf } from './metrics.ts';

/** A panel's cards, cables and jacks, ready to be asked. */
export interface Geometry {
  card(id: NodeId): Card | undefined;
  /** A jack's place within its card; undefined when the card has no such jack. */
  jack(id: NodeId, key: string): Jack | undefined;
  cablesOf(id: NodeId): readonly Cable[];
}

export function geometryOf(
  panel: Panel,
  density: Density,
  ports: ReadonlyMap<NodeId, readonly string[]>,
): Geometry {
  const cards = new Map(panel.cards.map((card) => [card.id, card]));
  const ends = panel.cables.flatMap((cable) =>
    cable.from.card === cable.to.card
      ? [{ id: cable.from.card, cable }]
      : [
          { id: cable.from.card, cable },
          { id: cable.to.card, cable },
        ],
  );
  const cables = groupBy(ends, ({ id }) => id);
  const jacks = new Map<NodeId, ReadonlyMap<string, Jack>>();
  const jacksFor = (id: NodeId) => {
    const known = jacks.get(id);
    if (known !== undefined) return known;
    const card = cards.get(id);
    const made = card === undefined ? [] : jacksOf(card, density, ports.get(id) ?? []);
    const byKey = new Map(made.map((jack) => [jack.key, jack]));
    jacks.set(id, byKey);
    return byKey;
  };
  return {
    card: (id) => cards.get(id),
    jack: (id, key) => jacksFor(id).get(key),
    cablesOf: (id) => (cables.get(id) ?? []).map(({ cable }) => cable),
  };
}
