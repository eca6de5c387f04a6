import type { NodeId } from '#shared/topology/model.ts';
import type { LayoutDraft } from './add.ts';
import { trayBelow } from './grid.ts';
import type { Size } from './metrics.ts';
import { GAP } from './placement.ts';
import { boxOf, overlaps } from './slots.ts';

/** A card that got a further row may need the place of those below: they, and no others, move down. */
export function makeRoom(before: ReadonlyMap<NodeId, Size>, draft: LayoutDraft): void {
  const tops = new Map([...draft.positions].map(([id, { y }]) => [id, y]));
  const top = (id: NodeId) => tops.get(id) ?? 0;
  const grown = [...draft.sizes].filter(
    ([id, size]) => size.height > (before.get(id)?.height ?? size.height),
  );
  const waiting = grown.map(([id]) => id);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const box = boxOf(id, draft);
    if (box === null) continue;
    if (draft.trays.has(id)) draft.trays.set(id, trayBelow(box.y, box.height));
    for (const other of draft.sizes.keys()) {
      const below = boxOf(other, draft);
      // Who stood above at first is never pushed: so nobody is pushed in a circle.
      if (below === null || draft.pinned.has(other) || top(other) <= top(id)) continue;
      if (!overlaps(box, below, 4)) continue;
      draft.positions.set(other, { x: below.x, y: box.y + box.height + GAP });
      waiting.push(other);
    }
  }
}
