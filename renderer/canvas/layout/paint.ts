import type { NodeId } from '#shared/topology/model.ts';
import { groupBy } from '../derive/graph.ts';
import type { Cable, Panel } from '../derive/model.ts';

/** No switch's colour. */
export const NO_HUE = 0;

/**
 * The hue of each cable: that of its switch. Below a switch it goes on through the layers for as long as they serve
 * that switch alone; what several share has none.
 */
export function paintCables(panel: Panel, hues: ReadonlyMap<NodeId, number>): ReadonlyMap<string, number> {
  const into = groupBy(panel.cables, (cable) => cable.to.card);
  const paint = new Map<string, number>();
  const walking = new Set<string>();
  const hueOf = (cable: Cable): number => {
    const known = paint.get(cable.id);
    if (known !== undefined) return known;
    if (cable.hueOf !== null) return keep(cable, hues.get(cable.hueOf) ?? NO_HUE);
    if (cable.kind !== 'layer' || walking.has(cable.id)) return NO_HUE;
    walking.add(cable.id);
    const above = (into.get(cable.from.card) ?? []).filter(
      ({ kind }) => kind === 'uplink' || kind === 'layer',
    );
    const found = new Set(above.map(hueOf));
    const [only] = found;
    return keep(cable, found.size === 1 && only !== undefined ? only : NO_HUE);
  };
  const keep = (cable: Cable, hue: number) => {
    paint.set(cable.id, hue);
    return hue;
  };
  for (const cable of panel.cables) hueOf(cable);
  return paint;
}
