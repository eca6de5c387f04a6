import type { Link } from '#shared/host/link.ts';
import type { Evidence, LinkKind } from './model.ts';

const LEADS_OUT: ReadonlySet<LinkKind> = new Set(['pnic', 'bond', 'vlan', 'vxlan', 'vf']);

/** Tunnels and teams: Patchbay has no kind of its own for them, but what is sent into one leaves the host too. */
const LEADING_INFO_KINDS = new Set(['team', 'geneve', 'gretap', 'ip6gretap']);

/** How systemd (`enp3s0`, `wlan0`, `wwan0`) and the kernel (`eth0`) name what they take for a network card. */
const CARD_NAME = /^(?:en|eth|wl|ww)/;

/**
 * Why a bridge's port is its way out, or null where the port is one of its customers.
 *
 * A veth is a customer: a container, or a cable to another bridge. But on a host that is itself a container or a
 * nested machine the network card is a veth, its peer in the outer namespace. Nothing that the kernel tells from
 * inside differs from a container's end then; only the name does, so the name is the evidence, and marked as such.
 */
export function uplinkEvidence(port: Link, kind: LinkKind): readonly Evidence[] | null {
  if (LEADS_OUT.has(kind) || LEADING_INFO_KINDS.has(port.infoKind)) return ['kernel-master'];
  if (kind === 'veth' && isOutsidePeer(port) && hasCardName(port.name)) return ['kernel-master', 'name'];
  return null;
}

export function hasCardName(name: string): boolean {
  return CARD_NAME.test(name);
}

function isOutsidePeer(veth: Link): boolean {
  return veth.lower !== null && veth.lower.netnsId !== null;
}
