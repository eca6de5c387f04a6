import type { Panel } from '../derive/model.ts';
import { columnsOf, LEFT } from './columns.ts';
import { type Arrangement, placeFirst } from './first.ts';
import { type Density, type Size, sizeOf, widthOf } from './metrics.ts';
import { orderColumns } from './order.ts';
import { GUTTER, type Shape, SWITCH_GAP, TRAY } from './placement.ts';

/** Free on each side of the picture. Pixels. */
const MARGIN = 28;
/** Screens that differ by less are taken for the same, so that the same host looks the same on them. Pixels. */
const GRAIN = 100;
/** What the line of findings at the foot takes: whether there is one makes the same host look no denser. Pixels. */
const FINDINGS_LINE = 33;
/** The least zoom at which each density is still read with pleasure. The last one takes what it gets. */
const readable: readonly (readonly [Density, number])[] = [
  ['full', 0.9],
  ['medium', 0.82],
  ['dense', 0],
];
const MOST_ABREAST = 6;
const MOST_TOWERS = 3;
/** With more cards than this no screen shows them all; the shape is then a matter of proportion. */
const MANY = 90;
const WIDER_THAN_TALL = 1.3;

/** The shape that says the most while all of the host can be read on one screen of this size. */
export function bestShape(panel: Panel, screen: Size): Shape {
  const window = { width: usable(screen.width), height: usable(screen.height + FINDINGS_LINE) };
  const ordered = orderColumns(panel, columnsOf(panel));
  const left = ordered.get(LEFT) ?? [];
  if (left.length > MANY) return shapeOfMany(panel, window);
  let best: Shape = { density: 'dense', abreast: 1, towers: 1 };
  for (const [density, least] of readable) {
    let bestZoom = 0;
    for (let abreast = 1; abreast <= MOST_ABREAST; abreast += 1) {
      for (let towers = 1; towers <= MOST_TOWERS; towers += 1) {
        const shape = { density, abreast, towers };
        const zoom = zoomOf(placeFirst(panel, ordered, shape), panel, density, window);
        if (zoom <= bestZoom + 0.005) continue;
        best = shape;
        bestZoom = zoom;
      }
    }
    if (bestZoom >= least) return best;
  }
  return best;
}

function usable(length: number): number {
  return Math.max(6 * GRAIN, Math.floor(length / GRAIN) * GRAIN) - 2 * MARGIN;
}

function zoomOf({ positions }: Arrangement, panel: Panel, density: Density, window: Size): number {
  let right = 0;
  let bottom = 0;
  for (const card of panel.cards) {
    const at = positions.get(card.id);
    if (at === undefined) continue;
    const { width, height } = sizeOf(card, density);
    right = Math.max(right, at.x + width);
    bottom = Math.max(bottom, at.y + height);
  }
  return Math.min(1, window.width / right, window.height / bottom);
}

function shapeOfMany(panel: Panel, window: Size): Shape {
  const density = 'dense';
  let vms = 0;
  let switches = 0;
  for (const card of panel.cards) {
    const { height } = sizeOf(card, density);
    if (card.kind === 'vm' || card.kind === 'loose') vms += height + TRAY;
    if (card.kind === 'switch') switches += height + SWITCH_GAP;
  }
  const width = widthOf('vm', density) + GUTTER;
  const abreast = Math.max(1, Math.round(Math.sqrt((vms * WIDER_THAN_TALL) / width)));
  const towers = Math.max(1, Math.ceil(switches / Math.max(window.height, vms / abreast)));
  return { density, abreast, towers };
}

/** How much there is to draw: the shape is thought over when this has become another order of things. */
export function amountOf(panel: Panel): number {
  return panel.cards.reduce((sum, card) => sum + 1 + ('ports' in card ? card.ports.length : 0), 0);
}

/** Whether an arrangement that was made for one amount has become wrong for another. */
export function hasOutgrown(chosenFor: number, now: number): boolean {
  return now > chosenFor * 1.6 + 8 || now < chosenFor * 0.4 - 8;
}
