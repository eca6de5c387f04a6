import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { plugOf, plugWords } from '../../ops/vnic/plug.ts';
import { guestAddress } from '../../ops/vnic/vnicKey.ts';
import { withoutAddress } from '../../ops/vnic/vnicXml.ts';
import { hotplugWarnings } from './attach.ts';
import { releaseWarnings } from './detach.ts';
import type { RepairDraft } from './draft.ts';
import { refuseConfig, refuseLive } from './persist.ts';
import { placeAt } from './place.ts';
import { refuseBroken } from './placeNow.ts';
import { macWarnings, placeEffects, placeWarnings } from './placeWords.ts';
import type { Situation } from './situation.ts';

/** The definition gets a vNIC that only the running VM has. */
export function keepVnic({ domain, live, defined, name }: Situation): RepairDraft | Refusal {
  const fixed = refuseConfig(domain);
  if (fixed !== null) return fixed;
  if (defined !== null || live === null) {
    return refuse(`${name} is already in the definition of ${domain.name}.`, '');
  }
  const fitted = fittedTo(domain.defined, live);
  if (isRefusal(fitted)) return fitted;
  const { was, isMoved } = fitted;
  return {
    title: `Save ${name} as permanent`,
    effects: [
      `This vNIC is saved in the definition of ${domain.name} as libvirt has it on record: on ${plugWords(plugOf(was))}, with the MAC ${was.mac}.`,
      ...(isMoved ? [otherSlot] : []),
    ],
    warnings: [],
    lasts: 'boot',
    ops: [{ op: 'vnic-add', domain: domain.uuid, scope: 'config', device: { kind: 'as-it-was', was } }],
    undoTitle: `Remove ${name} from the definition of ${domain.name} again`,
    done: `Saved ${name} as permanent`,
  };
}

/** The running VM gets a vNIC that only its definition has. */
export function addNow(
  situation: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { domain, live, defined, name } = situation;
  const off = refuseLive(domain);
  if (off !== null) return off;
  if (live !== null || defined === null) {
    return refuse(`The running ${domain.name} already has ${name}.`, '');
  }
  const place = placeAt(snapshot, plugOf(defined));
  const fitted = refuseBroken(place, topology) ?? fittedTo(domain.live, defined);
  if (isRefusal(fitted)) return fitted;
  const { was, isMoved } = fitted;
  return {
    title: `Add ${was.mac} to the running ${domain.name}`,
    effects: [
      `${domain.name} gets the vNIC from its definition immediately: on ${place.name}, with the MAC ${was.mac}.`,
      ...(isMoved ? [otherSlot] : []),
      ...placeEffects(place),
    ],
    warnings: [
      ...hotplugWarnings(domain, true),
      ...macWarnings(was.mac ?? '', domain.uuid, place, snapshot),
      ...placeWarnings(place, snapshot, 'now'),
    ],
    lasts: 'now',
    ops: [{ op: 'vnic-add', domain: domain.uuid, scope: 'live', device: { kind: 'as-it-was', was } }],
    undoTitle: `Detach ${was.mac} from the running ${domain.name} again`,
    done: `Attached ${was.mac} to ${domain.name}`,
  };
}

/** The guest's card is taken out and put in again: QEMU takes no other TAP for one that was deleted under it. */
export function newTap(
  situation: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { domain, key, live, tap, name } = situation;
  const off = refuseLive(domain);
  if (off !== null) return off;
  if (live === null) return refuse(`The running ${domain.name} doesn’t have ${name}.`, '');
  if (tap !== null) return refuse(`${name} has its TAP, ${tap.name}.`, '');
  const place = placeAt(snapshot, plugOf(live));
  const broken = refuseBroken(place, topology);
  if (broken !== null) return broken;
  const of = { domain: domain.uuid, scope: 'live' } as const;
  return {
    title: `Create a new TAP for ${name}`,
    effects: [
      `${live.targetDev ?? 'Its TAP'} was deleted while ${domain.name} runs, and QEMU can’t use another in its place.`,
      `So the guest is asked to release its card and gets the same one back on ${place.name}, with a new TAP.`,
    ],
    warnings: [...releaseWarnings(domain), ...placeWarnings(place, snapshot, 'now')],
    lasts: 'now',
    ops: [
      { op: 'vnic-remove', ...of, vnic: key },
      { op: 'vnic-add', ...of, device: { kind: 'as-it-was', was: live } },
    ],
    undoTitle: `Detach ${name} and attach it again`,
    done: `Created a new TAP for ${name}`,
  };
}

const otherSlot =
  'Another vNIC uses its slot on the guest’s bus there, so libvirt chooses another slot: the guest may rename its card.';

/**
 * The vNIC for a side that did not grow with it: two that were added to one side each got the same free slot, and
 * libvirt refuses a double use.
 */
function fittedTo(
  others: readonly DomainInterface[],
  vnic: DomainInterface,
): { readonly was: DomainInterface; readonly isMoved: boolean } | Refusal {
  const address = guestAddress(vnic);
  if (address === null || !others.some((other) => guestAddress(other) === address)) {
    return { was: vnic, isMoved: false };
  }
  const xml = withoutAddress(vnic);
  return isRefusal(xml) ? xml : { was: { ...vnic, xml }, isMoved: true };
}
