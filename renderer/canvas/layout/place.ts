import type { Layout } from '#shared/kept.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { Panel } from '../derive/model.ts';
import { addNew } from './add.ts';
import { columnsOf, LEFT } from './columns.ts';
import { placeFirst } from './first.ts';
import { assignHues } from './hues.ts';
import { type Size, sizeOf } from './metrics.ts';
import { orderColumns } from './order.ts';
import type { Placement } from './placement.ts';
import { keepPorts } from './ports.ts';
import { makeRoom } from './room.ts';
import { amountOf, bestShape, hasOutgrown } from './shape.ts';

/**
 * Places a panel. `screen`: the size, in pixels, that a first arrangement is chosen for. What the user has put somewhere is there; what was placed before stays; what is new takes the
 * nearest free place. Only when the host has become far larger or smaller is everything arranged afresh.
 */
export function placePanel(
  panel: Panel,
  saved: Layout['positions'],
  before: Placement | null,
  screen: Size,
): Placement {
  const amount = amountOf(panel);
  const known = before === null || isStale(before, panel, amount) ? null : before;
  const start = known ?? placeAfresh(panel, amount, screen);
  const { density, chosenFor } = start;
  const positions = new Map(start.positions);
  const trays = new Map(start.trays);
  const pinned = new Set<NodeId>();
  for (const card of panel.cards) {
    const place = saved[card.id];
    if (place === undefined) continue;
    pinned.add(card.id);
    positions.set(card.id, place);
    trays.delete(card.id);
  }
  const placement = {
    density,
    chosenFor,
    positions,
    trays,
    pinned,
    columns: new Map(start.columns),
    sizes: new Map(panel.cards.map((card) => [card.id, sizeOf(card, density)])),
    hues: assignHues(panel, before?.hues ?? new Map()),
    ports: new Map(panel.cards.map((card) => [card.id, keepPorts(card, start.ports.get(card.id))])),
  };
  if (known !== null) {
    addNew(panel, known, placement);
    makeRoom(known.sizes, placement);
  }
  return placement;
}

/** The first VMs to come deserve an arrangement of their own, as had the first cards. */
function isStale(before: Placement, panel: Panel, amount: number): boolean {
  const isFirst = !before.columns.has(LEFT) && panel.cards.some((card) => card.kind === 'vm');
  return isFirst || before.sizes.size === 0 || hasOutgrown(before.chosenFor, amount);
}

function placeAfresh(panel: Panel, chosenFor: number, screen: Size) {
  const shape = bestShape(panel, screen);
  const ordered = orderColumns(panel, columnsOf(panel));
  return { density: shape.density, chosenFor, ...placeFirst(panel, ordered, shape) };
}
