import type { NodeId } from '#shared/topology/model.ts';
import type { PlacedCard, Scene } from '../scene/scene.ts';
import { type Direction, portStop, type Stop, stepFrom } from '../scene/stops.ts';
import type { CanvasIntent } from '../types.ts';

/** What a key asks for while a stop has the focus. */
export type KeyWish =
  | { readonly kind: 'focus'; readonly stop: Stop }
  | { readonly kind: 'intent'; readonly intent: CanvasIntent }
  | { readonly kind: 'nudge'; readonly card: NodeId; readonly x: number; readonly y: number };

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Pixels that Shift and an arrow move a card by. */
const NUDGE = 24;

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * Arrows walk through rows and along cables, Enter selects, `m` moves a cable, `a` adds a vNIC, Delete pulls a cable
 * off, Shift and an arrow move the card. Null: the key means nothing here.
 */
export function wishOfKey(scene: Scene, focused: string, key: Key, editable: boolean): KeyWish | null {
  const card = scene.cards.find(({ id }) => focused === id || isRowOf(scene, focused, id));
  if (card === undefined) return null;
  const direction = arrows[key.key];
  if (direction !== undefined) {
    if (key.shiftKey) return nudge(card, direction);
    const stop = stepFrom(scene, focused, direction);
    return stop === null ? null : { kind: 'focus', stop };
  }
  if ((key.key === 'Enter' || key.key === ' ') && focused === card.id)
    return { kind: 'intent', intent: { kind: 'select', id: card.id } };
  return editable ? wishToEdit(card, focused, key.key) : null;
}

function isRowOf(scene: Scene, focused: string, id: NodeId): boolean {
  const card = scene.cards.find((other) => other.id === id);
  if (card === undefined) return false;
  if (card.card.kind === 'vm') return card.card.rows.some((row) => row.id === focused);
  return card.ports.some((port) => portStop(id, port.key) === focused);
}

function wishToEdit(placed: PlacedCard, focused: string, key: string): KeyWish | null {
  const { card } = placed;
  const cable = cableOf(placed, focused);
  if ((key === 'm' || key === 'M') && cable !== null)
    return { kind: 'intent', intent: { kind: 'choose-target', cable } };
  if ((key === 'Delete' || key === 'Backspace') && cable !== null)
    return { kind: 'intent', intent: { kind: 'pulled', cable } };
  if ((key === 'a' || key === 'A') && card.kind === 'vm')
    return { kind: 'intent', intent: { kind: 'choose-attach', vm: card.id } };
  return null;
}

/** The cable that a row, a port or a loose card stands for, as an edit calls it. */
function cableOf({ id, card, ports }: PlacedCard, focused: string): NodeId | null {
  if (card.kind === 'vm') return focused === id ? null : focused;
  if (card.kind === 'loose') return id;
  if (card.kind === 'socket' && focused === id) return card.grab;
  return ports.find((port) => portStop(id, port.key) === focused)?.grab ?? null;
}

function nudge({ id, at }: PlacedCard, direction: Direction): KeyWish {
  const x = direction === 'left' ? -NUDGE : direction === 'right' ? NUDGE : 0;
  const y = direction === 'up' ? -NUDGE : direction === 'down' ? NUDGE : 0;
  return { kind: 'nudge', card: id, x: at.x + x, y: at.y + y };
}
