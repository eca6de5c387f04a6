import { ovsPort } from '#shared/host/ovs.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { never } from '#shared/never.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import { findPveGuest } from '#shared/ops/pve/pveGuest.ts';
import { type Anchored, presentName } from '../apply/anchored.ts';

/**
 * Whether what an op changes has gone from the host: its link, its VM or its network. What makes a thing, or takes it
 * away, says of itself whether it is there.
 */
export function isGone(anchored: Anchored<Op>, facts: HostSnapshot): boolean {
  const { what } = anchored;
  const named = presentName(anchored, facts);
  // The vNIC whose TAP it was has none.
  if (named === null) return true;
  switch (what.op) {
    case 'link-add':
    case 'link-del':
    case 'network-define':
    case 'network-undefine':
      return false;
    case 'vnic-source':
    case 'vnic-add':
    case 'vnic-remove':
    case 'vnic-link':
    case 'vnic-vlans':
    case 'vnic-model':
      return !facts.domains.some(({ uuid }) => uuid === what.domain);
    case 'switch-vlans':
      return (facts.ovs && ovsPort(facts.ovs, what.port)) == null;
    case 'pve-net':
      return findPveGuest(facts, what.guest) === null;
    case 'network-active':
    case 'network-autostart':
      return !facts.networks.some(({ uuid }) => uuid === what.network);
    case 'port-master':
    case 'switch-port':
    case 'link-state':
    case 'link-mac':
    case 'link-mtu':
    case 'port-settings':
    case 'port-vlan':
    case 'bridge-options':
    case 'bond-options':
    case 'bond-active':
    case 'address':
    case 'route':
    case 'link-dns':
    case 'link-domains':
      return kindOf(named)
        .links(named)
        .slice(0, 1)
        .some((name) => findLink(facts, name) === null);
    default:
      return never(what);
  }
}
