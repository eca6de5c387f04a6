import { ovsPort } from '#shared/host/ovs.ts';
import { switchVlanMode, switchVlanWords } from '#shared/host/ovsVlans.ts';
import { vlanWords } from '#shared/host/portVlan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import { recordedVlans } from '#shared/topology/recordedVlans.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import type { RepairDraft } from './draft.ts';
import { changeableLink } from './links/linkOf.ts';
import { draftVlans } from './links/portVlans.ts';
import { draftSwitchVlans } from './links/switchVlans.ts';
import type { Situation } from './situation.ts';

/** The TAP’s port goes into the VLANs that libvirt has on record, as libvirt itself puts it there at each start. */
export function vlansAsRecorded(
  { live, tap, name, domain }: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { ovs } = snapshot;
  if (live?.switchVlans !== undefined && live.targetDev !== null && ovs && ovsPort(ovs, live.targetDev)) {
    const { switchVlans, targetDev } = live;
    const mode = switchVlanMode(switchVlans);
    const edit = {
      ...switchVlans,
      mode,
      kind: 'switch-vlans',
      port: linkId(targetDev),
      persist: 'now',
    } as const;
    const draft = draftSwitchVlans(snapshot, topology, edit);
    return isRefusal(draft) ? draft : recorded(draft, `${name} (${targetDev})`, switchVlanWords(switchVlans));
  }
  // A virtualport is another switch’s, and so are the VLANs there.
  const vlans =
    live === null || live.virtualPort !== undefined ? null : recordedVlans(live, gatherFacts(snapshot));
  if (vlans === null) return refuse(`libvirt has no VLANs on record for ${name}.`, '');
  if (tap === null) return refuse(`${name} of the running ${domain.name} has no TAP.`, '');
  const link = linkId(tap.name);
  const found = changeableLink(snapshot, topology, link);
  if (isRefusal(found)) return found;
  const draft = draftVlans(snapshot, found, { kind: 'port-vlans', link, vlans });
  if (isRefusal(draft)) return draft;
  return recorded(draft, `${name} (${tap.name})`, vlanWords(vlans));
}

function recorded(draft: RepairDraft, what: string, vlans: string): RepairDraft {
  return {
    ...draft,
    title: `Put ${what} into ${vlans}, as libvirt has it on record`,
    done: `Put ${what} into ${vlans}`,
  };
}
