import { create } from 'zustand';
import type { NodeId } from '#shared/topology/model.ts';

/** What the user is looking at: nothing of it is kept, and nothing of it changes the host. */
export interface LookState {
  /** A node of the topology, or an edge where a cable stands for no node of its own (an uplink, NAT). */
  readonly selected: string | null;
  /** The paths that search lit, the VLAN that is followed, or what was found; everything else is dimmed. Null: nothing is. */
  readonly lit: LitPath | LitVlan | LitFinding | null;
  /** The finding that is looked at; null: none is. */
  readonly finding: FindingPlace | null;
  /** The strip of findings shows them all. */
  readonly findingsOpen: boolean;
  readonly searching: boolean;
  readonly arrangement: 'panel' | 'table';
  /** The bridges of Proxmox VE’s firewall are drawn, and not folded into a mark on the cable. */
  readonly firewalls: boolean;
  /** The history stands where the inspector would. */
  readonly history: boolean;
  readonly menu: Menu | null;
  /** Something to bring into view; `turn` counts up with each request. */
  readonly reveal: { readonly id: NodeId; readonly turn: number } | null;
}

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

/** What a finding is about is lit, with the path that it lies on. */
export interface LitFinding {
  /** Its title. */
  readonly finding: string;
  readonly subject: readonly string[];
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
  arrangement: 'panel',
  firewalls: false,
  history: false,
  menu: null,
  reveal: null,
}));

/** One thing at a time at the right: what is selected is looked at, and not the history. */
export function select(id: string | null): void {
  useLook.setState({ selected: id, finding: null, ...(id === null ? {} : { history: false }) });
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
export function lookAtFinding(place: FindingPlace, about: string, lit: LitFinding): void {
  select(about);
  useLook.setState({ finding: place, lit });
}

/** Lights what carries a VLAN. */
export function followVlan(vlan: number): void {
  useLook.setState({ lit: { vlan } });
}

/** Brings a node into view on the canvas. */
export function show(id: NodeId): void {
  useLook.setState(({ reveal }) => ({ reveal: { id, turn: (reveal?.turn ?? 0) + 1 } }));
}

/** Brings the world back as it was before search. */
export function unlight(): void {
  useLook.setState({ lit: null });
}
