import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import type { EditKind } from '../editKind.ts';
import { nodeId } from '../fields.ts';
import { type Edit, type Persist, repairs } from '../model.ts';
import { detachFound } from './detach.ts';
import type { EditDraft, RepairDraft } from './draft.ts';
import { linkFound } from './link.ts';
import { asDefined, keepPlace, replug, tellLibvirt } from './repairPlace.ts';
import { vlansAsRecorded } from './repairVlans.ts';
import { addNow, keepVnic, newTap } from './repairVnic.ts';
import type { Situation } from './situation.ts';
import { type FoundVnic, vnicOfCable } from './vnicDraft.ts';

type RepairEdit = Extract<Edit, { kind: 'repair' }>;

/** Two of a cable's three states (the kernel now, libvirt now, the next boot) are made to agree. */
export const repairKind: EditKind<RepairEdit> = {
  schema: z.strictObject({ kind: z.literal('repair'), cable: nodeId, repair: z.enum(repairs) }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable }, name) => `Repair ${name(cable)}`,
  draft: draftRepair,
};

function draftRepair(snapshot: HostSnapshot, topology: Topology, edit: RepairEdit): EditDraft | Refusal {
  const situation = vnicOfCable(snapshot, topology, edit.cable);
  if (isRefusal(situation)) return situation;
  const { vnic, touches } = situation;
  const draft = draftOf(edit, situation, snapshot, topology);
  if (isRefusal(draft)) return draft;
  return { ...draft, edit: { ...edit, cable: vnic.id }, persistChoices: [draft.lasts], touches };
}

function draftOf(
  { repair }: RepairEdit,
  situation: FoundVnic,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const detach = (persist: Persist) => detachFound(snapshot, situation, persist);
  switch (repair) {
    case 'replug':
      return replug(situation, snapshot, topology);
    case 'tell-libvirt':
      return tellLibvirt(situation, snapshot, topology);
    case 'keep-place':
      return keepPlace(situation, snapshot);
    case 'place-as-defined':
      return asDefined(situation, snapshot, topology);
    case 'keep-link':
      return linkAs('live', situation);
    case 'link-as-defined':
      return linkAs('defined', situation);
    case 'keep-vnic':
      return keepVnic(situation);
    case 'add-now':
      return addNow(situation, snapshot, topology);
    case 'new-tap':
      return newTap(situation, snapshot, topology);
    case 'vlans-as-recorded':
      return vlansAsRecorded(situation, snapshot, topology);
    case 'pve-replug':
    case 'pve-discard':
      return refuse(`${situation.domain.name} is not a guest of Proxmox VE.`, '');
    case 'remove-now':
      return situation.defined === null ? detach('now') : inBoth(situation);
    case 'remove-at-boot':
      return situation.live === null ? detach('boot') : inBoth(situation);
  }
}

/** The link state of one side for the other. */
function linkAs(side: 'live' | 'defined', situation: FoundVnic): RepairDraft | Refusal {
  const { live, defined, name, domain } = situation;
  if (live === null || defined === null) {
    return refuse(
      `${name} is ${live === null ? 'not in the running' : 'not in the definition of'} ${domain.name}.`,
      '',
    );
  }
  const persist = side === 'live' ? 'boot' : 'now';
  const state = situation[side]?.linkState ?? 'up';
  return linkFound(situation, state, persist);
}

function inBoth({ name, domain }: Situation): Refusal {
  return refuse(`${name} is the same in the running ${domain.name} and in its definition.`, '');
}
