import { groupBy } from '../derive/graph.ts';
import type { Cable, Panel } from '../derive/model.ts';
import { LEFT } from './columns.ts';
import type { Geometry } from './geometry.ts';
import { PLUG, tagRoom, widthOf } from './metrics.ts';
import { freeRoute, type Route } from './path.ts';
import { GUTTER, type Placement, TRAY } from './placement.ts';

/** Cables in one tray lie side by side, this far apart where there is room. Pixels. */
const LANE = 3;

/** How each cable runs; a cable that is not in the map runs freely. */
export function routesOf(panel: Panel, placement: Placement, geometry: Geometry): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  const inTrays = panel.cables.filter(({ from }) => placement.trays.has(from.card));
  const lanes = lanesOf(inTrays, placement, geometry);
  const lefts = placement.columns.get(LEFT) ?? [];
  const right = Math.max(0, ...lefts) + widthOf('vm', placement.density) + PLUG;
  for (const cable of panel.cables) {
    const lane = lanes.get(cable.id);
    const target = geometry.card(cable.to.card);
    const bracket = geometry.jack(cable.to.card, cable.to.jack)?.side === 'right';
    const lead = target === undefined || bracket ? 0 : tagRoom(target, placement.density);
    if (lane === undefined && lead === 0 && !bracket) continue;
    routes.set(cable.id, {
      ...freeRoute,
      tray: lane === undefined ? null : { x: right, y: lane, drop: dropOf(cable, geometry) },
      lead,
      bracket,
    });
  }
  return routes;
}

/** The cables of one card drop side by side in the gutter: the upper ones further out. */
function dropOf({ from }: Cable, geometry: Geometry): number {
  const card = geometry.card(from.card);
  const row = card?.kind === 'vm' ? card.rows.findIndex(({ id }) => id === from.jack) : 0;
  return Math.max(6, GUTTER - PLUG - 4 - row * 4);
}

/** The y of each cable in its tray: in the order in which they arrive, so that they part without crossing. */
function lanesOf(
  cables: readonly Cable[],
  placement: Placement,
  geometry: Geometry,
): ReadonlyMap<string, number> {
  const arrival = ({ to }: Cable) =>
    (placement.positions.get(to.card)?.y ?? 0) + (geometry.jack(to.card, to.jack)?.y ?? 0);
  const lanes = new Map<string, number>();
  for (const [tray, sharing] of groupBy(cables, ({ from }) => placement.trays.get(from.card) ?? 0)) {
    const ordered = [...sharing].sort((one, other) => arrival(one) - arrival(other));
    const apart = Math.min(LANE, (TRAY - 4) / Math.max(1, ordered.length - 1));
    ordered.forEach((cable, index) => {
      lanes.set(cable.id, tray + (index - (ordered.length - 1) / 2) * apart);
    });
  }
  return lanes;
}
