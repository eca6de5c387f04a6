import type { NodeId } from '#shared/topology/model.ts';
import type { Density, Point, Size } from './metrics.ts';

/** How a host is laid out as a whole. */
export interface Shape {
  readonly density: Density;
  /** VMs side by side. */
  readonly abreast: number;
  /** Columns of switches side by side. */
  readonly towers: number;
}

/**
 * Where everything is. It is also the memory from which the next placement starts: what is known in it stays where
 * it is.
 */
export interface Placement {
  readonly density: Density;
  /** How much there was to draw when the density was chosen: see `hasOutgrown`. */
  readonly chosenFor: number;
  /** Top left corners; cards that went away are remembered, so that they come back to their place. */
  readonly positions: ReadonlyMap<NodeId, Point>;
  readonly sizes: ReadonlyMap<NodeId, Size>;
  /** Cards that stand where the user put them. */
  readonly pinned: ReadonlySet<NodeId>;
  /** The y of the gap below a card through which its cables pass the cards at its right. */
  readonly trays: ReadonlyMap<NodeId, number>;
  /** The order of each card's ports, by key. */
  readonly ports: ReadonlyMap<NodeId, readonly string[]>;
  /** A switch's hue, 1 … 8. */
  readonly hues: ReadonlyMap<NodeId, number>;
  /** The left edges in each column: see `columnsOf`. */
  readonly columns: ReadonlyMap<number, readonly number[]>;
}

/** Space between cards, from one to the next below, and between columns. */
export const GAP = 12;
export const SWITCH_GAP = 20;
export const GUTTER = 28;
export const TRAY = 16;
/** Room for a cable's bend between two columns, besides the room for tags. */
export const BEND: Readonly<Record<Density, number>> = { full: 112, medium: 104, dense: 88 };
export const EXIT_BEND: Readonly<Record<Density, number>> = { full: 84, medium: 72, dense: 60 };

export function snap(value: number): number {
  return Math.round(value / 2) * 2;
}
