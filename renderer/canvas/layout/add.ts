import type { NodeId } from '#shared/topology/model.ts';
import type { Card, Panel } from '../derive/model.ts';
import { columnsOf, LEFT, SWITCHES } from './columns.ts';
import { geometryOf } from './geometry.ts';
import { trayBelow } from './grid.ts';
import { type Point, tagRoom, widthOf } from './metrics.ts';
import { BEND, EXIT_BEND, type Placement, snap } from './placement.ts';
import { type Box, boxOf, freeSlot, overlaps } from './slots.ts';
import { wishOf } from './wish.ts';

/** A placement that is being made. */
export interface LayoutDraft extends Placement {
  readonly positions: Map<NodeId, Point>;
  readonly trays: Map<NodeId, number>;
  readonly columns: Map<number, readonly number[]>;
}

/** Finds a place for each card that was not there before; the others stay. */
export function addNew(panel: Panel, before: Placement, draft: LayoutDraft): void {
  const columns = columnsOf(panel);
  forget(panel, draft);
  const isAnother = ({ id }: Card) => before.sizes.get(id)?.width !== draft.sizes.get(id)?.width;
  const fresh = panel.cards
    .filter((card) => isAnother(card) && !draft.pinned.has(card.id))
    .sort((one, other) => (columns.get(other.id) ?? 0) - (columns.get(one.id) ?? 0));
  if (fresh.length === 0) return;
  const isFresh = new Set(fresh.map((card) => card.id));
  const taken = panel.cards.flatMap((card) => (isFresh.has(card.id) ? [] : (boxOf(card.id, draft) ?? [])));
  const geometry = geometryOf(panel, draft.density, draft.ports);
  for (const card of fresh) {
    const column = columns.get(card.id) ?? 0;
    // What has become a card of another kind (a TAP that turns out to be a switch) belongs into another column.
    const remembered = before.sizes.has(card.id) ? null : boxOf(card.id, draft);
    if (remembered === null || taken.some((box) => overlaps(remembered, box, 0))) {
      draft.positions.delete(card.id);
      const lefts = leftsFor(card, column, columns, draft, taken);
      const wish = wishOf(card, geometry, draft.positions);
      const size = draft.sizes.get(card.id) ?? { width: 0, height: 0 };
      const slot = freeSlot(size, lefts, { x: lefts.at(-1) ?? 0, y: snap(wish?.y ?? 0) }, taken);
      draft.positions.set(card.id, slot);
      if (column === LEFT && slot.x < Math.max(...lefts)) {
        draft.trays.set(card.id, trayBelow(slot.y, size.height));
      }
    }
    taken.push(boxOf(card.id, draft) ?? { x: 0, y: 0, width: 0, height: 0 });
  }
}

/** A VM comes back under its UUID and finds its place again; what has only a name may be something else then. */
function forget(panel: Panel, draft: LayoutDraft): void {
  const present = new Set(panel.cards.map((card) => card.id));
  for (const id of draft.positions.keys()) {
    if (present.has(id) || id.startsWith('vm:')) continue;
    draft.positions.delete(id);
    draft.trays.delete(id);
  }
}

function leftsFor(
  card: Card,
  column: number,
  columns: ReadonlyMap<NodeId, number>,
  draft: LayoutDraft,
  taken: Box[],
): readonly number[] {
  const known = draft.columns.get(column) ?? openColumn(card, column, columns, draft, taken);
  if (card.kind !== 'loose') return known;
  return known.map((left) => left + widthOf('vm', draft.density) - widthOf('loose', draft.density));
}

/** Makes room for a column that was not there: whatever is further towards the wall moves to the right. */
function openColumn(
  card: Card,
  column: number,
  columns: ReadonlyMap<NodeId, number>,
  draft: LayoutDraft,
  taken: Box[],
): readonly number[] {
  const { density } = draft;
  const bend = tagRoom(card, density) + (column >= SWITCHES ? BEND : EXIT_BEND)[density];
  const inner = [...columns].filter(([, other]) => other > column).map(([id]) => id);
  const right = Math.max(0, ...inner.map((id) => rightOf(id, draft)));
  const left = inner.length === 0 ? 0 : snap(right + bend);
  const outer = [...columns].filter(([id, other]) => other < column && !draft.pinned.has(id));
  const nearest = Math.min(...outer.map(([id]) => draft.positions.get(id)?.x ?? Number.POSITIVE_INFINITY));
  const shift = snap(left + widthOf(card.kind, density) + EXIT_BEND[density] - nearest);
  if (Number.isFinite(shift) && shift > 0)
    shiftRight(
      outer.map(([id]) => id),
      column,
      shift,
      draft,
      taken,
    );
  draft.columns.set(column, [left]);
  return [left];
}

function rightOf(id: NodeId, draft: LayoutDraft): number {
  const box = boxOf(id, draft);
  return box === null || draft.pinned.has(id) ? 0 : box.x + box.width;
}

function shiftRight(
  ids: readonly NodeId[],
  column: number,
  by: number,
  draft: LayoutDraft,
  taken: Box[],
): void {
  for (const id of ids) {
    const box = boxOf(id, draft);
    if (box === null) continue;
    const index = taken.findIndex((other) => other.x === box.x && other.y === box.y);
    const moved = { ...box, x: box.x + by };
    if (index >= 0) taken[index] = moved;
    draft.positions.set(id, { x: moved.x, y: moved.y });
  }
  for (const [other, lefts] of draft.columns) {
    if (other < column)
      draft.columns.set(
        other,
        lefts.map((left) => left + by),
      );
  }
}
