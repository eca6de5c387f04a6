import { type Link, plainLink } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { NewLink } from '../hostOp.ts';
import { bondFactsOf } from './bondOptions.ts';

/** The facts that a read would show of a link that was just made, as far as they are known before. */
export function newLinkFacts(made: NewLink, snapshot: HostSnapshot): Link {
  // The kernel's own are positive: nothing takes it for a link that exists.
  const ifindex = Math.min(0, ...snapshot.links.map((link) => link.ifindex)) - 1;
  const plain = plainLink(made.name, ifindex);
  if (made.kind === 'tap') {
    const tun = { type: 'tap', persist: true, user: made.owner } as const;
    return { ...plain, infoKind: 'tun', tun };
  }
  if (made.kind === 'bond') {
    const { mac, mode, settings } = made;
    const bond = bondFactsOf(mode, settings);
    return { ...plain, mac, infoKind: 'bond', bondMode: mode, bond };
  }
  if (made.kind === 'vlan') {
    const { id, protocol, flags } = made;
    const lower = findLink(snapshot, made.lower);
    return {
      ...plain,
      mac: made.mac ?? lower?.mac ?? null,
      mtu: lower?.mtu ?? plain.mtu,
      infoKind: 'vlan',
      vlan: { id, protocol, ...(flags === undefined ? {} : { flags }) },
      lower: { name: made.lower, ifindex: null, netnsId: null },
    };
  }
  const { mac, stp, forwardDelay, vlanFiltering } = made;
  // Its default VLAN is 1 where the kernel knows VLANs, which only a read tells.
  const bridge = { stp, forwardDelay, vlanFiltering, nfCallIptables: false };
  return { ...plain, mac, infoKind: 'bridge', bridge };
}
