import type { NicEnd, VmNic } from '#shared/host/process.ts';
import { macOrNull } from '../mac.ts';

/** What a command line says of a VM, whichever program runs it. */
export interface VmWords {
  readonly name: string | null;
  readonly nics: readonly VmNic[];
}

/** What a command line gives of a NIC. */
export interface GivenNic {
  readonly mac?: string | undefined;
  readonly tap?: string | undefined;
  readonly fds?: readonly number[];
}

/** A virtio NIC by what is given of it, with its place among the others for a name. @param instead of a TAP */
export function aNic(index: number, given: GivenNic, instead?: NicEnd): VmNic {
  return {
    netdev: `#${index}`,
    mac: macOrNull(given.mac ?? ''),
    defaultMac: null,
    model: 'virtio',
    ifname: given.tap || null,
    fds: given.fds ?? [],
    ...(instead === undefined ? {} : { instead }),
  };
}
