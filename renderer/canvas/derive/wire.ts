import type { Finding, NodeId, TopologyEdge } from '#shared/topology/model.ts';
import type { Cable, PortRow } from './model.ts';

/** A cable with the row that it makes at its far end: `row.key` is the jack that the cable ends in. */
export interface Wire {
  readonly cable: Cable;
  readonly row: PortRow;
}

/** The wires of each card, by the end that they have at it. */
export interface Ends {
  readonly into: ReadonlyMap<NodeId, readonly Wire[]>;
  readonly out: ReadonlyMap<NodeId, readonly Wire[]>;
}

type Told = Pick<PortRow, 'key' | 'link' | 'tag' | 'who' | 'detail' | 'firewall'>;

/** A cable, and the row at its far end that says the same. */
export function wire(cable: Omit<Cable, 'to'> & { readonly to: string }, told: Told): Wire {
  const { id, nodes, grab, style, conflict, words } = cable;
  return {
    cable: { ...cable, to: { card: cable.to, jack: told.key } },
    row: { ...told, cable: id, nodes, grab, style, conflict, words },
  };
}

/** What contradicts these edges, as one text; null when nothing does. */
export function conflictOf(...edges: readonly (TopologyEdge | undefined)[]): string | null {
  const conflicts: readonly Finding[] = edges.flatMap((edge) => edge?.conflicts ?? []);
  return conflicts.length === 0 ? null : conflicts.map((conflict) => conflict.message).join(' ');
}
