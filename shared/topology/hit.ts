import type { Quality } from './match.ts';
import type { NodeId, NodeKind } from './model.ts';

/** One thing that search found. */
export interface Hit {
  /** Unique among the hits of one search. */
  readonly id: string;
  readonly node: NodeId;
  readonly kind: NodeKind;
  /** What to call it: `web01`, `web01 net0`, `vnet7`. */
  readonly label: string;
  /** What it is and by what it was found: `VM`, `vNIC, MAC 52:54:00:aa:00:01`. */
  readonly why: string;
  /** The text in which the typed text was found, and where in it. */
  readonly match: { readonly text: string; readonly start: number; readonly end: number };
  /** One path through it, from the VM side to the physical side, as a bridge lies on many; of what was seen, its place. */
  readonly path: readonly NodeId[];
  /** Its path in one line; of several, what they share. */
  readonly line: string;
  /** What to light: every path through `node`, or `path` alone, where it is no node itself and no path of it is known. */
  readonly lights: 'paths' | 'place';
  readonly quality: Quality;
}
