import type { Edit, PlainEdit } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { findVnic, interfacesOf } from '#shared/ops/vnic/vnicKey.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { vmNodes } from '#shared/topology/vmNodes.ts';
import { gatherVnics } from '#shared/topology/vnics.ts';
import type { UndoRecord } from '../history/undoRecord.ts';

/** The edit to do again: the same, on the node that its vNIC is now. */
export function redoEdit(entry: UndoRecord, snapshot: HostSnapshot): Edit | Refusal {
  const { edit, vnic, title } = entry;
  if (edit === null) return refuse(`“${title}” can’t be done again.`, '');
  if (edit.kind === 'several' && edit.edits.some(isByAlias)) {
    return refuse(
      `“${title}” can’t be done again as a whole: it names one of two vNICs of one MAC by what libvirt may have called otherwise since.`,
      'Make the changes again.',
    );
  }
  // What a change of a shut-off VM does first may be about another vNIC, and no start has named its own again.
  if (vnic === null || !('cable' in edit) || edit.kind === 'vnic-change') return edit;
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
  return refuse(`“${title}” can’t be done again: its vNIC is no longer there.`, '');
}

/** A vNIC's id ends in its MAC, which stays, or where that is not enough in its alias, which a start gives again. */
function isByAlias(edit: PlainEdit): boolean {
  return (
    'cable' in edit && edit.cable.startsWith('vnic:') && !/[/]([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(edit.cable)
  );
}
