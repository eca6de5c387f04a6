import type { DomainState } from '#shared/host/domain.ts';
import type { Hypervisor, LinkKind, NodeId } from '#shared/topology/model.ts';
import type { Trouble } from './troubles.ts';

/**
 * The patch panel: what is drawn, before anything has a place. Cards stand for devices, cables for what joins them;
 * a vNIC, a TAP and a bridge port are no cards of their own but a row, a tag and a row.
 */
export interface Panel {
  readonly cards: readonly Card[];
  readonly cables: readonly Cable[];
  /** Every topology node that is visible somewhere, by the card that shows it. */
  readonly cardOf: ReadonlyMap<NodeId, NodeId>;
}

export type Card = VmCard | LooseCard | SwitchCard | SocketCard;

/**
 * How something differs from the host as it is, where what is drawn is how it would be with the planned edits: it comes,
 * it goes, or something that it says changes.
 */
export type Change = 'new' | 'gone' | 'changed';

interface CardBase {
  /** Absent: it is as it is now. */
  readonly change?: Change;
  /** A topology node's id. */
  readonly id: NodeId;
  readonly name: string;
  /** What is wrong with it as a whole. */
  readonly trouble: Trouble | null;
  /** The card in words, for a screen reader. */
  readonly words: string;
}

export interface VmCard extends CardBase {
  readonly kind: 'vm';
  readonly state: DomainState;
  readonly active: boolean;
  /** What the card says of it: libvirt's word, or `saved`. */
  readonly stateWord: string;
  readonly isContainer: boolean;
  /** What runs a container, for its mark: `Docker`. */
  readonly maker: string;
  readonly hypervisor: Hypervisor;
  /** What runs it, where nothing manages it. */
  readonly vmm: string | null;
  /** Its id in Proxmox VE; null: it isn’t Proxmox VE’s. */
  readonly pveId: number | null;
  readonly rows: readonly VnicRow[];
}

export interface VnicRow {
  readonly change?: Change;
  readonly id: NodeId;
  readonly name: string;
  readonly mac: Mac | null;
  readonly model: string | null;
  readonly ips: readonly string[];
  readonly linkDown: boolean;
  /** Whether a cable is drawn from its jack, one hangs from it with a loose end, or neither. */
  readonly end: 'plugged' | 'hanging' | 'empty';
  /** The TAP of a hanging cable. */
  readonly hanging: { readonly id: NodeId; readonly name: string } | null;
  /** The cables at its jack. */
  readonly cables: readonly string[];
  /** What no cable can say; null: nothing. */
  readonly mark: VnicMark | null;
  /** What is wrong with it, where no cable carries the badge. */
  readonly trouble: Trouble | null;
  readonly words: string;
}

/** `user (NAT by QEMU)`, `next boot`, `now only`; `short` where there is little room. */
export interface VnicMark {
  readonly words: string;
  readonly short: string;
}

/** `10 +20,100–103`, and the same in a sentence’s words. */
export interface VlanMark {
  readonly short: string;
  readonly words: string;
}

/** A MAC in two parts, so that eyes can compare the part that differs. */
export interface Mac {
  readonly vendor: string;
  readonly own: string;
}

/** A TAP that no VM is known to hold, a container's veth, …: a plug of its own at the left. */
export interface LooseCard extends CardBase {
  readonly kind: 'loose';
  readonly linkKind: LinkKind;
  /** `loose TAP`, `container`, … */
  readonly what: string;
  readonly end: 'plugged' | 'hanging';
  readonly cables: readonly string[];
}

/** A bridge, or a libvirt network that has no bridge now. */
export interface SwitchCard extends CardBase {
  readonly kind: 'switch';
  readonly what: 'bridge' | 'ovs-bridge' | 'network';
  readonly up: boolean;
  readonly addresses: readonly string[];
  readonly networks: readonly { readonly id: NodeId; readonly name: string }[];
  /** `NAT → enp3s0`, `routed → enp3s0`, `isolated`, `inactive`; null for a plain bridge. */
  readonly mode: string | null;
  /** What is switched on. */
  readonly marks: readonly ('STP' | 'VLAN')[];
  /** Of a bridge that filters VLANs, what the host itself takes from it; null: not known, or it does not filter. */
  readonly vlans: VlanMark | null;
  readonly ports: readonly PortRow[];
  readonly exits: readonly Exit[];
  /** What a drop on the card may mean, the best first: its libvirt network, else the bridge itself. */
  readonly targets: readonly NodeId[];
}

/** One port of a switch with the cable in it, or one thing that comes in at a wall socket. */
export interface PortRow {
  readonly change?: Change;
  /** Stays the same when a VM's TAP gets another name. */
  readonly key: string;
  readonly cable: string;
  /** The TAP, macvtap or veth that the tag names; null where the cable has no device of its own here. */
  readonly link: NodeId | null;
  readonly tag: string | null;
  readonly who: string;
  readonly detail: string;
  /** The bridge of Proxmox VE’s firewall that the cable passes, which is not drawn; null: it passes none. */
  readonly firewall: NodeId | null;
  /** Its VLANs; null: its bridge does not filter them, or they are not known. */
  readonly vlans: VlanMark | null;
  /** As its cable's: it is lit when all of them are. */
  readonly nodes: readonly NodeId[];
  /** What an edit would call this cable; null when it can't be grabbed. */
  readonly grab: NodeId | null;
  readonly style: CableStyle;
  readonly trouble: Trouble | null;
  readonly words: string;
}

/** A jack at the right edge. */
export interface Exit {
  readonly key: string;
  readonly cable: string;
}

/** A pNIC, bond, VLAN, VXLAN, …: what leads out of the host. */
export interface SocketCard extends CardBase {
  readonly kind: 'socket';
  readonly linkKind: LinkKind;
  /** What an edit calls its plug, which goes into a bridge; null where it has none to give: a bond's member. */
  readonly grab: NodeId | null;
  readonly carrier: boolean;
  /** `VLAN 20`, `bond 802.3ad`; null for a NIC. */
  readonly layer: string | null;
  /** `1 Gb/s`, `no carrier`, `down`; null: nothing to say. */
  readonly speed: string | null;
  readonly addresses: readonly string[];
  readonly defaultRoute: boolean;
  /** Nothing uses it, the host itself included: shown, but quietly. */
  readonly free: boolean;
  readonly ports: readonly PortRow[];
  readonly exits: readonly Exit[];
}

/**
 * - `patch` vNIC or loose link → switch · `direct` vNIC → wall socket (macvtap, VF)
 * - `defined` where a vNIC goes at the next boot · `uplink`, `layer`, `nat`, `routed` switch or socket → socket
 * - `trunk` a veth pair between two switches
 */
export type CableKind = 'patch' | 'direct' | 'defined' | 'uplink' | 'layer' | 'nat' | 'routed' | 'trunk';

/** `active`, `backup`: of a bond's members, of which one carries everything. */
export type CableStyle = 'plain' | 'down' | 'next-boot' | 'active' | 'backup';

export interface Cable {
  readonly change?: Change;
  /** The topology edge that it is drawn for. */
  readonly id: string;
  readonly kind: CableKind;
  readonly from: CableEnd;
  readonly to: CableEnd;
  readonly style: CableStyle;
  /** The switch whose colour it has; null: none. */
  readonly hueOf: NodeId | null;
  /** The link whose counters are its traffic. */
  readonly traffic: string | null;
  /** The topology nodes that it joins or stands for: it is lit when all of them are. */
  readonly nodes: readonly NodeId[];
  readonly grab: NodeId | null;
  /** What a click on it selects. */
  readonly selects: string;
  readonly trouble: Trouble | null;
  readonly words: string;
}

export interface CableEnd {
  readonly card: NodeId;
  /** A vNIC row's id, a port row's key, an exit's key; `plug` for a loose card's own. */
  readonly jack: string;
}
