import type { LinkNode } from '#shared/topology/model.ts';
import { isFirewallBridge, isFirewallJoint } from '#shared/topology/pveNames.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';

/** A manager that keeps a bridge of its own between a guest's cable and the bridge that people know. */
interface Manager {
  /** The bridge that it puts between. */
  readonly bridge: (name: string) => boolean;
  /** What joins that bridge to the one that people know. */
  readonly joint: (name: string) => boolean;
  /** What stands in that bridge. */
  readonly what: string;
  readonly advice: string;
}

const managers: readonly Manager[] = [
  {
    // tap100i0 → fwbr100i0 → fwln100i0 ↔ fwpr100p0 → vmbr0; on Open vSwitch fwln100o0 (pve-common, PVE/Network.pm)
    bridge: isFirewallBridge,
    joint: isFirewallJoint,
    what: 'the firewall of Proxmox VE',
    advice: 'Change it in the web interface of Proxmox VE, or with qm set (a VM) or pct set (a container).',
  },
  {
    // tap3f2b1a2c-4d → qbr3f2b1a2c-4d → qvb… ↔ qvo… → br-int (nova, os-vif: plug_hybrid)
    bridge: (name) => /^qbr[0-9a-f]{8}-[0-9a-f]{2}$/.test(name),
    joint: (name) => /^qv[bo][0-9a-f]{8}-[0-9a-f]{2}$/.test(name),
    what: 'the security groups of OpenStack',
    advice: 'Change the port with OpenStack.',
  },
];

type Named = Pick<LinkNode, 'name' | 'master'>;

/** Why this link must stay a port of what it is one of; null: no manager stands in between. */
export function refuseManagedPort({ name, master }: Named): Refusal | null {
  for (const { bridge, joint, what, advice } of managers) {
    if (joint(name)) {
      return refuse(`${name} belongs to ${what}. Without it, a guest loses its network.`, advice);
    }
    if (master !== null && bridge(master)) {
      return refuse(
        `${name} is on ${master}, where ${what} filters the guest’s traffic. On another bridge the traffic isn’t filtered until the guest’s next start puts it back.`,
        advice,
      );
    }
  }
  return null;
}

/** Why a manager's own bridge, or what joins it to another, is not to be changed; null: it is nobody's. */
export function refuseManaged({ name }: Pick<Named, 'name'>): Refusal | null {
  const owner = managers.find(({ bridge, joint }) => bridge(name) || joint(name));
  return owner === undefined
    ? null
    : refuse(`${name} belongs to ${owner.what}, which creates it again when the guest starts.`, owner.advice);
}

/** Said of a guest's cable that Proxmox VE plugs straight into a bridge: `tap100i0`, a container's `veth101i0`. */
export function managedWarnings({ name }: Pick<Named, 'name'>): string[] {
  const [, kind, guest, nic] = /^(tap|veth)(\d+)i(\d+)$/.exec(name) ?? [];
  return kind === undefined
    ? []
    : [
        `Proxmox VE calls ${name} net${nic} of guest ${guest}, and connects it where its own configuration says at the guest’s next start. To keep the change, make it there (${kind === 'tap' ? 'qm' : 'pct'} set ${guest} --net${nic} …).`,
      ];
}
