import { z } from 'zod';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Topology, vnicId } from '#shared/topology/model.ts';
import type { NewVnic, Op, Scope } from '../../ops/op.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { countMac, findDomain } from '../../ops/vnic/vnicKey.ts';
import type { EditKind, Randoms } from '../editKind.ts';
import { macvtapMode, nicModel, nodeId, persist, vnicMac } from '../fields.ts';
import type { Edit } from '../model.ts';
import { freshMac } from '../randomMac.ts';
import { aimSocket } from '../targets.ts';
import { attachPlace, linkEffects, linkWarnings } from './attachPlace.ts';
import type { EditDraft } from './draft.ts';
import { guestRest } from './guestRest.ts';
import { choosePersist, refuseConfig, refuseLive } from './persist.ts';
import { macWarnings, placeEffects, placeWarnings } from './placeWords.ts';

type Attach = Extract<Edit, { kind: 'attach' }>;

/** A VM gets one more vNIC. */
export const attachKind: EditKind<Attach> = {
  schema: z.strictObject({
    kind: z.literal('attach'),
    vm: nodeId,
    to: nodeId,
    mode: macvtapMode.optional(),
    model: nicModel.optional(),
    mac: vnicMac.optional(),
    persist,
  }),
  changesHost: false,
  subject: ({ vm }) => vm,
  phase: () => 'plug',
  words: ({ vm, to }, name) => `Attach a vNIC of ${name(vm)} to ${name(to)}`,
  draft: draftAttach,
};

function draftAttach(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Attach,
  { randomMac }: Randoms,
): EditDraft | Refusal {
  const aim = aimSocket(topology, edit.vm, edit.to);
  if (isRefusal(aim)) return aim;
  const { vm, on } = aim;
  const place = attachPlace(snapshot, on, edit.mode);
  if (isRefusal(place)) return place;
  const domain = findDomain(snapshot, vm.uuid);
  if (domain === null) {
    return refuse(
      `libvirt doesn’t report ${vm.name} to Patchbay, so it can’t be changed.`,
      'If it belongs to another user or to qemu:///session, change it there.',
    );
  }
  const mac = edit.mac ?? freshMac(snapshot, randomMac);
  if (countMac(domain.live, mac) + countMac(domain.defined, mac) > 0) {
    return refuse(
      `${domain.name} already has a vNIC with the MAC ${mac}; the two couldn’t be told apart.`,
      'Choose another MAC, or let Patchbay choose one.',
    );
  }
  const model = edit.model ?? usualModel(domain);
  const device: NewVnic = { kind: 'new', mac, model, target: place.target };
  const add = (scope: Scope): Op[] => [{ op: 'vnic-add', domain: domain.uuid, scope, device }];
  const chosen = choosePersist(
    { live: refuseLive(domain) ?? add('live'), config: refuseConfig(domain) ?? add('config') },
    edit.persist,
  );
  if (isRefusal(chosen)) return chosen;
  const { lasts, choices, ops } = chosen;
  return {
    edit: { ...edit, mac, model, persist: lasts },
    title: `Attach a vNIC of ${domain.name} to ${place.name}`,
    effects: [
      `${domain.name} gets a new ${model} vNIC with the MAC ${mac} on ${place.name}${whenWords[lasts]}`,
      ...placeEffects(place),
      ...linkEffects(place),
    ],
    warnings: [
      ...(lasts === 'boot' && domain.active ? [] : hotplugWarnings(domain, lasts !== 'boot')),
      ...macWarnings(mac, domain.uuid, place, snapshot),
      ...placeWarnings(place, snapshot, lasts),
      ...linkWarnings(place, domain.uuid, snapshot),
    ],
    lasts,
    persistChoices: choices,
    ops,
    undoTitle: `Detach the vNIC ${mac} from ${domain.name} again`,
    touches: [vm.id, vnicId(domain.uuid, mac)],
    done: `Attached a vNIC of ${domain.name} to ${place.name}`,
  };
}

const whenWords = {
  both: ', immediately and permanently.',
  now: ', immediately; lost at the next start.',
  boot: ', from the next start on.',
};

/** A guest at rest looks at nothing new. */
export function hotplugWarnings({ name, state }: Domain, isNow: boolean): string[] {
  const rest = guestRest[state];
  return isNow && rest !== null
    ? [`${name} ${rest.why}: its guest sees the new vNIC when ${rest.until}.`]
    : [];
}

/** What most of the VM's vNICs are, the first of equals; virtio where it has none that says. */
function usualModel({ live, defined }: Domain): string {
  const counts = new Map<string, number>();
  for (const { model, type } of live.length > 0 ? live : defined) {
    if (model !== null && type !== 'hostdev') counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? 'virtio';
}
