/**
 * - `other-bridge`: libvirt believes that the TAP is on another bridge than the kernel's master
 * - `pve-bridge`: the same of Proxmox VE’s file; the bridge of its firewall is not taken for another one
 * - `other-vlans`: libvirt has other VLANs on record than the kernel or Open vSwitch shows, or its bridge filters none
 * - `orphaned`: libvirt, or Proxmox VE’s file, has it on a bridge, the kernel on none
 * - `next-boot`: the definition puts it elsewhere at the next boot
 * - `next-boot-link`: the definition has the guest's end of the cable up where it is down now, or the reverse
 * - `saved-otherwise`: the saved image, which the next start resumes, has the vNIC otherwise than the definition, or one of
 *   the two has no such vNIC
 * - `pending-change`: a change of the vNIC other than of its place waits for the next boot (Proxmox VE)
 * - `only-now`: the definition of its VM doesn't have the vNIC: it is gone at the next boot
 * - `only-next-boot`: the running VM doesn't have the vNIC, its definition has
 * - `live-only`: Patchbay plugged the link with `ip link`, which the next boot forgets
 * - `missing-tap`: libvirt names a TAP that the kernel does not have
 * - `renamed-tap`: libvirt or a command line names a TAP that has been renamed since; the vNIC's process still holds it
 * - `elsewhere`: the VM's process is in another network namespace, so that its cables are not of this host
 * - `other-holder`: libvirt names the TAP as one VM's, but another VM's process holds it open
 * - `ambiguous-mac`: joined by a MAC that several vNICs hold
 * - `ambiguous-tap`: its process holds several TAPs, and nothing tells which vNIC is behind which
 *
 * Where they stand: `other-bridge`, `pve-bridge` and `other-vlans` on `port`, as the kernel decides the bridge; `orphaned`, `renamed-tap`,
 * `other-holder` and the ambiguous ones on `backs`; `missing-tap` and `elsewhere` on `has`, as there is nothing to draw a cable to; `next-boot`,
 * `only-next-boot` and `saved-otherwise` on `defined`; `live-only` on `port` or `uplink`. The other two, and those of a definition that names
 * what is not on the host, are on the one `backs` of the vNIC, else on its `has`.
 */
export interface Contradiction {
  readonly code:
    | 'other-bridge'
    | 'pve-bridge'
    | 'other-vlans'
    | 'orphaned'
    | 'next-boot'
    | 'next-boot-link'
    | 'only-now'
    | 'pending-change'
    | 'only-next-boot'
    | 'saved-otherwise'
    | 'live-only'
    | 'missing-tap'
    | 'renamed-tap'
    | 'elsewhere'
    | 'other-holder'
    | 'ambiguous-mac'
    | 'ambiguous-tap';
  /** One plain sentence for the user. */
  readonly message: string;
}
