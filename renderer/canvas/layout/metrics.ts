import type { Card } from '../derive/model.ts';

/**
 * How much a card says: as much as leaves the whole host readable on a laptop's screen. `full`: everything, a line
 * for each port; `medium`: a vNIC's MAC, model and address, two ports in a line; `dense`: of a MAC the part that differs,
 * three ports in a line by their TAP's name alone.
 */
export type Density = 'full' | 'medium' | 'dense';

/*
 * Every size is known before anything is mounted, so that nothing need be measured; the CSS has the same numbers.
 * Pixels at zoom 1; all on a grid of 4.
 */
export const ROW = 24;
const HEAD = 28;
const INFO = 20;
const FOOT = 4;

const widths: Readonly<Record<Density, Readonly<Record<Card['kind'], number>>>> = {
  full: { vm: 372, loose: 200, switch: 252, socket: 176 },
  medium: { vm: 316, loose: 200, switch: 308, socket: 164 },
  dense: { vm: 196, loose: 196, switch: 240, socket: 152 },
};

/** The ports of a dense or medium switch are cells side by side; the entries are where their cables come in. */
interface Cells {
  readonly perLine: number;
  readonly width: number;
  /** The y of each cell's cable within its line: the first straight into its cell, the others past it. */
  readonly entries: readonly number[];
}

const cells: Readonly<Record<Density, Cells>> = {
  full: { perLine: 1, width: 0, entries: [ROW / 2] },
  medium: { perLine: 2, width: 148, entries: [ROW / 2, ROW - 3] },
  dense: { perLine: 3, width: 76, entries: [ROW / 2, 3, ROW - 3] },
};

/** The left edge of the first cell. */
export const CELLS_LEFT = 8;

export function cellsOf(density: Density): Cells {
  return cells[density];
}

/** Whether the ports of switches are cells side by side. */
export function hasCells(density: Density): boolean {
  return cells[density].perLine > 1;
}

/** How far a plug sticks out of its card; a cable begins and ends there. */
export const PLUG = 10;
/** A tag hangs on its cable this far from the plug. */
export const TAG_GAP = 4;

const CHARACTER = 6.7;
const TAG_PADDING = 14;
const LONGEST_TAG = 15;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A jack's place within its card, and the side on which its cable leaves. */
export interface Jack extends Point {
  readonly key: string;
  readonly side: 'left' | 'right';
}

export function sizeOf(card: Card, density: Density): Size {
  return { width: widths[density][card.kind], height: heightOf(card, density) };
}

export function widthOf(kind: Card['kind'], density: Density): number {
  return widths[density][kind];
}

function heightOf(card: Card, density: Density): number {
  switch (card.kind) {
    case 'vm':
      return HEAD + ROW * Math.max(1, card.rows.length) + FOOT;
    case 'loose':
      return HEAD;
    case 'switch':
      return HEAD + INFO * infoLines(card) + ROW * portLines(card.ports.length, density) + FOOT;
    case 'socket':
      return HEAD + INFO * infoLines(card) + ROW * card.ports.length + (card.ports.length > 0 ? FOOT : 0);
  }
}

/** Lines between a card's head and its ports. */
export function infoLines(card: Card): number {
  if (card.kind === 'switch') return hasModeLine(card) ? 1 : 0;
  if (card.kind === 'socket')
    return card.layer !== null || card.addresses.length > 0 || card.defaultRoute ? 1 : 0;
  return 0;
}

export function hasModeLine(card: Card & { kind: 'switch' }): boolean {
  return card.mode !== null || card.networks.length > 0;
}

function portLines(ports: number, density: Density): number {
  return Math.ceil(ports / cells[density].perLine);
}

/**
 * The jacks of a card. `ports` gives the order of its port rows, by key.
 */
export function jacksOf(card: Card, density: Density, ports: readonly string[]): readonly Jack[] {
  const { width, height } = sizeOf(card, density);
  switch (card.kind) {
    case 'vm':
      return card.rows.map((row, index) => right(row.id, width, HEAD + ROW * index + ROW / 2));
    case 'loose':
      return [right('plug', width, height / 2)];
    case 'switch':
    case 'socket': {
      const first = HEAD + INFO * infoLines(card);
      const grain = card.kind === 'switch' ? density : 'full';
      return [
        ...ports.map((key, index) => left(key, first + portEntry(index, grain))),
        ...card.exits.map((exit, index) => right(exit.key, width, exitY(index))),
      ];
    }
  }
}

/** Exits start at the head and go down, a line each. */
export function exitY(index: number): number {
  return index === 0 ? HEAD / 2 : HEAD + INFO * (index - 1) + INFO / 2;
}

/** Where the cable of the nth port comes in, below the first line's top. */
export function portEntry(index: number, density: Density): number {
  const { perLine, entries } = cells[density];
  return ROW * Math.floor(index / perLine) + (entries[index % perLine] ?? 0);
}

/** The straight part of a cable before its plug, long enough for every tag of this card; cells have theirs inside. */
export function tagRoom(card: Card, density: Density): number {
  if (card.kind === 'vm' || card.kind === 'loose' || (card.kind === 'switch' && hasCells(density))) return 0;
  const longest = Math.max(0, ...card.ports.map((port) => port.tag?.length ?? 0));
  return longest === 0 ? 0 : Math.ceil(Math.min(longest, LONGEST_TAG) * CHARACTER + TAG_PADDING) + TAG_GAP;
}

function left(key: string, y: number): Jack {
  return { key, side: 'left', x: -PLUG, y };
}

function right(key: string, width: number, y: number): Jack {
  return { key, side: 'right', x: width + PLUG, y };
}

/** The jack that is always free on a switch, beside its name: where a dropped cable's plug goes. */
export const freeJack: Point = { x: -PLUG, y: HEAD / 2 };

/** The jack at the right edge of a switch that its next uplink goes into. */
export function freeExit(card: Card, density: Density): Point {
  const { width } = sizeOf(card, density);
  return { x: width + PLUG, y: exitY('exits' in card ? card.exits.length : 0) };
}

/** The socket of a VM that adds a vNIC: at the bottom right corner. */
export function addSocket({ width, height }: Size): Point {
  return { x: width - 20, y: height };
}
