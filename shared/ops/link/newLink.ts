import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { NewLink } from '../hostOp.ts';
import { bondFactsOf } from './bondOptions.ts';

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
  if (made.kind === 'bond') {
    const { mac, mode, settings } = made;
    const bond = bondFactsOf(mode, settings);
    return { ...shared, mac, infoKind: 'bond', bridge: null, tun: null, bondMode: mode, bond };
  }
  if (made.kind === 'vlan') {
    const { id, protocol, flags } = made;
    const lower = findLink(snapshot, made.lower);
    return {
      ...shared,
      mac: made.mac ?? lower?.mac ?? null,
      mtu: lower?.mtu ?? shared.mtu,
      infoKind: 'vlan',
      bridge: null,
      tun: null,
      vlan: { id, protocol, ...(flags === undefined ? {} : { flags }) },
      lower: { name: made.lower, ifindex: null, netnsId: null },
    };
  }
  const { mac, stp, forwardDelay, vlanFiltering } = made;
  // Its default VLAN is 1 where the kernel knows VLANs, which only a read tells.
  const bridge = { stp, forwardDelay, vlanFiltering, nfCallIptables: false };
  return { ...shared, mac, infoKind: 'bridge', bridge, tun: null };
}
