import type { Point } from './metrics.ts';

/** How a cable runs between its plugs. */
export interface Route {
  /** It first drops, `drop` away from its jack, into the tray below its card and runs there to `x`, past other cards. */
  readonly tray: (Point & { readonly drop: number }) | null;
  /** The straight end before the plug, where the tag hangs. */
  readonly lead: number;
  /** Both its ends are at the right edges of cards. */
  readonly bracket: boolean;
}

export const freeRoute: Route = { tray: null, lead: 0, bracket: false };

/** An SVG path from plug to plug. */
export function cablePath(from: Point, to: Point, route: Route): string {
  const start = `M${at(from)}`;
  if (route.bracket) return start + bracket(from, to);
  const end = { x: to.x - route.lead, y: to.y };
  const tail = route.lead > 0 ? `H${round(to.x)}` : '';
  if (route.tray === null) return start + bend(from, end) + tail;
  const { tray } = route;
  const dropped = { x: from.x + tray.drop, y: tray.y };
  const drop = `C${at({ x: from.x + tray.drop, y: from.y })} ${at({ x: from.x, y: tray.y })} ${at(dropped)}`;
  return `${start}${drop}H${round(Math.max(tray.x, dropped.x))}${bend(tray, end)}${tail}`;
}

function bend(from: Point, to: Point): string {
  const across = to.x - from.x;
  const pull = across > 0 ? Math.max(across * 0.48, 18) : 60 - across * 0.3;
  return `C${at({ x: from.x + pull, y: from.y })} ${at({ x: to.x - pull, y: to.y })} ${at(to)}`;
}

function bracket(from: Point, to: Point): string {
  const out = Math.max(from.x, to.x) + 20 + Math.min(28, Math.abs(to.y - from.y) / 6);
  return `C${at({ x: out, y: from.y })} ${at({ x: out, y: to.y })} ${at(to)}`;
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
