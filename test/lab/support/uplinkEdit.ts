import type { Edit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';

/** Puts the card that the host lives on into a bridge, and its address and routes along with it. */
export const intoBridge: Edit = {
  kind: 'guarded',
  edit: { kind: 'move', cable: linkId('enp3s0'), to: linkId('br1') },
};
