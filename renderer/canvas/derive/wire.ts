import { vlanWords } from '#shared/host/portVlan.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { Cable, PortRow, VlanMark } from './model.ts';

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

type Told = Pick<PortRow, 'key' | 'link' | 'tag' | 'who' | 'detail' | 'firewall' | 'vlans'>;

/** A cable, and the row at its far end that says the same. */
export function wire(cable: Omit<Cable, 'to'> & { readonly to: string }, told: Told): Wire {
  const { id, nodes, grab, style, trouble, words } = cable;
  return {
    cable: { ...cable, to: { card: cable.to, jack: told.key } },
    row: { ...told, cable: id, nodes, grab, style, trouble, words: withVlans(words, told.vlans) },
  };
}

function withVlans(words: string, vlans: VlanMark | null): string {
  return vlans === null ? words : `${words}, ${vlans.words}`;
}

/** A port’s VLANs as its row says them; null where there are none to say. */
export function markOf(vlans: readonly VlanRange[] | undefined): VlanMark | null {
  return vlans === undefined ? null : { short: vlanMark(vlans) || 'no VLAN', words: vlanWords(vlans) };
}
