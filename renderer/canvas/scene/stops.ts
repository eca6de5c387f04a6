import type { NodeId } from '#shared/topology/model.ts';
import type { PlacedCard, Scene } from './scene.ts';

/** Something that can have the keyboard's focus: a card, a VM's row, or a port's cable. */
export interface Stop {
  /** `data-stop` of its element. */
  readonly key: string;
  readonly card: NodeId;
  readonly x: number;
  readonly y: number;
}

export type Direction = 'up' | 'down' | 'left' | 'right';

export function portStop(card: NodeId, port: string): string {
  return `${card} ${port}`;
}

/** Every stop of a card, from the top: the card itself, then its rows. */
export function stopsOf({ id, card, at, jacks, ports }: PlacedCard): readonly Stop[] {
  const y = (key: string) => at.y + (jacks.find((jack) => jack.key === key)?.y ?? 0);
  const rows =
    card.kind === 'vm'
      ? card.rows.map((row) => ({ key: row.id, card: id, x: at.x, y: y(row.id) }))
      : ports.map((port) => ({ key: portStop(id, port.key), card: id, x: at.x, y: y(port.key) }));
  return [{ key: id, card: id, x: at.x, y: at.y }, ...rows];
}

/**
 * Where an arrow key leads: up and down through the rows of a card and on to the card above or below, left and right
 * along the cable. Null: nowhere.
 */
export function stepFrom(scene: Scene, key: string, direction: Direction): Stop | null {
  const own = scene.cards.find((card) => stopsOf(card).some((stop) => stop.key === key));
  if (own === undefined) return null;
  const stops = stopsOf(own);
  const index = stops.findIndex((stop) => stop.key === key);
  if (direction === 'up' || direction === 'down') {
    const within = stops[index + (direction === 'down' ? 1 : -1)];
    if (within !== undefined) return within;
    const next = nearestBeside(scene, own, direction);
    return next === null ? null : ((direction === 'down' ? stopsOf(next)[0] : stopsOf(next).at(-1)) ?? null);
  }
  return alongCable(scene, own, index - 1, direction);
}

/** The nearest card straight above or below; none: the next one in reading order. */
function nearestBeside(scene: Scene, own: PlacedCard, direction: 'up' | 'down'): PlacedCard | null {
  const sign = direction === 'down' ? 1 : -1;
  const inColumn = scene.cards
    .filter((card) => card !== own && (card.at.y - own.at.y) * sign > 0 && isBelowOrAbove(card, own))
    .sort((one, other) => (one.at.y - other.at.y) * sign);
  return inColumn[0] ?? scene.cards[scene.cards.indexOf(own) + sign] ?? null;
}

function isBelowOrAbove(one: PlacedCard, other: PlacedCard): boolean {
  return one.at.x < other.at.x + other.size.width && other.at.x < one.at.x + one.size.width;
}

/** `row` is the index of the row in its card; -1: the card itself, which follows the first cable on that side. */
function alongCable(scene: Scene, own: PlacedCard, row: number, direction: 'left' | 'right'): Stop | null {
  const { card } = own;
  if (direction === 'right') {
    const jack = card.kind === 'vm' ? card.rows[Math.max(row, 0)]?.id : undefined;
    const cables = scene.panel.cables.filter(
      ({ from }) => from.card === own.id && (jack === undefined || from.jack === jack),
    );
    return stopAt(scene, cables[0]?.to);
  }
  if (card.kind === 'vm') return row >= 0 ? (stopsOf(own)[0] ?? null) : null;
  const port = own.ports[Math.max(row, 0)]?.key;
  return stopAt(scene, scene.panel.cables.find(({ to }) => to.card === own.id && to.jack === port)?.from);
}

/** The stop at a cable's end: the row that it is plugged into, else the card. */
function stopAt(
  scene: Scene,
  end: { readonly card: NodeId; readonly jack: string } | undefined,
): Stop | null {
  const card = scene.cards.find(({ id }) => id === end?.card);
  if (card === undefined || end === undefined) return null;
  const stops = stopsOf(card);
  const isRow = (stop: Stop) => stop.key === end.jack || stop.key === portStop(card.id, end.jack);
  return stops.find(isRow) ?? stops[0] ?? null;
}

/** The stop that shows a node, or the cable of an edge; null when nothing does. */
export function stopFor(scene: Scene, id: string): Stop | null {
  for (const card of scene.cards) {
    const stops = stopsOf(card);
    const row = stops.find((stop) => stop.key === id);
    if (row !== undefined) return row;
    const port = card.ports.find(({ link, cable }) => link === id || cable === id);
    const found = port && stops.find((stop) => stop.key === portStop(card.id, port.key));
    if (found !== undefined) return found;
  }
  const shownBy = scene.panel.cardOf.get(id);
  const card = scene.cards.find((other) => other.id === shownBy);
  return card === undefined ? null : (stopsOf(card)[0] ?? null);
}
