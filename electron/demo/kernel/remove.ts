import { withFlow } from '../meter.ts';
import type { Homelab } from '../model.ts';
import { withPortsFollowed } from './bridgeFollows.ts';
import { answers, type Changed, findLink } from './links.ts';

/**
 * Takes a link away: what sits on it (VLANs, macvtaps) goes with it, its ports are on no bridge then, and its
 * addresses, routes and DNS are gone.
 */
export function removeLink(lab: Homelab, name: string, elapsed: number): Homelab {
  const link = findLink(lab, name);
  if (link === undefined) return lab;
  const upper = lab.links.filter(
    ({ device }) => (device.kind === 'vlan' || device.kind === 'macvtap') && device.lower === name,
  );
  const alone = upper.reduce((left, { name: each }) => removeLink(left, each, elapsed), lab);
  const links = alone.links
    .filter((other) => other.name !== name)
    .map((port) => {
      if (port.master !== name) return port;
      const { port: _, vlans: __, ...orphan } = { ...port, master: null };
      return port.device.kind === 'tap' ? withFlow(orphan, false, elapsed) : orphan;
    });
  const left = {
    ...alone,
    links,
    routes: alone.routes.filter((route) => route.link !== name),
    dns: alone.dns.filter((dns) => dns.link !== name),
  };
  return withPortsFollowed(left, link.master);
}

/** `ip link del`. */
export function deleteLink(lab: Homelab, name: string, elapsed: number): Changed {
  const kind = findLink(lab, name)?.device.kind;
  if (kind === 'loopback' || kind === 'pnic') return { lab, error: answers('Operation not supported') };
  return { lab: removeLink(lab, name, elapsed), error: null };
}
