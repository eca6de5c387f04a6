import type { Edit, Refusal } from '#shared/edits/model.ts';
import { refuse } from '#shared/edits/refusal.ts';
import { findVnic, interfacesOf } from '#shared/edits/vnicKey.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { vmNodes } from '#shared/topology/vmNodes.ts';
import { gatherVnics } from '#shared/topology/vnics.ts';
import type { Entry } from './historyEntry.ts';

/** The edit to do again: the same, on the node that its vNIC is now. */
export function redoEdit(entry: Entry, snapshot: HostSnapshot): Edit | Refusal {
  const { edit, vnic, title } = entry;
  if (edit === null) return refuse(`“${title}” can't be done again.`, '');
  if (vnic === null || !('cable' in edit)) return edit;
  const facts = gatherFacts(snapshot);
  const domain = facts.domains.get(vnic.domain);
  const sides = domain === undefined ? [] : (['live', 'defined'] as const);
  for (const side of sides) {
    const found =
      domain === undefined
        ? null
        : findVnic(interfacesOf(domain, side === 'live' ? 'live' : 'config'), vnic.key);
    const node = gatherVnics(vmNodes(facts), facts).find((each) => found !== null && each[side] === found);
    if (node !== undefined) return { ...edit, cable: node.id };
  }
  return refuse(`“${title}” can't be done again: its vNIC is no longer there.`, '');
}
