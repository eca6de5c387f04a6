import type { Link } from '#shared/host/link.ts';
import type { Facts } from './facts.ts';

/** True of a port of Open vSwitch whose bridge it tells; the link’s master is that bridge. */
export function isKnownPort({ name, slaveKind }: Link, { switches }: Facts): boolean {
  return slaveKind === 'openvswitch' && switches !== null && switches.places.has(name);
}

/** True of a port of Open vSwitch where nobody tells of which bridge. */
export function isUnknownPort(link: Link, facts: Facts): boolean {
  return link.slaveKind === 'openvswitch' && !isKnownPort(link, facts);
}
