import type { Vmm } from './vmm.ts';

/**
 * A descriptor by which a process holds a TAP or macvtap of this network namespace open (`iff:` in /proc/PID/fdinfo).
 * A multi-queue TAP has one for each queue.
 */
export interface TapHolder {
  readonly link: string;
  readonly pid: number;
  /** Its number in the process; absent: not known. */
  readonly descriptor?: number;
  /** The program of its command line without its folder, `openvpn`; absent where that could not be read. */
  readonly program?: string;
}

/** A process that runs a VM, read from its command line. */
export interface VmProcess {
  readonly pid: number;
  readonly vmm: Vmm;
  /** Its program without the folder: `qemu-system-x86_64`, `firecracker`. */
  readonly program: string;
  /** What its command line calls the VM: QEMU’s `-name`, Firecracker’s `--id`; null when it doesn’t. */
  readonly name: string | null;
  /** QEMU’s `-uuid`; libvirt always passes it, so it joins the process to its domain. */
  readonly uuid: string | null;
  /** libvirt marks its own by `-name guest=…,debug-threads=…` and `-uuid`; see the parser. */
  readonly libvirt: boolean;
  /** `-id`, which Proxmox VE’s QEMU alone takes: the id of its VM; absent: none was given. */
  readonly pveId?: number;
  /** Its command line has it use KVM; absent: it doesn’t say so. */
  readonly kvm?: true;
  /** It runs in another network namespace (a container's): the links that its command line names are not of here. */
  readonly elsewhere?: true;
  readonly nics: readonly VmNic[];
}

export interface VmNic {
  /** QEMU’s `-netdev … id=`; else its place among the others, `#0`. */
  readonly netdev: string;
  /** Null when the command line gives none. */
  readonly mac: string | null;
  /** The MAC that QEMU chooses where none is given; null where one is, or where the command line doesn't settle it. */
  readonly defaultMac: string | null;
  /** `e1000`, `virtio-net-pci`, …; null when no `-device` names the netdev. */
  readonly model: string | null;
  /** `ifname=`; null when the TAP was passed as a file descriptor, or is made and named by QEMU or a script. */
  readonly ifname: string | null;
  /** `fd=`, `fds=`: the descriptors of the TAP that the process was started with, one for each queue. */
  readonly fds: readonly number[];
  /** The kernel forwards the frames of its TAP itself (vhost-net); absent: its command line doesn’t say so. */
  readonly vhost?: true;
  /** What connects its TAP when the VM starts, as QEMU’s command line has it; absent: nothing that it names. */
  readonly start?: NicStart;
  /** What it is on instead of a TAP; absent: it is on one. */
  readonly instead?: NicEnd;
}

/** `script=`, `downscript=`, and of a helper `br=`. */
export interface NicStart {
  readonly script: string | null;
  readonly downScript: string | null;
  /** The bridge that the helper uses, or that the script names where it may be read; null: not known. */
  readonly bridge: string | null;
}

/**
 * What a NIC is on that is no TAP, in libvirt’s word where it has one. A `hostdev` is a PCI device that the VM was handed,
 * which need not be a NIC at all.
 */
export interface NicEnd {
  readonly type: string;
  /** The path of its socket or device, of a `hostdev` its PCI address; null where none is named. */
  readonly source: string | null;
}

/** The PCI address of the device that a VM was handed as this NIC, `0000:03:10.0`; null: it is a NIC of another sort. */
export function handedDevice({ instead }: VmNic): string | null {
  return instead?.type === 'hostdev' ? instead.source : null;
}
