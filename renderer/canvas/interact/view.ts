import { create } from 'zustand';
import type { Grabbed } from '#shared/edits/targets.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { Cable, Card, Change, PortRow, VnicRow } from '../derive/model.ts';
import type { Jack, Point } from '../layout/metrics.ts';
import type { CanvasProps } from '../types.ts';

/** What a drop on a card would mean; `home`: the cable is there already, letting go changes nothing. */
export type Verdict =
  | { readonly kind: 'opens'; readonly to: NodeId }
  /** It opens too, but only under the guard can it be done. */
  | { readonly kind: 'guards'; readonly to: NodeId; readonly why: string }
  | { readonly kind: 'refuses'; readonly why: string }
  | { readonly kind: 'home' };

/** The jack that a cable in the hand stays in, and the side on which it leaves its card. */
export interface FixedEnd extends Point {
  readonly side: Jack['side'];
}

/** A cable in the user's hand. */
export interface Drag {
  readonly grabbed: Grabbed;
  /** The jack that it stays plugged into, on the plane. */
  readonly from: FixedEnd;
  readonly hue: number;
  /** The cables that are drawn as lifted meanwhile. */
  readonly lifted: ReadonlySet<string>;
  /** By card. */
  readonly verdicts: ReadonlyMap<NodeId, Verdict>;
  readonly over: NodeId | null;
}

type Looks = Pick<CanvasProps, 'selection' | 'highlight' | 'busy' | 'editable'>;

/**
 * What changes how a card or cable looks without changing what it is. Each subscribes to what concerns itself, so
 * that hovering, selecting or lighting a path redraws a few things and not the whole picture.
 */
export interface ViewState extends Looks {
  /** The cable under the mouse. */
  readonly hover: string | null;
  readonly drag: Drag | null;
}

const initial: ViewState = {
  selection: null,
  highlight: null,
  busy: new Map(),
  editable: false,
  hover: null,
  drag: null,
};

export const useView = create<ViewState>(() => initial);

/** The hand on the plane and on the screen while something is dragged: changes with each move of the mouse. */
export const useHand = create<{ readonly plane: Point; readonly client: Point }>(() => ({
  plane: { x: 0, y: 0 },
  client: { x: 0, y: 0 },
}));

export function forgetView(): void {
  useView.setState(initial);
}

function classes(parts: Readonly<Record<string, boolean>>): string {
  return Object.keys(parts)
    .filter((name) => parts[name])
    .join(' ');
}

export function useCardClass(card: Card): string {
  return useView(({ selection, highlight, drag }) => {
    const verdict = drag?.verdicts.get(card.id)?.kind;
    const isSelected = selection === card.id || (card.kind === 'switch' && isNetworkOf(card, selection));
    return classes({
      'is-selected': isSelected,
      'is-lit': highlight?.has(card.id) === true || (card.kind === 'switch' && litNetwork(card, highlight)),
      'is-open': verdict === 'opens' || verdict === 'guards',
      'is-guarding': verdict === 'guards',
      'is-refusing': verdict === 'refuses',
      'is-over': drag?.over === card.id,
      ...changeClass(card),
    });
  });
}

function isNetworkOf(card: Card & { kind: 'switch' }, id: string | null): boolean {
  return card.networks.some((network) => network.id === id);
}

function litNetwork(card: Card & { kind: 'switch' }, lit: ReadonlySet<NodeId> | null): boolean {
  return lit !== null && card.networks.some((network) => lit.has(network.id));
}

export function useCableClass(cable: Cable): string {
  return useView(({ selection, highlight, hover, busy, drag }) =>
    classes({
      'is-selected': isCableSelected(cable, selection),
      'is-lit': isAllLit(cable.nodes, highlight),
      'is-hovered': hover === cable.id,
      'is-busy': busyWords(cable, busy) !== null,
      'is-lifted': drag?.lifted.has(cable.id) === true,
      ...changeClass(cable),
    }),
  );
}

/** What differs from the host as it is, where planned edits are drawn. */
function changeClass({ change }: { readonly change?: Change }): Readonly<Record<string, boolean>> {
  return change === undefined ? {} : { [`is-${change}`]: true };
}

function isAllLit(nodes: readonly NodeId[], highlight: ReadonlySet<NodeId> | null): boolean {
  return highlight !== null && nodes.every((id) => highlight.has(id));
}

function isCableSelected(cable: Cable, selection: string | null): boolean {
  if (selection === null) return false;
  if (cable.selects === selection || cable.id === selection) return true;
  return (
    cable.kind !== 'uplink' &&
    cable.kind !== 'layer' &&
    cable.nodes[0] === selection &&
    selection.startsWith('vnic:')
  );
}

/** What is being done to a cable now; the place that it is plugged into may be busy with others. */
export function busyWords(cable: Cable, busy: ReadonlyMap<NodeId, string>): string | null {
  if (busy.size === 0) return null;
  // An uplink's bridge is where it begins.
  const own = cable.kind === 'uplink' ? cable.nodes.slice(1) : cable.nodes.slice(0, -1);
  for (const id of own) {
    const words = busy.get(id);
    if (words !== undefined) return words;
  }
  return null;
}

export function useVnicClass(row: VnicRow): string {
  return useView(({ selection, highlight, hover }) =>
    classes({
      'is-selected': selection === row.id || (row.hanging !== null && selection === row.hanging.id),
      'is-lit': highlight?.has(row.id) === true,
      'is-hovered': hover !== null && row.cables.includes(hover),
      ...changeClass(row),
    }),
  );
}

/** What is being done to a vNIC that has no cable on which it could be said. */
export function useVnicDoing(row: VnicRow): string | undefined {
  return useView(({ busy }) => (row.end === 'plugged' ? undefined : busy.get(row.id)));
}

export function usePortClass(port: PortRow): string {
  return useView(({ selection, highlight, hover, drag }) =>
    classes({
      'is-selected':
        selection !== null && (selection === port.link || selection === port.cable || selection === port.key),
      'is-lit': isAllLit(port.nodes, highlight),
      'is-hovered': hover === port.cable,
      'is-lifted': drag?.lifted.has(port.cable) === true,
      ...changeClass(port),
    }),
  );
}
