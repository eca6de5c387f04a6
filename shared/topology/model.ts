import type { ContainerNetwork, Runtime } from '#shared/host/container.ts';
import type { DomainState } from '#shared/host/domain.ts';
import type { ForwardMode, NetworkDhcp } from '#shared/host/network.ts';
import type { NicStart } from '#shared/host/process.ts';
import type { PveNet } from '#shared/host/pve.ts';
import type { SourceReport } from '#shared/host/source.ts';
import type { BridgeOptions } from '../host/bridgeOptions.ts';
import type { SwitchVlanMode, SwitchVlans } from '../host/ovsVlans.ts';
import type { VlanRange } from '../host/vlanRange.ts';
import type { Contradiction } from './contradiction.ts';

/**
 * The graph that Patchbay shows, and that `patchbay graph --json` prints: outside scripts rely on its names.
 * Edges run from the VM side to the physical side.
 */
export interface Topology {
  readonly host: string;
  /** Counts changes of the graph on one host, from 1; an edit is planned on a revision. */
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** The URI of libvirt where it is not `qemu:///system`; absent: it is. */
  readonly libvirtUri?: string;
  readonly sources: readonly SourceReport[];
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** `vm:<uuid>` · `vnic:<uuid>/<mac or alias>` · `link:<ifname>` · `pci:<address>`, a card that the host has no link of · `network:<name>`; a VM known by its process alone: `vm:qemu-<name or pid>`, `vm:firecracker-<name or pid>`; Proxmox VE: `vm:pve-<its id there>`; a container: `container:<runtime>/<id or name there>`. */
export type NodeId = string;

export type LinkKind =
  | 'tap'
  | 'macvtap'
  | 'bridge'
  | 'pnic'
  | 'bond'
  | 'vlan'
  | 'vxlan'
  | 'veth'
  | 'ovs-bridge'
  | 'vf'
  | 'other';

export type NodeKind = 'vm' | 'container' | 'vnic' | 'network' | LinkKind;

export type TopologyNode = VmNode | VnicNode | LinkNode | NetworkNode;

/**
 * `proxmox`: its configuration is Proxmox VE’s, and so are its TAPs and its changes. `libvirt` manages its own; the others
 * are programs that somebody started, `other` any that has no name here,
 * and a container, whose `runtime` tells more.
 */
export type Hypervisor = 'libvirt' | 'qemu' | 'proxmox' | 'cloud-hypervisor' | 'firecracker' | 'other';

/** A VM, or a container, which is shown like one. */
export interface VmNode {
  readonly id: NodeId;
  readonly kind: 'vm' | 'container';
  readonly name: string;
  /** Empty for a process without QEMU’s `-uuid`, and for a container. */
  readonly uuid: string;
  readonly state: DomainState;
  /** It has a process, whatever its state is called. */
  readonly active: boolean;
  readonly hypervisor: Hypervisor;
  /** What runs it, where nothing manages it: `QEMU`, `Firecracker`, `crosvm`, or the program’s own name. Absent: it is managed. */
  readonly vmm?: string;
  /** Its process is in another network namespace than this host’s links, as in a container. Absent: it is in this one. */
  readonly elsewhere?: true;
  /** False: it has no definition and is gone when it stops. Null: libvirt does not tell. */
  readonly persistent: boolean | null;
  readonly autostart: boolean;
  readonly pid: number | null;
  /** What runs a container; absent: it is a VM. */
  readonly runtime?: Runtime;
  /** What a container was made of; absent: not known. */
  readonly image?: string;
  /** The containers of a pod, which share its network; absent: it is none. */
  readonly shares?: readonly string[];
  /** Its id in Proxmox VE; absent: it isn’t Proxmox VE’s. */
  readonly pveId?: number;
  /**
   * It is off with a managed-save image, which its next start resumes, whatever its definition says. Null: libvirt does
   * not tell. Absent: it has none.
   */
  readonly managedSave?: true | null;
}

export interface VnicNode {
  readonly id: NodeId;
  readonly kind: 'vnic';
  /** `net0`: libvirt's alias, or its position among the VM's vNICs where there is none. */
  readonly name: string;
  readonly vm: NodeId;
  readonly mac: string | null;
  /** What shows the MAC that neither libvirt nor a command line gives; absent where one does, or it is not known. */
  readonly macEvidence?: readonly MacEvidence[];
  readonly model: string | null;
  /**
   * libvirt's interface type: `bridge`, `network`, `direct`, `ethernet`, `user`, `hostdev`, … or `tap` for one on a TAP that
   * libvirt doesn't know: of a VM that nothing manages, or added to a VM's process past libvirt;
   * `container` of a container’s NIC.
   */
  readonly sourceType: string;
  /** The bridge, network, lower device, socket or PCI address that the VM's XML names (live where it runs); null when none. */
  readonly source: string | null;
  readonly alias: string | null;
  /** Whether the guest sees its cable plugged. Cannot be seen on the TAP. */
  readonly linkState: 'up' | 'down';
  readonly ips: readonly string[];
  readonly ipEvidence: readonly GuestAddress[];
  /** What connects its TAP when its VM starts: QEMU’s script, or its helper. Absent: nothing that is known. */
  readonly start?: NicStart;
  /** The TAP or macvtap that backs it now, by name; null while there is none. */
  readonly tap: string | null;
  /** What its definition calls its TAP, or a saved image that comes first; absent: libvirt chooses a name at each start. */
  readonly tapName?: string;
  /** `both`: now and at the next boot; `now`: lost at the next boot; `boot`: only there from the next boot. */
  readonly presence: 'both' | 'now' | 'boot';
  /** As Proxmox VE has it on file: now, where its VM runs, and from its next start on. Absent: it isn’t on file there. */
  readonly pve?: { readonly now: PveNet | null; readonly next: PveNet | null };
  /** The VLANs that libvirt has on record for it: of the running VM, else of its next start. Absent: none. */
  readonly vlans?: readonly VlanRange[];
  /** A passed-through PCI device that can't be told from a graphics card, as its class could not be read. */
  readonly kindUnknown?: true;
}

/**
 * - `qemu-default` the one that QEMU gives to NICs without · `fdb` it was seen behind the TAP, and no other
 * - `tap-mac` the TAP's own MAC is made from it · `lease` it has a DHCP lease on the TAP's bridge
 * - `arp` the host's neighbour table has it, on the TAP or its bridge
 */
export type MacEvidence = 'qemu-default' | 'fdb' | 'tap-mac' | 'lease' | 'arp';

export interface GuestAddress {
  readonly address: string;
  /** `namespace`: seen inside of the container · `runtime`: its runtime tells. */
  readonly source: 'agent' | 'lease' | 'arp' | 'namespace' | 'runtime';
}

export interface LinkNode {
  readonly id: NodeId;
  readonly kind: LinkKind;
  readonly name: string;
  readonly mac: string | null;
  /** Bytes. */
  readonly mtu: number;
  readonly operState: string;
  readonly ifindex: number;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly master: string | null;
  /** The kernel's kind of its master, `bridge`, `bond`, `openvswitch`, …; empty where it has none. */
  readonly slaveKind: string;
  readonly lead: Lead;
  /** The host's own addresses on it, with prefix length; link-local ones left out. */
  readonly addresses: readonly string[];
  /** True when the host's preferred default route leaves through it. */
  readonly defaultRoute: boolean;
  readonly altNames: readonly string[];
  readonly description: string | null;
  /** Mbit/s; null when unknown. */
  readonly speed: number | null;
  /** The process that holds a TAP open; null when none is known to. */
  readonly holder: number | null;
  /** Whether a process is known to hold the TAP: `unknown` where other users' processes cannot be read. */
  readonly held: 'yes' | 'no' | 'unknown';
  /** Kind-specific facts in words for the inspector, in the order to show: `['STP', 'off']`. */
  readonly details: readonly (readonly [label: string, value: string])[];
  /** A VLAN, a VXLAN tunnel or a bond: which; absent for any other link. */
  readonly layer?: LinkLayer;
  /** A bond: what it is set to, and what it does; absent for any other link. */
  readonly bond?: BondNode;
  /** A bond's member: what it does there; absent for any other link. */
  readonly member?: MemberState;
  /** A bridge of the kernel's: what it is set to; absent for any other link. */
  readonly bridge?: BridgeOptions;
  /** A bridge that filters VLANs: those that the host itself takes from it; absent: it does not filter, or not known. */
  readonly vlans?: readonly VlanRange[];
  /** A port of Open vSwitch, or one of its bridges for the host’s own port there: its VLANs; absent: not told. */
  readonly switchVlans?: SwitchVlans;
  /** A virtual function: whose, and what the host has set for it; absent for any other link. */
  readonly vf?: VirtualFunctionFacts;
  /**
   * A card or a virtual function that the host has no link of, as a VM, a container or another driver has it: its name is its
   * PCI address, and there is no MTU, state or index to tell of. Absent: it is a link.
   */
  readonly isTaken?: true;
  /** A bridge: the networks of Docker, Podman or CNI that it is; absent: none. */
  readonly containerNetworks?: readonly ContainerNetwork[];
  /** A bridge: the libvirt networks it realises. */
  readonly networks: readonly string[];
  /** A bridge or port: its STP port state, `forwarding`, …; null when it is no port. */
  readonly portState: string | null;
}

export interface VirtualFunctionFacts {
  /** The link of its physical function; null: not known, or not on this host. */
  readonly pf: string | null;
  readonly index: number | null;
  /** Null: none. */
  readonly vlan: number | null;
  /** Absent: not told. */
  readonly spoofCheck?: boolean;
  readonly trust?: boolean;
  readonly linkState?: 'auto' | 'enable' | 'disable';
}

/** What a link adds to those that it is made of. */
export type LinkLayer =
  | { readonly kind: 'vlan'; readonly id: number }
  | { readonly kind: 'vxlan'; readonly vni: number }
  | { readonly kind: 'bond'; readonly mode: string };

export interface BondNode {
  readonly mode: string;
  /** Milliseconds; 0: it does not look at the members' carriers. */
  readonly miimon: number;
  /** Null where the mode has none. */
  readonly lacpRate: string | null;
  readonly hashPolicy: string | null;
  /** The member by which it sends now, by name; null where the mode has none, or none is alive. */
  readonly active: string | null;
  /** 802.3ad: the MAC of the switch at its other end; null: none has answered. */
  readonly partner: string | null;
}

/**
 * - `active` it carries everything, or was chosen to receive · `backup` it takes over when that fails · `up` it carries its share
 * - `down` it has no link, or the bond takes it for dead
 * - `apart` LACP has put it into another aggregator than the one that carries traffic
 */
export type MemberState = 'active' | 'backup' | 'up' | 'down' | 'apart';

/**
 * Where what is sent into a link goes.
 *
 * - `out` it leaves the host here: a card, a tunnel
 * - `below` it comes out of the links that this one is made of: a VLAN, a bond, a MACsec device
 * - `guest` to a VM, a container or another bridge: a TAP, a veth
 * - `unread` into Open vSwitch, of which the kernel tells neither the bridges nor their ports
 * - `nowhere` to nobody: a dummy, loopback
 */
export type Lead = 'out' | 'below' | 'guest' | 'unread' | 'nowhere';

export interface NetworkNode {
  readonly id: NodeId;
  readonly kind: 'network';
  readonly name: string;
  readonly uuid: string;
  readonly active: boolean;
  readonly autostart: boolean;
  readonly persistent: boolean;
  readonly forward: ForwardMode;
  readonly bridge: string | null;
  /** Without a bridge: the cards that it hands out or puts macvtaps on, by link name or PCI address. */
  readonly cards: readonly string[];
  readonly addresses: readonly string[];
  /** What its DHCP server hands out; absent: it has none. */
  readonly dhcp?: NetworkDhcp;
  /** The DNS domain of its guests; absent: none. */
  readonly domain?: string;
}

/**
 * - `has` vm or container → vnic · `backs` vnic → tap/macvtap/vf, of a container → veth
 * - `port` tap/veth → bridge · `uplink` bridge → the port that leads out (pnic/bond/vlan/vxlan)
 * - `member` bond → pnic · `lower` vlan → parent, macvtap → pnic, a container’s macvlan vnic → pnic, vf → pf, network without a bridge → card (active or not) · `peer` veth ↔ veth, once
 * - `nat`, `routed` bridge of such a network → the link that carries the route out; while it is not active, the network →
 *   the link that it names
 * - `realises` network → bridge
 * - `defined` vnic → bridge, network or lower device: where its definition puts it at the next boot, given only
 *   where nothing backs it now or where that differs from now
 */
export type EdgeKind =
  | 'has'
  | 'backs'
  | 'port'
  | 'uplink'
  | 'member'
  | 'lower'
  | 'nat'
  | 'routed'
  | 'peer'
  | 'realises'
  | 'defined';

export interface TopologyEdge {
  /** `<kind>:<from>→<to>`; unique. */
  readonly id: string;
  readonly kind: EdgeKind;
  readonly from: NodeId;
  readonly to: NodeId;
  /** How it is known, the strongest first; never empty. */
  readonly evidence: readonly Evidence[];
  /** What contradicts it; empty when all that is known agrees. */
  readonly conflicts: readonly Contradiction[];
  /** Of a port of a bridge that filters VLANs; absent: it does not, or they are not known. */
  readonly vlans?: readonly VlanRange[];
  /** Of a port of Open vSwitch: how it takes `tag` and `trunks`. */
  readonly vlanMode?: SwitchVlanMode;
  /** Of a port of Open vSwitch: its access VLAN, or the native one beside `trunks`; absent: it has none. */
  readonly tag?: number;
  /** Of a port of Open vSwitch: the VLANs that pass tagged; empty: not limited, unless it has a `tag`. */
  readonly trunks?: readonly number[];
}

/**
 * - `libvirt` the domain's or network's XML · `kernel-fd` an open file descriptor (`iff:` in fdinfo)
 * - `kernel-master` the port's `master` · `kernel-lower` the device's lower link
 * - `fdb` the MAC was seen behind this port · `route` the routing table
 * - `ovs` Open vSwitch’s database · `pve` Proxmox VE’s configuration file · `qemu-args` a QEMU command line · `vmm-args` that of another VMM · `mac` only the MAC matches: a guess · `name` only a naming convention: a guess
 * - `namespace` seen inside the container’s network namespace · `runtime` the container’s runtime tells
 */
export type Evidence =
  | 'libvirt'
  | 'pve'
  | 'ovs'
  | 'namespace'
  | 'runtime'
  | 'kernel-fd'
  | 'kernel-master'
  | 'kernel-lower'
  | 'fdb'
  | 'route'
  | 'qemu-args'
  | 'vmm-args'
  | 'mac'
  | 'name';

/** Whether it is a VM or a container. */
export function isGuest(node: TopologyNode | undefined): node is VmNode {
  return node?.kind === 'vm' || node?.kind === 'container';
}

/** Whether it is a bridge, of the kernel’s or of Open vSwitch’s. */
export function isBridge(
  node: TopologyNode | undefined,
): node is LinkNode & { readonly kind: 'bridge' | 'ovs-bridge' } {
  return node?.kind === 'bridge' || node?.kind === 'ovs-bridge';
}

/** Whether nothing manages the VM: it is known by its process alone, and whoever started it plugs its TAPs. */
export function isBare({ hypervisor }: Pick<VmNode, 'hypervisor'>): boolean {
  return hypervisor !== 'libvirt' && hypervisor !== 'proxmox';
}

/** Whether it is a link of the host: neither a VM, a vNIC nor a network. */
export function isLink(node: TopologyNode | undefined): node is LinkNode {
  return node !== undefined && 'ifindex' in node;
}

export function vmId(uuid: string): NodeId {
  return `vm:${uuid}`;
}

export function vnicId(vmUuid: string, macOrAlias: string): NodeId {
  return `vnic:${vmUuid}/${macOrAlias}`;
}

/** What the ids of a VM’s or a container’s vNICs begin with. */
export function vnicPrefix({ id }: Pick<VmNode, 'id'>): string {
  return `vnic:${id.slice(id.indexOf(':') + 1)}/`;
}

export function linkId(name: string): NodeId {
  return `link:${name}`;
}

export function cardId(pciAddress: string): NodeId {
  return `pci:${pciAddress}`;
}

export function networkId(name: string): NodeId {
  return `network:${name}`;
}
