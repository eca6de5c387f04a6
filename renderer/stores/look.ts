import { create } from 'zustand';
import type { NodeId } from '#shared/topology/model.ts';

/** What the user is looking at: nothing of it is kept, and nothing of it changes the host. */
export interface LookState {
  readonly selected: NodeId | null;
  /** The path that search lit; everything else is dimmed. Null: nothing is. */
  readonly lit: LitPath | null;
  readonly searching: boolean;
  readonly arrangement: 'panel' | 'table';
}

export interface LitPath {
  readonly query: string;
  readonly nodes: ReadonlySet<NodeId>;
}

export const useLook = create<LookState>(() => ({
  selected: null,
  lit: null,
  searching: false,
  arrangement: 'panel',
}));

export function select(id: NodeId | null): void {
  useLook.setState({ selected: id });
}

/** Lights a path; the canvas brings it into view. */
export function light(query: string, nodes: readonly NodeId[]): void {
  useLook.setState({ lit: { query, nodes: new Set(nodes) } });
}

/** Brings the world back as it was before search. */
export function unlight(): void {
  useLook.setState({ lit: null });
}
