import type { HostSnapshot } from '#shared/host/snapshot.ts';

/** Something that a read shows, or does not show, of a libvirt network, which goes by its UUID. */
export type NetworkCondition =
  | { readonly is: 'network-defined'; readonly network: string; readonly defined: boolean }
  | { readonly is: 'network-active'; readonly network: string; readonly active: boolean }
  | { readonly is: 'network-autostart'; readonly network: string; readonly on: boolean };

/** What the facts show instead, one sentence; empty when the condition holds. */
export function networkMismatch(condition: NetworkCondition, snapshot: HostSnapshot): string {
  const network = snapshot.networks.find(({ uuid }) => uuid === condition.network);
  if (condition.is === 'network-defined') {
    const isDefined = network?.persistent === true;
    if (isDefined === condition.defined) return '';
    return isDefined
      ? `libvirt still has the network ${network.name}.`
      : 'libvirt has no definition of that network.';
  }
  if (network === undefined) {
    return condition.is === 'network-active' && !condition.active ? '' : 'libvirt has no such network.';
  }
  if (condition.is === 'network-active') {
    if (network.active === condition.active) return '';
    return `The network ${network.name} is ${network.active ? 'active' : 'not active'}.`;
  }
  if (network.autostart === condition.on) return '';
  return `The network ${network.name} ${network.autostart ? 'starts' : 'doesn’t start'} with the host.`;
}
