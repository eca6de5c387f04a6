import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';

/** Seconds in which STP listens and learns at a port before it forwards: twice the forward delay (IEEE 802.1D). */
export function untilForwarding(forwardDelay: number): number {
  return Math.ceil(2 * forwardDelay);
}

/** The same for a link that is set up: as a port, or as the bridge itself, whose ports then all begin again. */
export function forwardingAfter(snapshot: HostSnapshot, name: string): number {
  const link = findLink(snapshot, name);
  const bridge = link?.bridge ?? findLink(snapshot, link?.master ?? null)?.bridge;
  return bridge?.stp === true ? untilForwarding(bridge.forwardDelay) : 0;
}
