import type { NodeId } from '#shared/topology/model.ts';

/**
 * What an edit of the host is to be like, as it stands in the fields of its form: text, where a field takes text.
 * `readForm` makes the edit of it.
 */
export type Form =
  | BridgeForm
  | BridgeOptionsForm
  | BondForm
  | BondOptionsForm
  | VlanForm
  | TapForm
  | NetworkForm
  | MtuForm
  | VnicForm
  | PortVlansForm
  | SwitchVlansForm;

export interface BridgeOptionsTyped {
  readonly stp: boolean;
  /** Seconds; without STP it means nothing, and is not shown. */
  readonly forwardDelay: string;
  readonly vlanFiltering: boolean;
}

export interface BridgeForm extends BridgeOptionsTyped {
  readonly kind: 'bridge-create';
  readonly name: string;
  /** Empty: the kernel's default. */
  readonly mtu: string;
}

export interface BridgeOptionsForm extends BridgeOptionsTyped {
  readonly kind: 'bridge-set';
  readonly bridge: NodeId;
  /** Seconds: what it is now, and stays where STP is off. */
  readonly delayNow: number;
}

export interface BondTyped {
  readonly mode: string;
  /** Milliseconds. */
  readonly miimon: string;
  /** For 802.3ad. */
  readonly lacpRate: string;
  /** For the modes that spread flows. */
  readonly hashPolicy: string;
  readonly members: readonly NodeId[];
}

export interface BondForm extends BondTyped {
  readonly kind: 'bond-create';
  readonly name: string;
}

export interface BondOptionsForm extends BondTyped {
  readonly kind: 'bond-set';
  readonly bond: NodeId;
  /** Empty: as it is, or as the bond chooses. */
  readonly active: NodeId | '';
  /** What it is now. */
  readonly activeNow: NodeId | '';
}

export interface VlanForm {
  readonly kind: 'vlan-create';
  readonly parent: NodeId | '';
  /** Null: it follows from parent and VLAN, as nobody has typed another one. */
  readonly name: string | null;
  readonly id: string;
  readonly protocol: string;
}

export interface TapForm {
  readonly kind: 'tap-create';
  readonly name: string;
  /** Empty: root alone. */
  readonly owner: string;
  /** A bridge; empty: it hangs loose. */
  readonly to: NodeId | '';
}

export type NetworkMode = 'nat' | 'route' | 'isolated' | 'bridge';

export interface NetworkForm {
  readonly kind: 'network-define';
  readonly name: string;
  readonly mode: NetworkMode;
  /** By its name; for the mode `bridge`. */
  readonly bridge: string;
  /** With prefix length; empty, where it is isolated: none. */
  readonly address: string;
  readonly dhcp: boolean;
  /** Null: derived from the address, as nobody has typed another one. */
  readonly start: string | null;
  readonly end: string | null;
  /** A link's name; empty: as the routing table says. */
  readonly dev: string;
  readonly startNow: boolean;
  readonly autostart: boolean;
}

export interface MtuForm {
  readonly kind: 'mtu';
  readonly link: NodeId;
  readonly mtu: string;
}

export interface PortVlansForm {
  readonly kind: 'port-vlans';
  /** A port, or a bridge for what the host itself takes from it. */
  readonly link: NodeId;
  /** A VLAN; empty: none. */
  readonly pvid: string;
  /** Such as `20, 100-103`. */
  readonly tagged: string;
  /** Beside the PVID. */
  readonly untagged: string;
}

export interface SwitchVlansForm {
  readonly kind: 'switch-vlans';
  /** A port of Open vSwitch, or a vNIC that is one. */
  readonly port: NodeId;
  readonly mode: string;
  /** A VLAN; of no account in the mode `trunk`. */
  readonly tag: string;
  /** Such as `20, 100-103`; empty: all. Of no account in the mode `access`. */
  readonly trunks: string;
}

export interface VnicForm {
  readonly kind: 'vnic-change';
  readonly cable: NodeId;
  readonly model: string;
  readonly mac: string;
  /** What it is now: an edit names only what differs. */
  readonly modelNow: string;
  readonly macNow: string;
  /** Empty: libvirt chooses. Null: it has no TAP to be named. */
  readonly tap: string | null;
  readonly tapNow: string;
}
