import type { Link } from '#shared/host/link.ts';
import type { Facts } from './facts.ts';
import { leadOf } from './lead.ts';
import type { Evidence, Lead } from './model.ts';

/** How it is known that a port leads out of its bridge; null where the port is one of the bridge's customers. */
export function uplinkEvidence(port: Link, facts: Facts): readonly Evidence[] | null {
  const lead = leadOf(port, facts);
  if (!isWayOut(lead)) return null;
  if (facts.kinds.get(port.name) === 'veth')
    return ['kernel-master', lead === 'out' ? 'name' : 'kernel-lower'];
  return port.infoKind === 'tun' ? ['kernel-master', 'kernel-fd'] : ['kernel-master'];
}

/** Whether a link of this lead is the uplink of the bridge that it is a port of. */
export function isWayOut(lead: Lead): boolean {
  return WAY_OUT[lead];
}

const WAY_OUT: Readonly<Record<Lead, boolean>> = {
  out: true,
  below: true,
  // A bridge of the kernel's that is plugged into Open vSwitch goes on there.
  unread: true,
  guest: false,
  nowhere: false,
};
