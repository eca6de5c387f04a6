import type { SwitchVlans } from './ovsVlans.ts';

/** What Open vSwitch’s database tells (ovs-vswitchd.conf.db(5)); by name, as all of it is named there. */
export interface OvsFacts {
  readonly bridges: readonly OvsBridge[];
}

export interface OvsBridge {
  readonly name: string;
  /** `system`: the kernel’s · `netdev`: in user space, of which the kernel shows nothing. */
  readonly datapath: string;
  /** The bridge’s own port, by which the host itself is in it; absent: not told. */
  readonly local?: OvsPort;
  /** Without its own one. */
  readonly ports: readonly OvsPort[];
}

/** A row of `Port`: one interface, or several that are a bond. */
export interface OvsPort {
  readonly name: string;
  /** What its untagged frames are put into; in the `native-…` modes the native VLAN. Null: none. */
  readonly tag: number | null;
  /** VLANs that pass tagged; empty: all, unless it is an access port. */
  readonly trunks: readonly number[];
  /** `access`, `trunk`, `native-tagged`, `native-untagged`, `dot1q-tunnel`; null: as `tag` implies. */
  readonly vlanMode: string | null;
  /** A bridge for ports of this VLAN (`ovs-vsctl add-br NAME PARENT VLAN`). */
  readonly fakeBridge: boolean;
  readonly interfaces: readonly OvsInterface[];
  /** `active-backup`, `balance-slb`, `balance-tcp`; null: not set, or no bond. */
  readonly bondMode: string | null;
  /** The member that an active-backup bond sends by, by MAC or name as the database has it; null: not told. */
  readonly bondActive: string | null;
  readonly externalIds: OvsMap;
  readonly otherConfig: OvsMap;
  /** Its QoS by its UUID, which outlives the port; absent: none. */
  readonly qos?: string;
  /** It exchanges no frames with other protected ports; absent: it does. */
  readonly isProtected?: true;
}

export interface OvsInterface {
  readonly name: string;
  /** `` or `system`: a link of the host · `internal`, `tap` made by Open vSwitch · `patch`, `vxlan`, `geneve`, `dpdk`, … */
  readonly type: string;
  /** `peer` of a patch port, `remote_ip` and `key` of a tunnel, … */
  readonly options: OvsMap;
  /** `attached-mac`, `iface-id`, `vm-id`, …: whose it is, as who plugged it wrote. */
  readonly externalIds: OvsMap;
  /** Why Open vSwitch could not make it work; null: it could. */
  readonly error: string | null;
  /** OpenFlow’s number of it; absent: it has none, or it isn’t told. */
  readonly ofport?: number;
  readonly otherConfig?: OvsMap;
  /** What else is set on it, of `interfaceNumbers`; absent: none of it. */
  readonly numbers?: Readonly<Partial<Record<InterfaceNumber, number>>>;
}

/** Columns of an interface that hold one number each, which somebody has set. */
export const interfaceNumbers = [
  'mtu_request',
  'ofport_request',
  'ingress_policing_rate',
  'ingress_policing_burst',
] as const;

type InterfaceNumber = (typeof interfaceNumbers)[number];

export type OvsMap = Readonly<Record<string, string>>;

/** One bridge’s port, and the interface by which a link of the host is in it. */
export interface OvsPlace {
  readonly bridge: OvsBridge;
  readonly port: OvsPort;
  readonly iface: OvsInterface;
}

/** Where each interface is, by name. */
export function ovsPlaces({ bridges }: OvsFacts): ReadonlyMap<string, OvsPlace> {
  const places = new Map<string, OvsPlace>();
  for (const bridge of bridges) {
    for (const port of bridge.ports) {
      for (const iface of port.interfaces) places.set(iface.name, { bridge, port, iface });
    }
  }
  return places;
}

/** True of a port that is several links at once. */
export function isOvsBond({ interfaces }: OvsPort): boolean {
  return interfaces.length > 1;
}

/** Whether frames of the bridge go through the kernel, which then tells its ports’ master. */
export function isKernelDatapath({ datapath }: OvsBridge): boolean {
  return datapath === '' || datapath === 'system';
}

/** The fake bridge that a port is in: the one of its VLAN; null: the port is in the bridge itself. */
export function fakeBridgeOf({ ports }: OvsBridge, { tag, fakeBridge }: OvsPort): OvsPort | null {
  if (tag === null || fakeBridge) return null;
  return ports.find((each) => each.fakeBridge && each.tag === tag) ?? null;
}

/** The VLANs of a port. */
export function vlansOfPort({ tag, trunks, vlanMode }: OvsPort): SwitchVlans {
  return { tag, trunks, mode: vlanMode };
}

/** The row of a port by its name; null: it has no row. A bridge’s own port goes by the bridge’s name. */
export function ovsPort({ bridges }: OvsFacts, name: string): OvsPort | null {
  for (const { ports, local } of bridges) {
    if (local?.name === name) return local;
    const port = ports.find((each) => each.name === name);
    if (port !== undefined) return port;
  }
  return null;
}
