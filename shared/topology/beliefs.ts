import type { DomainInterface } from '#shared/host/domain.ts';
import type { Backing } from './backing.ts';
import type { Contradiction } from './contradiction.ts';
import type { Facts } from './facts.ts';
import { isKnownPort } from './knownPort.ts';
import { pvePlaceNow } from './pveContradictions.ts';

/**
 * The bridge that a libvirt interface is on, as far as libvirt knows; null for types that have none.
 * In live XML a network's interface names the bridge too; a definition leaves it to the network.
 */
export function believedBridge(one: DomainInterface, facts: Facts): string | null {
  if (one.type !== 'bridge' && one.type !== 'network') return null;
  if (one.source.bridge !== null) return one.source.bridge;
  return one.source.network === null ? null : (facts.networks.get(one.source.network)?.bridge ?? null);
}

/**
 * Whether the kernel's `master` is the bridge that a TAP is plugged into. Under Open vSwitch it is the datapath, or
 * nothing at all where that runs in user space; MidoNet binds TAPs in a way of its own.
 */
export function tellsBridge({ vnic: { live }, link }: Backing, facts: Facts): boolean {
  if (link.infoKind !== 'tun') return false;
  if (link.slaveKind === 'openvswitch') return facts.isFresh('ovs') && isKnownPort(link, facts);
  if (link.master !== null || live === null) return true;
  const isOnSwitch = facts.kinds.get(believedBridge(live, facts) ?? '') === 'ovs-bridge';
  return !isOnSwitch && !PLUGS_ITSELF.has(live.virtualPort ?? '');
}

/** Of `<virtualport type>`: those for which libvirt leaves the plugging of a TAP to a switch other than the kernel's. */
const PLUGS_ITSELF: ReadonlySet<string> = new Set(['openvswitch', 'midonet']);

/** True where the kernel's `master` and libvirt's belief are of the same moment and about the same thing. */
function isComparable(backing: Backing, facts: Facts): boolean {
  return (
    backing.vnic.live !== null &&
    backing.evidence.includes('libvirt') &&
    tellsBridge(backing, facts) &&
    facts.isVmFresh(backing.vnic.vm.uuid) &&
    facts.isFresh('ip-link')
  );
}

/** The kernel has the TAP on another bridge than libvirt: someone moved it behind libvirt's back. */
export function otherBridge(backing: Backing, facts: Facts): Contradiction[] {
  const { vnic, link } = backing;
  if (vnic.pve !== null) return pvePlaceNow(backing, facts).filter(({ code }) => code === 'pve-bridge');
  const believed = vnic.live === null ? null : believedBridge(vnic.live, facts);
  if (believed === null || link.master === null || believed === link.master) return [];
  if (!isComparable(backing, facts)) return [];
  const message = `${link.name} is on ${link.master}, but libvirt has ${believed} on record.`;
  return [{ code: 'other-bridge', message }];
}

/** libvirt has the TAP on a bridge and the kernel on none: unplugged by hand, or its bridge was deleted or made again. */
export function orphaned(backing: Backing, facts: Facts): Contradiction[] {
  const { vnic, link } = backing;
  if (vnic.pve !== null) return pvePlaceNow(backing, facts).filter(({ code }) => code === 'orphaned');
  const believed = vnic.live === null ? null : believedBridge(vnic.live, facts);
  if (believed === null || link.master !== null || !isComparable(backing, facts)) return [];
  const message = `${link.name} is not connected to any bridge, but libvirt has ${believed} on record.`;
  return [{ code: 'orphaned', message }];
}
