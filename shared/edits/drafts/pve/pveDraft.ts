import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { parsePveNet } from '#shared/parse/pveNet.ts';
import { linkId, type Topology, vnicPrefix } from '#shared/topology/model.ts';
import {
  findPveGuest,
  guestLink,
  isAtOnce,
  isPveRunning,
  isSamePveNet,
  netAt,
} from '../../../ops/pve/pveGuest.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../../../ops/refusal.ts';
import type { Randoms } from '../../editKind.ts';
import type { Persist, PlainEdit } from '../../model.ts';
import { aimPve } from '../../pve.ts';
import { freshMac } from '../../randomMac.ts';
import { refuseStale } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { type PveChange, pveEffects, pveTitle, pveWarnings } from './pveWords.ts';

/** An edit of a guest of Proxmox VE as a draft of its own commands; null: the edit is of something else. */
export function draftPve(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
  { randomMac }: Randoms,
): EditDraft | Refusal | null {
  const aim = aimPve(topology, edit, () => freshMac(snapshot, randomMac));
  if (aim === null || isRefusal(aim)) return aim;
  const stale = refuseStale(topology.sources, ['ip-link', 'pve']);
  if (stale !== null) return stale;
  const { vm, vnic, index, value } = aim;
  const guest = findPveGuest(snapshot, vm.pveId ?? 0);
  if (guest === null) return refuse(`${vm.name} is no longer in Proxmox VE’s files.`, '');
  if (guest.lock !== null) {
    return refuse(
      `${vm.name} is locked in Proxmox VE (${guest.lock}).`,
      'Wait until that has ended, then try again.',
    );
  }
  const before = netAt(guest.next, index);
  const after = value === null ? null : parsePveNet(guest.kind, index, value);
  if (before !== null && value !== null && isSamePveNet(value, before.value)) {
    return alreadySo(`${vm.name}’s net${index} is already set like this.`);
  }
  const isRunning = isPveRunning(snapshot, guest);
  const isNow = !isRunning || isAtOnce(guest, before, after);
  const lasts: Persist = isRunning && isNow ? 'both' : 'boot';
  const change: PveChange = { guest, name: vm.name, before, after, isRunning, lasts };
  const unfit = 'persist' in edit ? refusePersist(change, edit.persist) : null;
  if (unfit !== null) return unfit;
  const link = guestLink(guest, index);
  const mac = after?.mac ?? null;
  return {
    edit: { ...edit, ...(edit.kind === 'attach' && mac !== null ? { mac } : {}) },
    title: pveTitle(change),
    effects: pveEffects(change),
    warnings: pveWarnings(change),
    lasts,
    persistChoices: [lasts],
    ops: [{ op: 'pve-net', guest: guest.id, index, side: isNow ? 'now' : 'next', value }],
    undoTitle: `Set net${index} of ${vm.name} back to what it was`,
    touches: [
      vnic?.id ?? (mac === null ? vm.id : `${vnicPrefix(vm)}${mac}`),
      ...(findLink(snapshot, link) === null ? [] : [linkId(link)]),
    ],
    done: `Changed net${index} of ${vm.name}`,
  };
}

function refusePersist({ name, isRunning, lasts }: PveChange, wanted: Persist | undefined): Refusal | null {
  if (wanted === undefined || wanted === lasts) return null;
  if (wanted === 'now') return refuse('Proxmox VE saves each change of a NIC.', `Choose ${lasts}.`);
  if (wanted === 'boot') {
    return refuse(
      `Proxmox VE makes this change at once, as ${name} is running.`,
      `Shut ${name} down first, or choose both.`,
    );
  }
  return isRunning
    ? refuse(`Hotplug of network cards is off for ${name}.`, 'Choose boot: it applies at its next start.')
    : refuse(`${name} is shut off, so it can’t be changed now.`, 'Change what it starts with (boot).');
}
