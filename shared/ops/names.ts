import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Side, VnicKey } from './op.ts';
import { findDomain, vnicIn } from './vnic/vnicKey.ts';

/** The VM as the user knows it. */
export function vmName(snapshot: HostSnapshot, uuid: string): string {
  return findDomain(snapshot, uuid)?.name ?? uuid;
}

/** `web 01's vnet7` while it runs; `web 01's vNIC 52:54:00:aa:00:01` in a definition, or where it has no TAP. */
export function vnicName(snapshot: HostSnapshot, uuid: string, side: Side, key: VnicKey): string {
  const tap = side === 'live' ? (vnicIn(snapshot, uuid, side, key)?.targetDev ?? null) : null;
  return `${vmName(snapshot, uuid)}’s ${tap ?? `vNIC ${key.mac}`}`;
}

/** Ends a step's title: on which side of the VM it works. */
export function sideWords(side: Side): string {
  return words[side];
}

const words: { readonly [S in Side]: string } = {
  live: 'now, while the VM runs',
  config: 'in the VM’s definition, for its next start',
  saved: 'in the VM’s saved image, which its next start resumes',
};

/** Begins the title of what is done with the guest’s end of a cable; the vNIC’s name follows. */
export const cableVerb: { readonly [S in 'up' | 'down']: string } = {
  up: 'Plug in the guest’s cable of',
  down: 'Unplug the guest’s cable of',
};

/** Begins the title of what is done with a link of the host; its name follows. */
export const linkVerb: { readonly [S in 'up' | 'down']: string } = { up: 'Enable', down: 'Disable' };
