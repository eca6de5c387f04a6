import type { BondSettings } from './bondSettings.ts';
import type { PortSettings } from './portSettings.ts';

/** Bytes: the least MTU that IPv6 works with (RFC 8200, 5). */
export const LEAST_OF_IPV6 = 1280;

/** A host interface as `ip -j -d -s link` tells it (kernel: RTM_NEWLINK). */
export interface Link {
  readonly name: string;
  readonly ifindex: number;
  /** Lower case, colons. Null for a device without a link-layer address. */
  readonly mac: string | null;
  /** Bytes. */
  readonly mtu: number;
  /** RFC 2863 operational state in the kernel's words: UP, DOWN, UNKNOWN, LOWERLAYERDOWN, … A TAP's is UNKNOWN. */
  readonly operState: string;
  /** Administratively up (IFF_UP). */
  readonly up: boolean;
  /** LOWER_UP: the layer below has a carrier. */
  readonly carrier: boolean;
  /** `ether`, `loopback`, `none`, … */
  readonly linkType: string;
  /** `linkinfo.info_kind`: `bridge`, `tun`, `veth`, `macvtap`, `bond`, `vlan`, `vxlan`, …; empty for a plain device. */
  readonly infoKind: string;
  /** `linkinfo.info_slave_kind`: `bridge`, `bond`, `openvswitch`, …; empty when it has no master. */
  readonly slaveKind: string;
  readonly master: string | null;
  /** The device that this one sits on or is paired with, when the kernel names one. */
  readonly lower: LowerLink | null;
  /** An HSR or PRP device: the links that it sends by, which name no master; absent for any other link. */
  readonly slaves?: readonly string[];
  /** Arbitrary text: never trust it as a name. */
  readonly altNames: readonly string[];
  /** The administrator's free-text description; arbitrary text. */
  readonly alias: string | null;
  /** `pci`, `usb`, `virtio`, … with its address: set for devices backed by hardware. */
  readonly parentBus: string | null;
  readonly parentDev: string | null;
  /** The port of a card that is a switch, `p0` or `pf0vf3`; absent where the driver names none. */
  readonly portName?: string;
  readonly bridge: BridgeFacts | null;
  readonly bridgePort: BridgePortFacts | null;
  readonly tun: TunFacts | null;
  readonly vlan: VlanFacts | null;
  readonly vxlan: {
    readonly vni: number;
    readonly remote: string | null;
    readonly port: number | null;
  } | null;
  readonly macvlanMode: string | null;
  readonly bondMode: string | null;
  /** A bond's other options that matter when it is made again; absent for any other link. */
  readonly bond?: BondFacts;
  /** What the bond that it is a member of tells of it; absent for any other link. */
  readonly bondMember?: BondMemberFacts;
  /** SR-IOV virtual functions of this physical function, by index. */
  readonly vfs: readonly VirtualFunction[];
  readonly counters: LinkCounters | null;
}

/** A link with a name and nothing else to it: down, with the kernel's usual MTU. */
export function plainLink(name: string, ifindex: number): Link {
  return {
    name,
    ifindex,
    mac: null,
    mtu: 1500,
    operState: 'DOWN',
    up: false,
    carrier: false,
    linkType: 'ether',
    infoKind: '',
    slaveKind: '',
    master: null,
    lower: null,
    altNames: [],
    alias: null,
    parentBus: null,
    parentDev: null,
    bridge: null,
    bridgePort: null,
    tun: null,
    vlan: null,
    vxlan: null,
    macvlanMode: null,
    bondMode: null,
    vfs: [],
    counters: null,
  };
}

/** `name` when the lower device is in this network namespace; else only its index there. */
export interface LowerLink {
  readonly name: string | null;
  readonly ifindex: number | null;
  /** Set when the lower device lives in another network namespace. */
  readonly netnsId: number | null;
}

export interface BridgeFacts {
  readonly stp: boolean;
  /** STP is done by a program, not by the kernel: how long a port waits is that one’s to say. Absent: it is not. */
  readonly stpByProgram?: true;
  /** Seconds: how long a new port listens and learns before it forwards, when STP is on. */
  readonly forwardDelay: number;
  readonly vlanFiltering: boolean;
  /** The VLAN of a new port; 0: none. Absent: not told, as by a kernel that can’t filter VLANs. */
  readonly defaultPvid?: number;
  readonly nfCallIptables: boolean;
}

export interface VlanFacts {
  readonly id: number;
  /** `802.1Q` or `802.1ad`. */
  readonly protocol: string;
  /** Its flags that are otherwise than on a new VLAN; absent: none is, or they are not known. */
  readonly flags?: VlanFlags;
}

/** In the words of `ip link … type vlan`; a new VLAN has `reorder_hdr` alone. */
export type VlanFlags = {
  readonly [Flag in (typeof vlanFlagNames)[number]]?: 'on' | 'off';
};

export const vlanFlagNames = ['reorder_hdr', 'gvrp', 'mvrp', 'loose_binding', 'bridge_binding'] as const;

export interface BondFacts {
  /** Milliseconds between two looks at the members' carriers; 0: never. */
  readonly miimon: number;
  /** `layer2`, `layer3+4`, …; null where the mode does not hash. */
  readonly hashPolicy: string | null;
  /** 802.3ad: `slow` or `fast`; null in other modes. */
  readonly lacpRate: string | null;
  /** What is set otherwise than on a new bond, the above included; absent: not known. */
  readonly settings?: BondSettings;
  /** The member by which it sends now; absent where the mode has none, or no member is alive. */
  readonly active?: string;
  /** 802.3ad, while it is up; absent in other modes. */
  readonly lacp?: LacpFacts;
}

/** What a bond negotiates with the switch at its other end. */
export interface LacpFacts {
  /** The aggregator that carries traffic: members of another one carry none. */
  readonly aggregator: number;
  readonly ports: number;
  /** The MAC of the switch; null: none has answered. */
  readonly partner: string | null;
}

export interface BondMemberFacts {
  /** False: a backup, which carries nothing until the active one fails. */
  readonly isActive: boolean;
  /** `UP`, `GOING_DOWN`, `DOWN`, `GOING_BACK`: whether the bond takes it for alive; empty: not known. */
  readonly mii: string;
  /** How often it has lost its link. */
  readonly failures: number | null;
  /** The MAC that it has outside the bond. */
  readonly permanentMac: string | null;
  /** 802.3ad: see `LacpFacts`. */
  readonly aggregator: number | null;
  /** 802.3ad: the bits of IEEE 802.1AX, 6.4.2.3, that the switch sends of its port. */
  readonly partnerState: number | null;
}

export interface BridgePortFacts {
  /** `forwarding`, `listening`, `learning`, `blocking`, `disabled`. */
  readonly state: string;
  /** What somebody has set on it: a setting that is as on every new port is not in it. The cost always is, where told. */
  readonly settings: PortSettings;
}

export interface TunFacts {
  readonly type: 'tap' | 'tun';
  /** Persistent: stays when nobody holds it open. */
  readonly persist: boolean;
  /** Owner as printed: a user's name or number. */
  readonly user: string | null;
}

export interface VirtualFunction {
  readonly index: number;
  readonly mac: string | null;
  readonly vlan: number | null;
  /** Whether the card drops what it sends under another MAC; absent: not told. */
  readonly spoofCheck?: boolean;
  /** Whether it may ask for more than others (promiscuous mode, another MAC); absent: not told. */
  readonly trust?: boolean;
  /** `auto`: as its physical function’s; absent: not told. */
  readonly linkState?: 'auto' | 'enable' | 'disable';
  /** Mbit/s; absent: no limit. */
  readonly maxRate?: number;
}

/** Since the device was created; from the host's side (a TAP's `rx` is what the guest sent). */
export interface LinkCounters {
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxPackets: number;
  readonly txPackets: number;
  readonly rxErrors: number;
  readonly txErrors: number;
  readonly rxDropped: number;
  readonly txDropped: number;
}
