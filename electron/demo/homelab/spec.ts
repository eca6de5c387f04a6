import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { Plug, TrafficRate } from '../model.ts';

/** How the demo's VMs are written down: the live XML, the definition and the TAPs all follow from one of these. */
export interface VmSpec {
  readonly name: string;
  readonly uuid: string;
  readonly state: 'running' | 'paused' | 'shut off';
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly autostart: boolean;
  /** It has no definition: gone when it stops. */
  readonly transient?: true;
  /** Its guest ignores a hot-unplug. */
  readonly deaf?: true;
  /** A guest agent tells the addresses of its vNICs. */
  readonly agent?: true;
  readonly nics: readonly NicSpec[];
}

export interface NicSpec {
  readonly mac: string;
  readonly model: string | null;
  readonly plug: Plug;
  /** Where the definition has it, when that is elsewhere. */
  readonly nextBoot?: Plug;
  /** It was added to or taken from one side only: to the running VM, or to the definition. */
  readonly only?: 'now' | 'next boot';
  /** The TAP or macvtap while the VM runs. */
  readonly tap?: string;
  /** The TAP is the user's own: listed with the links, not made by libvirt. */
  readonly ownTap?: true;
  /** The TAP's bridge in the kernel, where somebody moved it behind libvirt's back; null: off every bridge. */
  readonly strayed?: string | null;
  readonly linkState?: 'down';
  /** The link is down now only; the definition has it up. */
  readonly upAtNextBoot?: true;
  /** The guest's address, for its agent. */
  readonly address?: string;
  readonly rate?: TrafficRate;
  /** Of its TAP’s port; absent: the kernel’s default. */
  readonly vlans?: readonly VlanRange[];
}

export function onBridge(bridge: string): Plug {
  return { type: 'bridge', bridge };
}

export function onNetwork(network: string): Plug {
  return { type: 'network', network };
}
