import type { Link } from '#shared/host/link.ts';
import { type Facts, lowerOf } from '../topology/facts.ts';
import { uplinkEvidence } from '../topology/uplink.ts';
import type { Device } from './model.ts';

/** The ports of a bridge that are the host's own: what leads out of it, and neither VMs' nor containers' cables. */
export function keptPorts(bridge: string, facts: Facts): Link[] {
  return (facts.members.get(bridge) ?? []).filter((port) => uplinkEvidence(port, facts) !== null);
}

/** The ports with all that they rest on: a bond's members, a VLAN's parent. Each once, the lowest first. */
export function devicesUnder(bridge: string, ports: readonly Link[], facts: Facts): Device[] {
  const found = new Map<string, Device>();
  const underWay = new Set<string>();
  const visit = (link: Link, master: string | null): void => {
    // What is a port and a VLAN's parent at once is the port. Facts of several moments may even name each other.
    if (found.has(link.name) || underWay.has(link.name)) return;
    underWay.add(link.name);
    for (const { below, masterOfBelow } of restsOn(link, bridge, facts)) visit(below, masterOfBelow);
    found.set(link.name, deviceOf(link, master, bridge, facts));
  };
  for (const port of ports) visit(port, bridge);
  return [...found.values()];
}

function restsOn(
  link: Link,
  bridge: string,
  facts: Facts,
): { readonly below: Link; readonly masterOfBelow: string | null }[] {
  const kind = facts.kinds.get(link.name);
  if (kind === 'bond') return membersOf(link, facts).map((below) => ({ below, masterOfBelow: link.name }));
  const lower = kind === 'vlan' ? lowerOf(link, facts) : null;
  if (lower === null) return [];
  return [{ below: lower, masterOfBelow: lower.master === bridge ? bridge : null }];
}

function membersOf(bond: Link, { links }: Facts): Link[] {
  return [...links.values()].filter(({ master }) => master === bond.name);
}

function deviceOf(link: Link, master: string | null, bridge: string, facts: Facts): Device {
  const { name, mtu } = link;
  const hasOwnLife =
    (link.master !== null && link.master !== bridge) ||
    facts.snapshot.addresses.some((address) => address.link === name && address.scope === 'global');
  const base = { name, mtu, master, elsewhere: master === null && hasOwnLife };
  switch (facts.kinds.get(name)) {
    case 'pnic':
    case 'vf':
      return { ...base, kind: 'card' };
    // A host that is itself a container or nested: its card is a veth, which nobody on this side makes.
    case 'veth':
      return { ...base, kind: 'card' };
    case 'bond': {
      const { miimon = 0, hashPolicy = null, lacpRate = null } = link.bond ?? {};
      const members = membersOf(link, facts).map((member) => member.name);
      const mode = link.bondMode ?? 'balance-rr';
      return { ...base, kind: 'bond', mode, miimon, hashPolicy, lacpRate, members };
    }
    case 'vlan': {
      const lower = lowerOf(link, facts);
      if (link.vlan === null || lower === null) return { ...base, kind: 'foreign' };
      return { ...base, kind: 'vlan', ...link.vlan, lower: lower.name };
    }
    default:
      return { ...base, kind: 'foreign' };
  }
}
