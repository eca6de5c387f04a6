import type { BondSettings } from '#shared/host/bondSettings.ts';
import type { DomainState } from '#shared/host/domain.ts';
import type { ForwardMode } from '#shared/host/network.ts';
import type { PortSettings } from '#shared/host/portSettings.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { GuardDocument } from './guard/document.ts';

/**
 * The simulated host: what the kernel, libvirt and the processes of a real one know. A plain immutable value; an
 * edit makes a new one. Nothing here knows a command or a text format.
 */
export interface Homelab {
  readonly links: readonly DemoLink[];
  readonly routes: readonly DemoRoute[];
  readonly neighbours: readonly DemoNeighbour[];
  /** MACs of machines beyond the host's own links, seen behind a port. */
  readonly stations: readonly { readonly mac: string; readonly link: string }[];
  readonly domains: readonly DemoDomain[];
  readonly networks: readonly DemoNetwork[];
  readonly processes: readonly BareProcess[];
  /** What systemd-resolved keeps for each link that it asks through. */
  readonly dns: readonly DemoDns[];
  /** Edits that the host reverts unless they are confirmed, the latest last. */
  readonly guards: readonly DemoGuard[];
  readonly next: Next;
}

/** Numbers that are never given twice. */
interface Next {
  readonly ifindex: number;
  readonly vnet: number;
  readonly macvtap: number;
}

export interface DemoLink {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: string;
  /** Bytes. */
  readonly mtu: number;
  /** Administratively up. */
  readonly up: boolean;
  readonly master: string | null;
  /** What somebody has set on it as a port, in iproute2's words; gone as soon as it leaves its bridge. */
  readonly port?: PortSettings;
  /** The VLANs of a port, or of a bridge itself; absent: those that the kernel gives a new one. */
  readonly vlans?: readonly VlanRange[];
  readonly device: Device;
  /** Of a bond's member: its MAC outside the bond, where that is another one. */
  readonly ownMac?: string;
  readonly addresses: readonly DemoAddress[];
  readonly alias?: string | undefined;
  readonly altNames?: readonly string[] | undefined;
  readonly meter: Meter;
}

export type Device =
  | { readonly kind: 'loopback' }
  | {
      readonly kind: 'pnic';
      readonly pci: string;
      /** Mbit/s. */
      readonly speed: number;
      /** Whether a live cable is in the socket. */
      readonly cable: boolean;
      readonly vfs: readonly { readonly mac: string; readonly pci: string }[];
    }
  | {
      readonly kind: 'bridge';
      readonly stp: boolean;
      /** Hundredths of a second. */
      readonly forwardDelay: number;
      readonly vlanFiltering: boolean;
      /** Somebody gave it its MAC, its MTU; else they follow its ports'. */
      readonly macIsSet: boolean;
      readonly mtuIsSet: boolean;
      /** A bridge that never had a port takes itself for connected. */
      readonly hadPort: boolean;
    }
  | {
      readonly kind: 'tap';
      readonly persist: boolean;
      readonly user: string | null;
      readonly holder: number | null;
    }
  | {
      readonly kind: 'macvtap';
      readonly lower: string;
      readonly mode: string;
      readonly holder: number | null;
    }
  | {
      readonly kind: 'bond';
      readonly mode: string;
      /** What is set otherwise than on a new bond. */
      readonly settings: BondSettings;
      /** The member that was chosen to send by; null: the first one that lives. */
      readonly active: string | null;
      /** It was given its MAC; else it takes that of its first member. */
      readonly macIsSet: boolean;
    }
  | {
      readonly kind: 'vlan';
      readonly id: number;
      readonly lower: string;
      readonly protocol: string;
      /** Those that are on, in iproute2's words. */
      readonly flags: readonly string[];
    }
  | { readonly kind: 'veth'; readonly peerIndex: number; readonly netnsId: number };

export interface DemoAddress {
  readonly family: 'inet' | 'inet6';
  readonly local: string;
  readonly prefixLength: number;
  readonly scope: 'global' | 'link' | 'host';
  readonly broadcast?: string;
  /** Of its connected route. */
  readonly metric?: number;
  /** It brings no connected route. */
  readonly noPrefixRoute?: true;
}

/** Counters as a function of time: what was counted at `since`, and how fast it has grown from then on. */
export interface Meter {
  /** Milliseconds since the host was started. */
  readonly since: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rate: TrafficRate;
  /** False while nothing can pass: on no bridge, or its guest is paused. */
  readonly flowing: boolean;
}

/** Average bytes per second, from the host's side. */
export interface TrafficRate {
  readonly rx: number;
  readonly tx: number;
}

export interface DemoRoute {
  readonly family: 'inet' | 'inet6';
  readonly destination: string;
  readonly gateway: string | null;
  readonly link: string;
  readonly metric: number | null;
  /** The source address that the kernel puts in for a connected prefix; null for a route that was configured. */
  readonly connectedFrom: string | null;
  /** Who made it, in iproute2's words; absent: nobody says (`boot`). */
  readonly protocol?: string;
  /** The source address that whoever made it asked for. */
  readonly source?: string;
  readonly onLink?: true;
}

/** A machine that the host has spoken to, or would find if it asked; by which link follows from the host's addresses. */
export interface DemoNeighbour {
  readonly address: string;
  readonly mac: string;
  readonly state: 'REACHABLE' | 'STALE' | 'DELAY' | 'PERMANENT' | 'unasked';
}

export interface DemoDomain {
  readonly uuid: string;
  readonly name: string;
  readonly state: DomainState;
  /** libvirt's number of the running domain; null while it is shut off. */
  readonly id: number | null;
  readonly pid: number | null;
  readonly persistent: boolean;
  readonly autostart: boolean;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Its guest never answers a hot-unplug, though libvirt reports success. */
  readonly deaf: boolean;
  /** What the guest agent would report; null: no agent is configured. */
  readonly agent: readonly GuestAddress[] | null;
  /** Empty while it is shut off. */
  readonly live: readonly DemoVnic[];
  /** Empty for a transient domain. */
  readonly defined: readonly DemoVnic[];
  /** What its next start resumes, without what libvirt gives at each start (TAPs, aliases); absent: no saved image. */
  readonly saved?: readonly DemoVnic[];
}

export interface GuestAddress {
  readonly mac: string;
  readonly address: string;
  readonly prefixLength: number;
}

/** Where a vNIC is plugged, in the words of its XML. */
export type Plug =
  | { readonly type: 'bridge'; readonly bridge: string }
  | { readonly type: 'network'; readonly network: string }
  | { readonly type: 'direct'; readonly dev: string; readonly mode: string }
  | { readonly type: 'hostdev'; readonly pci: string }
  | { readonly type: 'ethernet' }
  | { readonly type: 'user' };

/** One `<interface>` of a domain, live or defined. */
export interface DemoVnic {
  readonly mac: string;
  readonly plug: Plug;
  readonly model: string | null;
  readonly linkState: 'up' | 'down';
  /** Live: the TAP or macvtap. Defined: a name of the user's own. */
  readonly targetDev: string | null;
  /** False: the TAP is the user's and outlives the domain. */
  readonly managed: boolean;
  /** Only live. */
  readonly alias: string | null;
  /** Only live: the bridge that libvirt put the TAP on, and believes it to be on still. */
  readonly believedBridge: string | null;
  /** The device's address in the guest, `0000:01:00.0`. */
  readonly pci: string;
}

export interface DemoNetwork {
  readonly uuid: string;
  readonly name: string;
  readonly active: boolean;
  readonly autostart: boolean;
  readonly persistent: boolean;
  readonly forward: ForwardMode;
  readonly forwardDev: string | null;
  readonly bridge: string | null;
  readonly mac: string | null;
  readonly ip: {
    readonly address: string;
    readonly prefixLength: number;
    /** Null where the definition gives a prefix length instead. */
    readonly netmask: string | null;
    /** First and last address that is given away; null: none is. */
    readonly dhcp: readonly [string, string] | null;
  } | null;
  readonly leases: readonly DemoLease[];
}

export interface DemoLease {
  readonly mac: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly hostname: string | null;
}

/** What systemd-resolved asks through one link (`resolvectl dns`, `resolvectl domain`). */
export interface DemoDns {
  readonly link: string;
  readonly servers: readonly string[];
  readonly domains: readonly string[];
}

/** A guarded edit, as its process knows it. */
export interface DemoGuard extends GuardDocument {
  readonly id: string;
  readonly seconds: number;
  readonly phase: 'waiting' | 'kept' | 'reverted' | 'not-reverted';
  /** When it is taken back, milliseconds since the epoch; null unless it waits. */
  readonly deadline: number | null;
  readonly cause: 'user' | 'expired' | 'failed' | null;
  /** How many of its commands were begun. */
  readonly at: number;
  readonly failed: { readonly command: string; readonly said: readonly string[] } | null;
  /** What the watched links showed at first, and what they show otherwise once it was taken back. */
  readonly before: readonly string[];
  readonly differs: readonly string[];
}

/** A process that libvirt knows nothing of. */
export interface BareProcess {
  readonly pid: number;
  readonly argv: readonly string[];
}
