import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NewLink } from '../hostOp.ts';

/** The facts that a read would show of a link that was just made, as far as they are known before. */
export function newLinkFacts(made: NewLink, snapshot: HostSnapshot): Link {
  const shared = {
    name: made.name,
    // The kernel's own are positive: nothing takes it for a link that exists.
    ifindex: Math.min(0, ...snapshot.links.map(({ ifindex }) => ifindex)) - 1,
    mtu: 1500,
    operState: 'DOWN',
    up: false,
    carrier: false,
    linkType: 'ether',
    slaveKind: '',
    master: null,
    lower: null,
    altNames: [],
    alias: null,
    parentBus: null,
    parentDev: null,
    bridgePort: null,
    vlan: null,
    vxlan: null,
    macvlanMode: null,
    bondMode: null,
    vfs: [],
    counters: null,
  } as const;
  if (made.kind === 'tap') {
    const tun = { type: 'tap', persist: true, user: made.owner } as const;
    return { ...shared, mac: null, infoKind: 'tun', bridge: null, tun };
  }
  const { mac, stp, forwardDelay, vlanFiltering } = made;
  // Its default VLAN is 1 where the kernel knows VLANs, which only a read tells.
  const bridge = { stp, forwardDelay, vlanFiltering, nfCallIptables: false };
  return { ...shared, mac, infoKind: 'bridge', bridge, tun: null };
}
