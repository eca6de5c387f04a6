import { type OvsPort, ovsPort } from '#shared/host/ovs.ts';
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
  const onSwitch = live?.targetDev == null ? null : portInSwitch(snapshot, live.targetDev);
  if (live?.switchVlans !== undefined && onSwitch !== null) {
    const { mode: _, ...set } = live.switchVlans;
    const mode = switchVlanMode(live.switchVlans);
    const edit = { kind: 'switch-vlans', port: linkId(onSwitch.name), ...set, mode, persist: 'now' } as const;
    const draft = draftSwitchVlans(snapshot, topology, edit);
    return isRefusal(draft)
      ? draft
      : recorded(draft, `${name} (${onSwitch.name})`, switchVlanWords(live.switchVlans));
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

function portInSwitch({ ovs }: HostSnapshot, name: string): OvsPort | null {
  return ovs === undefined ? null : ovsPort(ovs, name);
}

function recorded(draft: RepairDraft, what: string, vlans: string): RepairDraft {
  return {
    ...draft,
    title: `Put ${what} into ${vlans}, as libvirt has it on record`,
    done: `Put ${what} into ${vlans}`,
  };
}
