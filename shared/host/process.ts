/** A process that holds a TAP or macvtap open (`iff:` in /proc/PID/fdinfo). */
export interface TapHolder {
  readonly link: string;
  readonly pid: number;
  /** The program of its command line without its folder, `openvpn`; absent where that could not be read. */
  readonly program?: string;
}

/** A QEMU process, read from its command line. */
export interface QemuProcess {
  readonly pid: number;
  /** `-name`, its `guest=` part; null when none was given. */
  readonly name: string | null;
  /** `-uuid`; libvirt always passes it, so it joins the process to its domain. */
  readonly uuid: string | null;
  /** libvirt marks its own by `-name guest=…,debug-threads=…` and `-uuid`; see the parser. */
  readonly libvirt: boolean;
  readonly nics: readonly QemuNic[];
}

export interface QemuNic {
  /** `-netdev … id=`. */
  readonly netdev: string;
  readonly mac: string | null;
  /** `e1000`, `virtio-net-pci`, …; null when no `-device` names the netdev. */
  readonly model: string | null;
  /** `ifname=`; null when the TAP was passed as a file descriptor. */
  readonly ifname: string | null;
}
