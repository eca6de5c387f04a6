/** What the files of Proxmox VE tell of this node (`/etc/pve`). */
export interface PveFacts {
  /** By their ids: one id is one guest in the whole cluster. */
  readonly guests: readonly PveGuest[];
  readonly zones: readonly PveZone[];
  readonly vnets: readonly PveVnet[];
}

/** A VM (`qemu-server/ID.conf`) or a container (`lxc/ID.conf`), whether it runs or not. */
export interface PveGuest {
  readonly id: number;
  readonly kind: 'qemu' | 'lxc';
  /** Null where the file gives none. */
  readonly name: string | null;
  /** `smbios1: uuid=`, which the guest sees as its own; null for a container, and where none is given. */
  readonly uuid: string | null;
  /** `onboot`: it starts with the host. */
  readonly onBoot: boolean;
  /** Cards can be plugged into it and out of it while it runs (`hotplug`); a container’s always can. */
  readonly hotplugsNics: boolean;
  /** What it is locked for, `backup`, `migrate`, …; null: for nothing. */
  readonly lock: string | null;
  /** The NICs by the file's own part, which is what a running guest has. */
  readonly nets: readonly PveNet[];
  /** The NICs from the next start on: with the pending changes, which wait for it. */
  readonly next: readonly PveNet[];
  /** The PCI devices that its next start hands to it, NICs or not; absent: none. */
  readonly handed?: readonly PveHanded[];
}

/** A device of a `hostpciN:`. */
export interface PveHanded {
  /** As its process is going to call it: `hostpci0`, and of several `hostpci0.1`. */
  readonly name: string;
  /** `0000:03:10.0`; of a mapping of the cluster, whose devices another file has, `mapping NAME`. */
  readonly source: string;
  /** One of the eight functions that a device may have: the file names the device as a whole. */
  readonly maybe?: true;
}

/** One `netN:`. */
export interface PveNet {
  /** The N: it names the guest’s link on the host too, `tap100i0` or `veth100i0`. */
  readonly index: number;
  /** `virtio`, `e1000`, …; of a container `veth`; null where none is named. */
  readonly model: string | null;
  /** Lower case. */
  readonly mac: string | null;
  /** A bridge or a vnet; null: QEMU’s own user networking, or nothing. */
  readonly bridge: string | null;
  /** VLAN that its untagged frames are put into. */
  readonly tag: number | null;
  /** VLANs that pass tagged, as written: `20;30-32`. */
  readonly trunks: string | null;
  readonly firewall: boolean;
  /** MB/s, as written. */
  readonly rate: string | null;
  readonly linkDown: boolean;
  readonly queues: number | null;
  /** Bytes; 1 stands for the bridge’s own. */
  readonly mtu: number | null;
  /** What a container calls it, `eth0`; null for a VM. */
  readonly guestName: string | null;
  /** The value as it stands in the file, which a change starts from. */
  readonly value: string;
}

/** A zone of the software-defined network: how its vnets get out. */
export interface PveZone {
  readonly name: string;
  /** `simple`, `vlan`, `qinq`, `vxlan`, `evpn`, … */
  readonly type: string;
  /** The bridge below the zone; null where it has none. */
  readonly bridge: string | null;
}

/** A vnet: a bridge of that name on each node. */
export interface PveVnet {
  readonly name: string;
  readonly zone: string | null;
  /** VLAN, or VNI of a VXLAN. */
  readonly tag: number | null;
  readonly alias: string | null;
}
