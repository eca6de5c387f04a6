import { shellWord } from '#shared/edits/shellWords.ts';
import type { GuestCable } from './guestCables.ts';
import type { Scene } from './scene.ts';

/** How large the frames are that a guest may send, in bytes of data, and what tells it. */
export interface GuestMtu {
  readonly mtu: number;
  /** The driver of the guest’s NIC was told; else it’s what the host’s end takes in the other direction. */
  readonly isTold: boolean;
  readonly evidence: string;
}

/**
 * What the host knows of a guest’s own MTU: a TAP takes whatever the guest sends, and its MTU is only what it hands to the
 * guest. libvirt tells `<mtu size>` to virtio drivers alone (`host_mtu` of QEMU’s virtio-net).
 */
export function guestMtuOf({ guest, vnic, link }: GuestCable, { domains }: Scene): GuestMtu | null {
  if (link === null) return null;
  const live = domains.get(guest.uuid)?.live ?? [];
  const [one, ...others] = live.filter(({ mac }) => mac !== null && mac === vnic.mac);
  const mtu = others.length === 0 && one?.model?.startsWith('virtio') ? one.mtu : undefined;
  return mtu === undefined
    ? { mtu: link.mtu, isTold: false, evidence: `ip link: ${link.name} mtu ${link.mtu}` }
    : {
        mtu,
        isTold: true,
        evidence: `virsh dumpxml ${shellWord(guest.name)}: <mtu size="${mtu}"/> for ${vnic.mac}`,
      };
}
