import type { VlanRange } from './vlanRange.ts';

/** `<forward mode>`; a network without the element is `isolated`. */
export type ForwardMode =
  | 'isolated'
  | 'nat'
  | 'route'
  | 'open'
  | 'bridge'
  | 'private'
  | 'vepa'
  | 'passthrough'
  | 'hostdev';

/** A card that a network without a bridge hands out or puts macvtaps on: a link by its name, or a device. */
export type NetworkCard = { readonly dev: string } | { readonly pci: string };

/** A `<portgroup>`, which an interface names or is in by default. */
export interface Portgroup {
  readonly name: string;
  readonly isDefault: boolean;
  readonly vlans: readonly VlanRange[] | null;
}

/** A libvirt virtual network. Format: https://libvirt.org/formatnetwork.html */
export interface Network {
  readonly uuid: string;
  readonly name: string;
  readonly active: boolean;
  readonly autostart: boolean;
  readonly persistent: boolean;
  readonly forward: ForwardMode;
  /** The interface that `<forward dev>` or its first `<interface dev>` names; null when libvirt lets routing decide. */
  readonly forwardDev: string | null;
  /** The bridge that realises it; null for macvtap and hostdev networks. */
  readonly bridge: string | null;
  /** Where it has no bridge; a physical function stands for its virtual ones. Empty for a network with a bridge. */
  readonly cards: readonly NetworkCard[];
  /** Its own addresses with prefix length, `192.168.122.1/24`. */
  readonly addresses: readonly string[];
  /** What its DHCP server hands out; absent: it has none. */
  readonly dhcp?: NetworkDhcp;
  /** The DNS domain of its guests; absent: none. */
  readonly domain?: string;
  /** Its `<vlan>`: of interfaces that name no other; absent: none. */
  readonly vlans?: readonly VlanRange[];
  /** Absent: it has none. */
  readonly portgroups?: readonly Portgroup[];
  /** The XML of its definition, as `net-define` takes it; null: it has none (transient). Absent: it was not read. */
  readonly definition?: string | null;
}

export interface NetworkDhcp {
  /** IPv4 and IPv6 in the order of the XML. */
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
  /** How many guests have an address of their own reserved, or a name. */
  readonly hosts: number;
  /** The addresses that are reserved for one guest each; absent: none. */
  readonly reserved?: readonly string[];
}

/** One row of `virsh net-dhcp-leases`. */
export interface DhcpLease {
  readonly network: string;
  readonly mac: string;
  readonly address: string;
  readonly hostname: string | null;
}

/** An address that the guest agent reported for a domain's MAC (`virsh domifaddr --source agent`). */
export interface AgentAddress {
  readonly domain: string;
  readonly mac: string;
  readonly address: string;
}

const makingBridge: ReadonlySet<ForwardMode> = new Set(['isolated', 'nat', 'route', 'open']);

/** Whether libvirt makes a bridge for such a network, and takes it away with it. */
export function makesBridge(forward: ForwardMode): boolean {
  return makingBridge.has(forward);
}

/** The bridge that comes and goes with the network; null where the bridge is the host's own, or the network has no bridge. */
export function ownBridge({ forward, bridge }: Pick<Network, 'forward' | 'bridge'>): string | null {
  return makesBridge(forward) ? bridge : null;
}

/** The network that makes this bridge at each of its starts; null: it is the host's own. */
export function ownerOf(networks: readonly Network[], bridge: string): Network | null {
  return networks.find((network) => ownBridge(network) === bridge) ?? null;
}
