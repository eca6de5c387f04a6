import type { Finding } from '#shared/findings/finding.ts';
import type { Layout } from '#shared/kept.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { CableDraft } from '../stores/edits.ts';
import type { LookState } from '../stores/look.ts';

/** What the drawn patch panel shows. Traffic comes by a subscription per link, so that it re-draws no card. */
export interface CanvasProps {
  readonly topology: Topology;
  /** The host as it is, where `topology` is how it would be with planned edits; null: it is what is. */
  readonly now: Topology | null;
  /** What was found on the host, but for what the planned edits may change: it gets badges. */
  readonly findings: readonly Finding[];
  /** Whether the bridges of Proxmox VE’s firewall are drawn, and not folded into their cables. */
  readonly showsFirewalls: boolean;
  /** Where the user has put cards; a card without an entry gets a free place and then stays. */
  readonly layout: Layout;
  /** A node or an edge of the topology. */
  readonly selection: string | null;
  /** The nodes of the paths to light; everything else is dimmed. Null: nothing is lit. */
  readonly highlight: ReadonlySet<NodeId> | null;
  /** Something to bring into view and to focus; `turn` counts up with each request. */
  readonly reveal: { readonly id: NodeId; readonly turn: number } | null;
  /** How the plane is to be zoomed; `turn` counts up with each request. */
  readonly zoom: LookState['zoom'];
  /** What is being done to a node now, in words ("waiting for the guest…"): a running plan's `touches`. */
  readonly busy: ReadonlyMap<NodeId, string>;
  /** A change that is being looked at or applied: its cable is drawn as a ghost. */
  readonly draft: CableDraft | null;
  /** False where the host can't be changed (a replay, the lock): nothing can be grabbed then. */
  readonly editable: boolean;
  readonly onIntent: (intent: CanvasIntent) => void;
}

/** `all`: so that everything is seen. */
export type ZoomWish = NonNullable<CanvasProps['zoom']>['wish'];

/** What the user asked for on the canvas. The canvas itself changes nothing but the place of a card. */
export type CanvasIntent =
  /** `cable` is a vNIC or, without one, the link itself; `to` a bridge or a network. */
  | { readonly kind: 'move'; readonly cable: NodeId; readonly to: NodeId }
  | { readonly kind: 'attach'; readonly vm: NodeId; readonly to: NodeId }
  /** A plug was dragged while nothing can be edited: the user is to be told why. */
  | { readonly kind: 'not-editable' }
  /** Dropped on empty canvas, or Delete: the user chooses whether to disconnect or detach. */
  | { readonly kind: 'pulled'; readonly cable: NodeId }
  /** The keyboard's way of dragging: ask where the cable, or a new vNIC of the VM, should go. */
  | { readonly kind: 'choose-target'; readonly cable: NodeId }
  | { readonly kind: 'choose-attach'; readonly vm: NodeId }
  /** A node, or the edge where a cable stands for no node of its own (an uplink, NAT, a cable of the next boot). */
  | { readonly kind: 'select'; readonly id: string | null }
  /** The user put a card there: worth keeping in the layout. */
  | { readonly kind: 'moved-card'; readonly id: NodeId; readonly x: number; readonly y: number };
