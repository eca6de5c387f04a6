import type { DomainInterface } from '#shared/host/domain.ts';
import type { Backing } from './backing.ts';
import type { Facts } from './facts.ts';
import type { Conflict } from './model.ts';

/**
 * The bridge that a libvirt interface is on, as far as libvirt knows; null for types that have none.
 * In live XML a network's interface names the bridge too; a definition leaves it to the network.
 */
export function believedBridge(one: DomainInterface, facts: Facts): string | null {
  if (one.type !== 'bridge' && one.type !== 'network') return null;
  if (one.source.bridge !== null) return one.source.bridge;
  return one.source.network === null ? null : (facts.networks.get(one.source.network)?.bridge ?? null);
}

/** True where the kernel's `master` and libvirt's belief are of the same moment and about the same thing. */
function isComparable({ vnic, link, evidence }: Backing, facts: Facts): boolean {
  return (
    vnic.live !== null &&
    evidence.includes('libvirt') &&
    link.infoKind === 'tun' &&
    // Under Open vSwitch the kernel's master is the datapath and never the bridge.
    link.slaveKind !== 'openvswitch' &&
    facts.isFresh('virsh') &&
    facts.isFresh('ip-link')
  );
}

/** The kernel has the TAP on another bridge than libvirt: someone moved it behind libvirt's back. */
export function otherBridge(backing: Backing, facts: Facts): Conflict[] {
  const { vnic, link } = backing;
  const believed = vnic.live === null ? null : believedBridge(vnic.live, facts);
  if (believed === null || link.master === null || believed === link.master) return [];
  if (!isComparable(backing, facts)) return [];
  const message = `The kernel has ${link.name} on ${link.master}, but libvirt believes that it is on ${believed}.`;
  return [{ code: 'other-bridge', message }];
}

/** libvirt has the TAP on a bridge and the kernel on none: unplugged by hand, or its bridge was deleted or made anew. */
export function orphaned(backing: Backing, facts: Facts): Conflict[] {
  const { vnic, link } = backing;
  const believed = vnic.live === null ? null : believedBridge(vnic.live, facts);
  if (believed === null || link.master !== null || !isComparable(backing, facts)) return [];
  const message = `${link.name} is plugged into nothing, but libvirt believes that it is on ${believed}.`;
  return [{ code: 'orphaned', message }];
}
