import type { PveGuest, PveNet } from '#shared/host/pve.ts';
import type { Persist } from '../../model.ts';
import { KEEPS_ADDRESS } from '../keepsAddress.ts';

/** One change of a guest’s NIC, with what it was; one of the two is there. */
export interface PveChange {
  readonly guest: PveGuest;
  /** What the guest is called. */
  readonly name: string;
  readonly before: PveNet | null;
  readonly after: PveNet | null;
  readonly isRunning: boolean;
  readonly lasts: Persist;
}

/** `Move web’s net0 from vmbr0 to vmbr1` */
export function pveTitle({ name, before, after }: PveChange): string {
  if (before === null) return `Attach a vNIC of ${name} to ${placeOf(after)}`;
  const nic = `${name}’s net${before.index}`;
  if (after === null) return `Detach ${nic}`;
  if (placeOf(before) !== placeOf(after)) return `Move ${nic} from ${placeOf(before)} to ${placeOf(after)}`;
  if (before.linkDown !== after.linkDown)
    return after.linkDown ? `Unplug the guest’s cable of ${nic}` : `Plug in the guest’s cable of ${nic}`;
  return `Change ${nic}`;
}

/** What will be so, a sentence each. */
export function pveEffects(change: PveChange): string[] {
  const { name, before, after, lasts } = change;
  const when = lasts === 'both' ? 'immediately and permanently' : `from the next start of ${name} on`;
  const kept = after?.firewall === true ? ['Proxmox VE’s firewall stays on this cable.'] : [];
  if (after === null) return [`${name} has no net${before?.index} ${when}.`];
  if (before === null) {
    return [
      `${name} gets a new ${after.model} vNIC, net${after.index}, with the MAC ${after.mac} on ${placeOf(after)}, ${when}.`,
      ...kept,
    ];
  }
  return [
    ...changes(before, after).map((words) => `net${after.index} of ${name} ${words}, ${when}.`),
    ...kept,
  ];
}

function changes(before: PveNet, after: PveNet): string[] {
  return [
    ...(placeOf(before) === placeOf(after) ? [] : [`moves to ${placeOf(after)}`]),
    ...(before.linkDown === after.linkDown
      ? []
      : [after.linkDown ? 'has its cable unplugged' : 'has its cable plugged in']),
    ...(before.model === after.model ? [] : [`becomes a card of the model ${after.model}`]),
    ...(before.mac === after.mac ? [] : [`gets the MAC ${after.mac}`]),
  ];
}

/** What to think of first. */
export function pveWarnings({ guest, name, before, after, isRunning, lasts }: PveChange): string[] {
  if (before === null)
    return guest.kind === 'lxc'
      ? [`${name} gets no address on it: set one in Proxmox VE, or ask for one in the container.`]
      : [];
  if (!isRunning || lasts === 'boot') return [];
  if (after === null) return [`The guest loses net${before.index} while it runs.`];
  if (before.model !== after.model || before.mac !== after.mac) {
    return [
      'Proxmox VE removes the card from the running guest and gives it another one: connections through it end, and the guest sets the new card up.',
    ];
  }
  return placeOf(before) === placeOf(after) ? [] : [KEEPS_ADDRESS];
}

function placeOf(net: PveNet | null): string {
  if (net?.bridge == null) return 'user networking';
  return net.tag === null ? net.bridge : `${net.bridge}, VLAN ${net.tag}`;
}
