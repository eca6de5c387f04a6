import type { NodeId } from '#shared/topology/model.ts';
import { sameData } from '../derive/keep.ts';
import type {
  Cable,
  Card,
  LooseCard,
  Panel,
  PortRow,
  SocketCard,
  SwitchCard,
  VmCard,
} from '../derive/model.ts';
import { natural } from '../derive/words.ts';
import { columnsOf } from '../layout/columns.ts';
import { type Geometry, geometryOf } from '../layout/geometry.ts';
import type { Density, Jack, Point, Size } from '../layout/metrics.ts';
import { jacksOf } from '../layout/metrics.ts';
import { NO_HUE, paintCables } from '../layout/paint.ts';
import { freeRoute, type Route } from '../layout/path.ts';
import type { Placement } from '../layout/placement.ts';
import { routesOf } from '../layout/routes.ts';

/** A card as it is drawn: with its place, its jacks and the hue of each cable at it. */
export interface PlacedCard<C extends Card = Card> {
  readonly id: NodeId;
  readonly card: C;
  readonly at: Point;
  readonly size: Size;
  readonly density: Density;
  readonly jacks: readonly Jack[];
  /** Its own hue: a switch's; `NO_HUE` for others. */
  readonly hue: number;
  /** A VM's rows, or a switch's or socket's ports in their order; a loose card has one. */
  readonly rowHues: readonly number[];
  readonly exitHues: readonly number[];
  readonly ports: readonly PortRow[];
}

export type PlacedVm = PlacedCard<VmCard>;
export type PlacedLoose = PlacedCard<LooseCard>;
export type PlacedSwitch = PlacedCard<SwitchCard>;
export type PlacedSocket = PlacedCard<SocketCard>;

export interface PlacedCable {
  readonly id: string;
  readonly cable: Cable;
  readonly hue: number;
  readonly route: Route;
}

/** Everything that is drawn. An object in it is the same as before wherever nothing about it changed. */
export interface Scene {
  readonly panel: Panel;
  readonly placement: Placement;
  readonly geometry: Geometry;
  /** In reading order: column by column from the left, each from the top. */
  readonly cards: readonly PlacedCard[];
  readonly cables: readonly PlacedCable[];
}

export function sceneOf(panel: Panel, placement: Placement, before: Scene | null): Scene {
  const geometry = geometryOf(panel, placement.density, placement.ports);
  const paint = paintCables(panel, placement.hues);
  const routes = routesOf(panel, placement, geometry);
  const columns = columnsOf(panel);
  const cards = panel.cards.map((card) => placedCard(card, placement, paint));
  const byPlace = (one: PlacedCard, other: PlacedCard) =>
    (columns.get(other.id) ?? 0) - (columns.get(one.id) ?? 0) ||
    one.at.y - other.at.y ||
    one.at.x - other.at.x ||
    natural.compare(one.card.name, other.card.name);
  const cables = panel.cables.map((cable) => ({
    id: cable.id,
    cable,
    hue: paint.get(cable.id) ?? NO_HUE,
    route: routes.get(cable.id) ?? freeRoute,
  }));
  return {
    panel,
    placement,
    geometry,
    cards: keepSame(before?.cards, cards.sort(byPlace)),
    cables: keepSame(before?.cables, cables),
  };
}

function placedCard(card: Card, placement: Placement, paint: ReadonlyMap<string, number>): PlacedCard {
  const { density, positions, sizes, hues, ports } = placement;
  const order = ports.get(card.id) ?? [];
  const rows = 'ports' in card ? inOrder(card.ports, order) : [];
  const hueOf = (cable: string | undefined) => (cable === undefined ? NO_HUE : (paint.get(cable) ?? NO_HUE));
  return {
    id: card.id,
    card,
    at: positions.get(card.id) ?? { x: 0, y: 0 },
    size: sizes.get(card.id) ?? { width: 0, height: 0 },
    density,
    jacks: jacksOf(card, density, order),
    hue: hues.get(card.id) ?? NO_HUE,
    rowHues:
      card.kind === 'vm'
        ? card.rows.map((row) => hueOf(row.cables[0]))
        : card.kind === 'loose'
          ? [hueOf(card.cables[0])]
          : rows.map((row) => hueOf(row.cable)),
    exitHues: 'exits' in card ? card.exits.map((exit) => hueOf(exit.cable)) : [],
    ports: rows,
  };
}

function inOrder(rows: readonly PortRow[], order: readonly string[]): readonly PortRow[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return order.flatMap((key) => byKey.get(key) ?? []);
}

function keepSame<T extends { readonly id: string }>(before: readonly T[] | undefined, now: readonly T[]) {
  const known = new Map(before?.map((item) => [item.id, item]));
  return now.map((item) => {
    const was = known.get(item.id);
    return was !== undefined && sameData(was, item) ? was : item;
  });
}
