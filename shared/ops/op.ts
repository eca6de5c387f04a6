import type { DomainInterface } from '#shared/host/domain.ts';
import type { OvsInterface, OvsMap, OvsPort } from '#shared/host/ovs.ts';
import type { PortSettings } from '#shared/host/portSettings.ts';
import type { MacvtapMode } from '../host/macvtapModes.ts';
import type { SwitchVlans } from '../host/ovsVlans.ts';
import type { VlanRange } from '../host/vlanRange.ts';
import type { LinkOp, NetworkOp } from './hostOp.ts';

/** The side of a VM that a device is given to or taken from: as it runs, or its definition. */
export type Scope = 'live' | 'config';

/** `saved`: its managed-save image, in which only what the guest does not see can be changed. */
export type Side = Scope | 'saved';

/**
 * Names one vNIC of a domain across restarts: by its MAC alone where that is unique in the domain (alias and address
 * are null then), else by its address on the guest's bus, which the running VM and its definition share, or by its
 * alias, which exists only live. See vnicKey.ts.
 */
export interface VnicKey {
  readonly mac: string;
  readonly alias: string | null;
  /** The `<address>` element's attributes, `type=pci domain=0x0000 bus=0x00 slot=0x03 function=0x0`. */
  readonly address: string | null;
}

/** Where a vNIC may be plugged by libvirt. */
export type PlugTarget =
  | { readonly kind: 'bridge'; readonly bridge: string }
  | { readonly kind: 'network'; readonly network: string }
  /** A TAP that is there already, which libvirt then does not manage (`type='ethernet'`). */
  | { readonly kind: 'tap'; readonly tap: string }
  /** A macvtap of its own on this link (`type='direct'`). */
  | { readonly kind: 'direct'; readonly dev: string; readonly mode: MacvtapMode }
  /** Back to a source that a bridge's or network's name does not tell: user, macvtap, a portgroup of a network. */
  | { readonly kind: 'former'; readonly was: DomainInterface };

/**
 * The closed set of what Patchbay does to a host. Every op has a command, an inverse and conditions that a fresh
 * read must meet; none of them names a shell, and none holds a vnet's name for longer than a plan lives.
 */
export type Op =
  | {
      readonly op: 'vnic-source';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Side;
      readonly target: PlugTarget;
      readonly port?: PortKept | undefined;
    }
  | { readonly op: 'vnic-add'; readonly domain: string; readonly scope: Scope; readonly device: NewVnic }
  | { readonly op: 'vnic-remove'; readonly domain: string; readonly scope: Scope; readonly vnic: VnicKey }
  | {
      readonly op: 'vnic-link';
      readonly domain: string;
      readonly scope: Scope;
      readonly vnic: VnicKey;
      readonly state: 'up' | 'down';
    }
  /** The `<vlan>` by which libvirt sets the VLANs of a vNIC’s port of Open vSwitch; null: it has none. */
  | {
      readonly op: 'vnic-vlans';
      readonly domain: string;
      readonly scope: Scope;
      readonly vnic: VnicKey;
      readonly vlans: SwitchVlans | null;
    }
  /** The definition's vNIC becomes this, in its place: another model with what belongs to that, another name of its TAP. Its MAC stays. */
  | {
      readonly op: 'vnic-model';
      readonly domain: string;
      readonly scope: 'config';
      readonly vnic: VnicKey;
      readonly to: DomainInterface;
    }
  /** `master` null: on no bridge. */
  | {
      readonly op: 'port-master';
      readonly link: string;
      readonly master: string | null;
      readonly port?: PortKept | undefined;
    }
  /** `bridge` null: of no bridge of Open vSwitch. What becomes a new port is to be as told; what moves keeps its own. */
  | {
      readonly op: 'switch-port';
      readonly link: string;
      readonly bridge: string | null;
      readonly vlans?: SwitchVlans | undefined;
      readonly kept?: SwitchPortKept | undefined;
    }
  /** A port of Open vSwitch, a bond, or a bridge’s own one, by its name there. */
  | { readonly op: 'switch-vlans'; readonly port: string; readonly vlans: SwitchVlans }
  /**
   * One `netN` of a guest of Proxmox VE, as its file is to have it: now, which the running guest gets as well, or only
   * from its next start on. Value null: without it.
   */
  | {
      readonly op: 'pve-net';
      readonly guest: number;
      readonly index: number;
      readonly side: 'now' | 'next';
      readonly value: string | null;
    }
  | LinkOp
  | NetworkOp;

/**
 * How a port is to be once it is plugged in: a port that leaves its bridge loses what was set on it. It takes commands
 * of its own, which `unfolded` tells.
 */
export interface PortKept {
  /** What is not in it is as on a new port. */
  readonly settings: PortSettings;
  /** Where its bridge filters VLANs; absent: as a new port’s. */
  readonly vlans?: readonly VlanRange[] | undefined;
}

/** What a port of Open vSwitch has of its own beside its VLANs, that it loses when it leaves the database. */
export interface SwitchPortKept {
  readonly port: Pick<OvsPort, 'externalIds' | 'otherConfig' | 'qos' | 'isProtected'>;
  readonly iface: {
    readonly externalIds: OvsMap;
    readonly otherConfig: OvsMap;
    readonly numbers: NonNullable<OvsInterface['numbers']>;
  };
}

/** A vNIC to add: a new one, or one that was removed and is put back as it was. */
export type NewVnic =
  | { readonly kind: 'new'; readonly mac: string; readonly model: string; readonly target: PlugTarget }
  | { readonly kind: 'as-it-was'; readonly was: DomainInterface };
