import type { SwitchVlans } from './ovsVlans.ts';
import type { VlanRange } from './vlanRange.ts';

/** libvirt's own words (`virsh domstate`). */
export type DomainState =
  | 'running'
  | 'idle'
  | 'paused'
  | 'in shutdown'
  | 'shut off'
  | 'crashed'
  | 'pmsuspended'
  | 'no state';

/** A libvirt virtual machine. Its identity is the UUID; the name may be any text. */
export interface Domain {
  readonly uuid: string;
  readonly name: string;
  readonly state: DomainState;
  /** libvirt lists it as active, whatever its state is called: it has a live side (a process, TAPs), as a preserved crash has. */
  readonly active: boolean;
  /** False for a transient domain: it has no definition and is gone when it stops. */
  readonly persistent: boolean;
  readonly autostart: boolean;
  /** Interfaces as they are now (live XML); empty when the domain is not active. */
  readonly live: readonly DomainInterface[];
  /** Interfaces at the next boot (`--inactive` XML); empty for a transient domain. */
  readonly defined: readonly DomainInterface[];
  /**
   * Interfaces as its managed-save image has them: while there is one, the next start resumes that image, whatever the
   * definition says. Absent: it has none. Null: libvirt does not tell whether it has one.
   */
  readonly saved?: readonly DomainInterface[] | null;
  /** It has snapshots, and reverting to one brings back the definition of that time. Absent: none, or not told. */
  readonly hasSnapshots?: true;
}

/** The sides of a domain that have an XML each. */
export type DomainSide = 'live' | 'defined' | 'saved';

/**
 * One `<interface>` or network `<hostdev>` element of a domain's XML.
 * Format: https://libvirt.org/formatdomain.html#network-interfaces
 */
export interface DomainInterface {
  /** `bridge`, `network`, `direct`, `ethernet`, `user`, `hostdev`, `vhostuser`, `internal`, … */
  readonly type: string;
  /** Lower case, colons. Null where the XML names none (a plain PCI `<hostdev>`). */
  readonly mac: string | null;
  /** `virtio`, `e1000`, …; null when the XML leaves it to libvirt. */
  readonly model: string | null;
  readonly source: InterfaceSource;
  /** The TAP or macvtap, for the types that have one (`deviceName`); null while there is none. */
  readonly targetDev: string | null;
  /** `managed='no'`: the TAP is the user's own and outlives the domain. */
  readonly targetManaged: boolean;
  readonly linkState: 'up' | 'down';
  /** `openvswitch`, `midonet`, `802.1Qbh`, …: who plugs it in, other than the kernel; absent: nobody else. */
  readonly virtualPort?: string;
  /** Its `<vlan>`: the VLANs that libvirt puts its port into; absent: it has none of its own. */
  readonly vlans?: readonly VlanRange[];
  /** The same as libvirt gives it to a port of Open vSwitch. */
  readonly switchVlans?: SwitchVlans;
  /** Bytes, its `<mtu size>`: what its TAP gets at the start, and the driver of a virtio NIC is told; absent: not set. */
  readonly mtu?: number;
  /** libvirt's name for the device, `net0`, in live XML; one that the user gave, `ua-…`, in the definition too. */
  readonly alias: string | null;
  /** The element, serialised, as libvirt printed it: what an edit starts from. */
  readonly xml: string;
}

/** `<source …>`: whichever of its attributes the type has. */
export interface InterfaceSource {
  readonly network: string | null;
  /** A portgroup of that network; absent: the network’s default one, where it has one. */
  readonly portgroup?: string;
  /** A bridge named by the XML; for `network` only in live XML: where libvirt believes the TAP is. */
  readonly bridge: string | null;
  /** The lower device of a macvtap; other types name something else (`sourceLink`). */
  readonly dev: string | null;
  /** macvtap: `bridge`, `vepa`, `private`, `passthrough`. */
  readonly mode: string | null;
  /** The socket of a vhostuser; absent: the XML names none. */
  readonly path?: string;
  /** PCI address of a hostdev as `0000:03:10.1`. */
  readonly pci: string | null;
}
