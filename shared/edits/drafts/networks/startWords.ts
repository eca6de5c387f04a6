import { type Network, ownBridge } from '#shared/host/network.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';

/** What libvirt does on the host when it starts the network. */
export function startEffects(network: Network): string[] {
  const { addresses, forward, name } = network;
  const bridge = ownBridge(network);
  if (bridge === null) {
    return network.bridge === null
      ? [`VMs can be started on ${name}.`]
      : [`Guests on ${name} become ports of ${network.bridge}, which doesn’t change.`];
  }
  const own = addresses.length === 0 ? ' without an address' : ` with the address ${listed(addresses)}`;
  const served = addresses.length === 0 ? '' : ' and starts dnsmasq there for DNS and, where it is set, DHCP';
  return [`libvirt creates the bridge ${bridge}${own}${served}.`, ...forwardEffects(forward, bridge)];
}

function forwardEffects(forward: Network['forward'], bridge: string): string[] {
  const forwarding = 'From then on this host forwards IPv4, even when the network is stopped.';
  switch (forward) {
    case 'nat':
      return [
        `Firewall rules (iptables or nftables) let guests on ${bridge} out with the host’s own address, and nothing in.`,
        forwarding,
      ];
    case 'route':
      return [
        `Firewall rules (iptables or nftables) let guests on ${bridge} out, and the outside in, with the guests’ own addresses: the LAN needs a route to them through this host.`,
        forwarding,
      ];
    case 'isolated':
      return [`Firewall rules (iptables or nftables) limit guests on ${bridge} to each other and this host.`];
    default:
      return [];
  }
}

/** A way out that leads nowhere at present. */
export function forwardWarnings(
  { forward, forwardDev }: Pick<Network, 'forward' | 'forwardDev'>,
  snapshot: HostSnapshot,
): string[] {
  if (forwardDev === null || forward === 'bridge' || forward === 'hostdev') return [];
  const link = findLink(snapshot, forwardDev);
  if (link === null) {
    return [
      `It forwards through ${forwardDev}, which is not on this host: guests reach nothing until it is.`,
    ];
  }
  return link.up
    ? []
    : [`It forwards through ${forwardDev}, which is down: guests reach nothing until it is up.`];
}
