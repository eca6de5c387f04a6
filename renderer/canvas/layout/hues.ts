import type { Panel } from '../derive/model.ts';
import { natural } from '../derive/words.ts';

/** The theme has this many hues that colour-blind people can tell apart: `--hue-1` … `--hue-8`. */
const HUES = 8;

/**
 * A hue for each switch, 1 … 8. Whoever has one keeps it while it is there; a new one gets the hue that fewest have,
 * in the order of names.
 */
export function assignHues(panel: Panel, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const switches = panel.cards
    .filter((card) => card.kind === 'switch')
    .sort((one, other) => natural.compare(one.name, other.name));
  const hues = new Map<string, number>();
  const uses = new Array<number>(HUES).fill(0);
  const give = (id: string, hue: number) => {
    hues.set(id, hue);
    uses[hue - 1] = (uses[hue - 1] ?? 0) + 1;
  };
  for (const { id } of switches) {
    const known = before.get(id);
    if (known !== undefined) give(id, known);
  }
  for (const { id } of switches) if (!hues.has(id)) give(id, uses.indexOf(Math.min(...uses)) + 1);
  return hues;
}
