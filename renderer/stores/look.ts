import { create } from 'zustand';
import type { NodeId } from '#shared/topology/model.ts';

/** What the user is looking at: nothing of it is kept, and nothing of it changes the host. */
export interface LookState {
  /** A node of the topology, or an edge where a cable stands for no node of its own (an uplink, NAT). */
  readonly selected: string | null;
  /** The paths that search lit, the VLAN that is followed, or what a finding or a walk is about; everything else is dimmed. Null: nothing is. */
  readonly lit: LitPath | LitVlan | LitThings | null;
  /** The finding that is looked at; null: none is. */
  readonly finding: FindingPlace | null;
  /** The strip of findings shows them all. */
  readonly findingsOpen: boolean;
  readonly searching: boolean;
  /** The list of hosts is open. */
  readonly hosts: boolean;
  readonly arrangement: 'panel' | 'table';
  /** The bridges of Proxmox VE’s firewall are drawn, and not folded into a mark on the cable. */
  readonly firewalls: boolean;
  /** The way of a vNIC’s packets stands where the inspector would; null: it doesn’t. */
  readonly walk: WalkPlace | null;
  /** The history stands where the inspector would. */
  readonly history: boolean;
  readonly menu: Menu | null;
  /** Something to bring into view; `turn` counts up with each request. */
  readonly reveal: { readonly id: NodeId; readonly turn: number } | null;
  /** How the plane is to be zoomed; `turn` counts up with each request. */
  readonly zoom: { readonly wish: ZoomWish; readonly turn: number } | null;
}

/** `all`: so that everything is seen. */
export type ZoomWish = 'in' | 'out' | 'all';

/** A menu of what can be done. */
export interface Menu {
  /** A node; null: the host as a whole. */
  readonly about: NodeId | null;
  /** Without what the inspector has as buttons, beside which it opens. */
  readonly isMore: boolean;
  /** Where its corner would be, in CSS pixels of the window; it stays within that. */
  readonly at: { readonly x: number; readonly y: number };
}

export interface LitPath {
  /** What was typed. */
  readonly query: string;
  readonly found: NodeId;
  /** The nodes to light; null: every path through what was found, wherever these lead by now. */
  readonly only: readonly NodeId[] | null;
}

/** All that carries it is lit. */
export interface LitVlan {
  readonly vlan: number;
}

/** What a finding is about, or the hops of a walk so far. */
export interface LitThings {
  readonly title: string;
  /** Nodes and edges. */
  readonly ids: readonly string[];
  /** With all of the paths that a vNIC among them lies on. */
  readonly withPaths: boolean;
}

/** The way of a vNIC’s packets, with the hop that is looked at; null: the answer isn’t there yet. */
export interface WalkPlace {
  readonly vnic: NodeId;
  readonly at: number | null;
}

/** A finding by its id in the list, and its place there: what takes that place when it is gone is the next one. */
export interface FindingPlace {
  readonly id: string;
  readonly at: number;
}

export const useLook = create<LookState>(() => ({
  selected: null,
  lit: null,
  finding: null,
  findingsOpen: false,
  searching: false,
  hosts: false,
  arrangement: 'panel',
  firewalls: false,
  walk: null,
  history: false,
  menu: null,
  reveal: null,
  zoom: null,
}));

/** One thing at a time at the right: what is selected is looked at, and not the history or a walk. */
export function select(id: string | null): void {
  useLook.setState(({ walk, lit }) => ({
    selected: id,
    finding: null,
    walk: null,
    lit: walk === null ? lit : null,
    ...(id === null ? {} : { history: false }),
  }));
}

export function openMenu(menu: Menu | null): void {
  useLook.setState({ menu });
}

export function closeHistory(): void {
  useLook.setState({ history: false });
}

/** Lights what search found, and the paths through it where it has any, and brings it into view. */
export function light(query: string, found: NodeId, only: LitPath['only']): void {
  useLook.setState({ lit: { query, found, only } });
  show(found);
}

/** Looks at a finding: selects what it is about, lights that, and brings it into view. */
export function lookAtFinding(place: FindingPlace, about: string, lit: LitThings): void {
  select(about);
  useLook.setState({ finding: place, lit });
}

/** Opens the way of a vNIC’s packets. */
export function openWalk(vnic: NodeId): void {
  select(vnic);
  useLook.setState({ walk: { vnic, at: null } });
}

/** Goes to a hop of the walk: what it is about is selected, and the way to it lit. */
export function stepWalk(place: WalkPlace, about: string, lit: LitThings): void {
  useLook.setState({ selected: about, walk: place, lit });
}

/** Lights what carries a VLAN. */
export function followVlan(vlan: number): void {
  useLook.setState({ lit: { vlan } });
}

/** Brings a node into view on the canvas. */
export function show(id: NodeId): void {
  useLook.setState(({ reveal }) => ({ reveal: { id, turn: (reveal?.turn ?? 0) + 1 } }));
}

/** Zooms the plane of the canvas. */
export function zoom(wish: ZoomWish): void {
  useLook.setState(({ zoom }) => ({ zoom: { wish, turn: (zoom?.turn ?? 0) + 1 } }));
}

/** Brings the world back as it was before search. */
export function unlight(): void {
  useLook.setState({ lit: null });
}
