import type { LinkAddress } from '#shared/host/address.ts';
import { type Network, ownBridge } from '#shared/host/network.ts';
import { readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { newLinkFacts } from '../link/newLink.ts';
import { withNetwork } from './networks.ts';

/** The facts once libvirt has started the network: its bridge is there, up, with its addresses. */
export function startedNetwork(network: Network, snapshot: HostSnapshot): HostSnapshot {
  const active = withNetwork(snapshot, network.uuid, (present) => ({ ...present, active: true }));
  const bridge = ownBridge(network);
  if (bridge === null || snapshot.links.some(({ name }) => name === bridge)) return active;
  const made = newLinkFacts(
    // What libvirt gives its bridges where a definition says nothing else; with STP the kernel makes 2 s of no delay.
    { kind: 'bridge', name: bridge, mac: null, stp: true, forwardDelay: 2, vlanFiltering: false },
    snapshot,
  );
  return {
    ...active,
    links: [...snapshot.links, { ...made, up: true }],
    addresses: [...snapshot.addresses, ...network.addresses.flatMap((text) => addressOn(bridge, text))],
  };
}

/** The facts once libvirt has stopped the network: its bridge is gone, and what was plugged into it is on none. */
export function stoppedNetwork(network: Network, snapshot: HostSnapshot): HostSnapshot {
  const stopped = withNetwork(snapshot, network.uuid, (present) =>
    present.persistent ? { ...present, active: false } : null,
  );
  const bridge = ownBridge(network);
  if (bridge === null) return stopped;
  return {
    ...stopped,
    links: snapshot.links
      .filter(({ name }) => name !== bridge)
      .map((link) =>
        link.master === bridge ? { ...link, master: null, slaveKind: '', bridgePort: null } : link,
      ),
    addresses: snapshot.addresses.filter(({ link }) => link !== bridge),
    routes: snapshot.routes.filter(({ link }) => link !== bridge),
  };
}

function addressOn(link: string, text: string): LinkAddress[] {
  const prefix = readPrefix(text);
  if (prefix === null) return [];
  const [address = ''] = text.split('/');
  return [{ link, family: prefix.family, address, prefixLength: prefix.length, scope: 'global' }];
}
