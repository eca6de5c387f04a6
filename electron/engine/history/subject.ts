import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
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
    case 'vnic-model':
      return !facts.domains.some(({ uuid }) => uuid === what.domain);
    case 'network-active':
    case 'network-autostart':
      return !facts.networks.some(({ uuid }) => uuid === what.network);
    case 'bridge-options':
      return !hasLink(facts, what.bridge);
    case 'route':
      return what.route.link !== null && !hasLink(facts, what.route.link);
    default:
      return 'link' in named && typeof named.link === 'string' && !hasLink(facts, named.link);
  }
}

function hasLink({ links }: HostSnapshot, name: string): boolean {
  return links.some((link) => link.name === name);
}
