import type { Command } from '#shared/host/command.ts';
import type { VlanRange } from '../host/vlanRange.ts';

export type FormKind = 'netplan' | 'networkmanager' | 'networkd' | 'ifupdown';

/** How one bridge is kept over a reboot, as text to be saved by the user: Patchbay writes no system file. */
export interface BridgePersistence {
  readonly bridge: string;
  /** Somebody else makes the bridge at boot, as far as is known; null: it is the user's own. */
  readonly keeper: Keeper | null;
  /** What is in use on this host, one plain sentence; empty where there are no forms. */
  readonly inUse: string;
  /** The one in use first, else the likeliest; empty where the keeper is certain. */
  readonly forms: readonly Form[];
  /** What holds for every form, a sentence each. */
  readonly remarks: readonly string[];
}

/** Who makes a bridge at boot without any of the forms. */
export interface Keeper {
  /** Who, how that is known, and whether it is set to do so; plain sentences. */
  readonly message: string;
  /** What changes that or shows it; empty when there is nothing to do. */
  readonly commands: readonly Command[];
}

/** One bridge in the words of one of the programs that configure networks. */
export interface Form {
  readonly kind: FormKind;
  /** What is to be saved or run; empty when the form cannot express the bridge, and `remarks` says why. */
  readonly parts: readonly FormPart[];
  /** Checks it and puts it into effect, in this order. */
  readonly apply: readonly Command[];
  /** What this form leaves to the user, and what to beware of. */
  readonly remarks: readonly string[];
}

export interface FormPart {
  /** The file to save it as; null: commands to be run. */
  readonly path: string | null;
  /** Ends in a newline. */
  readonly text: string;
}

/** What is to be true of a bridge after a boot: what is so now, without what the kernel or a router adds. */
export interface BridgeSetup {
  readonly name: string;
  /** The MAC to fix; null where the present one is that of a port that is not kept. */
  readonly mac: string | null;
  /** Bytes. */
  readonly mtu: number;
  readonly stp: boolean;
  /** Whole seconds; it matters with STP only. */
  readonly forwardDelay: number;
  readonly vlanFiltering: boolean;
  /** Of the bridge itself and of its ports, by name, where it filters them; null: it does not, or they are not known. */
  readonly vlans: Readonly<Record<string, readonly VlanRange[]>> | null;
  readonly ipv4: IpSetup;
  readonly ipv6: IpSetup;
  /** IPv6 has its link-local address, as it has by default. */
  readonly linkLocal: boolean;
  /** The ports that lead out of the host, by name; what VMs and containers plug in comes with those. */
  readonly ports: readonly string[];
  /** The ports and what they rest on; what others rest on comes first. */
  readonly devices: readonly Device[];
}

export interface IpSetup {
  /** DHCP for IPv4; router advertisements for IPv6. */
  readonly automatic: boolean;
  /** With prefix length, `192.168.1.10/24`. */
  readonly addresses: readonly string[];
  readonly routes: readonly RouteSetup[];
}

export interface RouteSetup {
  /** `default` or a prefix. */
  readonly to: string;
  readonly via: string;
  /** Null: the family's default. */
  readonly metric: number | null;
  readonly onLink: boolean;
}

interface DeviceBase {
  readonly name: string;
  /** Bytes. */
  readonly mtu: number;
  /** The bridge or bond that it is a port or member of, where that belongs to this setup; null: only others rest on it. */
  readonly master: string | null;
  /** It has a life of its own beside this bridge: addresses, or a port of another bridge. Configured elsewhere. */
  readonly elsewhere: boolean;
}

export type Device =
  | (DeviceBase & { readonly kind: 'card' })
  | (DeviceBase & {
      readonly kind: 'bond';
      readonly mode: string;
      /** Milliseconds. */
      readonly miimon: number;
      readonly hashPolicy: string | null;
      readonly lacpRate: string | null;
      readonly members: readonly string[];
    })
  | (DeviceBase & {
      readonly kind: 'vlan';
      readonly id: number;
      readonly protocol: string;
      readonly lower: string;
    })
  /** A tunnel or another kind that Patchbay doesn't put into words: it must be made elsewhere. */
  | (DeviceBase & { readonly kind: 'foreign' });
