import type { DemoAddress, DemoLink, DemoRoute, Homelab } from '../model.ts';
import { answers, type Changed, findLink } from './links.ts';
import { contains, firstOf, givenOf, networkOf, numberOf, readGiven } from './prefix.ts';

/** The kernel's metric of an IPv6 route that came without one, and of a connected one. */
const METRIC6 = 1024;
const CONNECTED_METRIC6 = 256;

/** A route as somebody asks for it; null where the request is silent. */
export interface WantedRoute {
  readonly family: DemoRoute['family'];
  readonly destination: string;
  readonly gateway: string | null;
  readonly link: string | null;
  readonly metric: number | null;
  readonly protocol: string | null;
  readonly source: string | null;
  readonly onLink: boolean;
}

/** `ip route replace`: the first route of the same destination and metric gives way, on whatever link it is. */
export function setRoute(lab: Homelab, wanted: WantedRoute): Changed {
  const refused = refusal(lab, wanted);
  if (refused !== null) return { lab, error: refused };
  const { onLink, source, protocol, ...rest } = wanted;
  const route: DemoRoute = {
    ...rest,
    link: wanted.link ?? linkTowards(lab, wanted) ?? '',
    metric: wanted.metric ?? (wanted.family === 'inet6' ? METRIC6 : null),
    connectedFrom: null,
    ...(protocol === null ? {} : { protocol }),
    ...(source === null ? {} : { source }),
    ...(onLink ? { onLink } : {}),
  };
  const present = lab.routes.find((other) => isSameSlot(other, route));
  if (present === undefined) return { lab: { ...lab, routes: [...lab.routes, route] }, error: null };
  return {
    lab: { ...lab, routes: lab.routes.map((other) => (other === present ? route : other)) },
    error: null,
  };
}

/** `ip route del`: the first that fits all that is named. */
export function delRoute(lab: Homelab, wanted: WantedRoute): Changed {
  const names = (['gateway', 'link', 'metric', 'protocol', 'source'] as const).filter(
    (name) => wanted[name] !== null,
  );
  const found = lab.routes.find(
    (route) =>
      route.family === wanted.family &&
      route.destination === wanted.destination &&
      names.every((name) => partOf(route, name) === wanted[name]),
  );
  if (found === undefined) return { lab, error: answers('No such process') };
  return { lab: { ...lab, routes: lab.routes.filter((route) => route !== found) }, error: null };
}

/** The route that an address brings along on a link that is up; null where it brings none: a whole address. */
export function connectedRoute(link: string, address: DemoAddress): DemoRoute | null {
  const { family, local, prefixLength } = address;
  if (prefixLength >= (family === 'inet' ? 32 : 128) || address.scope !== 'global') return null;
  if (address.noPrefixRoute) return null;
  return {
    family,
    destination: networkOf(givenOf(address)),
    gateway: null,
    link,
    metric: address.metric ?? (family === 'inet6' ? CONNECTED_METRIC6 : null),
    connectedFrom: local,
  };
}

/** The link whose prefix an address lies in, the longest one; null: none. */
export function connectedLink(lab: Homelab, address: string): DemoLink | null {
  const fitting = lab.links.flatMap((link) =>
    link.addresses
      .filter((own) => contains(givenOf(own), address))
      .map(({ prefixLength }) => ({ link, prefixLength })),
  );
  return fitting.sort((one, other) => other.prefixLength - one.prefixLength)[0]?.link ?? null;
}

/** As the kernel's table is printed: by destination, the way out first; the longer prefix before the shorter. */
export function sortedRoutes(routes: readonly DemoRoute[]): DemoRoute[] {
  const key = ({ destination, family }: DemoRoute) => {
    const prefix = readGiven(destination);
    if (prefix === null || family === 'inet6') return -1;
    return numberOf(prefix.address);
  };
  const length = ({ destination }: DemoRoute) => readGiven(destination)?.length ?? 0;
  return [...routes].sort(
    (one, other) =>
      key(one) - key(other) || length(other) - length(one) || (one.metric ?? 0) - (other.metric ?? 0),
  );
}

function refusal(lab: Homelab, wanted: WantedRoute): string | null {
  const { gateway, onLink } = wanted;
  if (gateway === null && wanted.link === null) return answers('No such device');
  const link = findLink(lab, wanted.link ?? linkTowards(lab, wanted));
  const prefix = readGiven(wanted.destination);
  if (prefix !== null && firstOf(prefix) !== prefix.address)
    return 'Error: Invalid prefix for given prefix length.';
  if (link !== undefined && !link.up && wanted.family === 'inet6') return 'Error: Nexthop device is not up.';
  if (gateway === null) return link?.up ? null : 'Error: Device for nexthop is not up.';
  if (onLink) return link?.up ? null : 'Error: Nexthop device is not up.';
  const isNear =
    gateway.startsWith('fe80:') || link?.addresses.some((own) => contains(givenOf(own), gateway));
  return link?.up && isNear ? null : 'Error: Nexthop has invalid gateway.';
}

function linkTowards(lab: Homelab, { gateway }: WantedRoute): string | null {
  return gateway === null ? null : (connectedLink(lab, gateway)?.name ?? null);
}

function isSameSlot(one: DemoRoute, other: DemoRoute): boolean {
  return (
    one.family === other.family &&
    one.destination === other.destination &&
    (one.metric ?? 0) === (other.metric ?? 0)
  );
}

function partOf(route: DemoRoute, name: 'gateway' | 'link' | 'metric' | 'protocol' | 'source') {
  if (name === 'metric') return route.metric ?? 0;
  if (name === 'protocol') return route.connectedFrom === null ? (route.protocol ?? 'boot') : 'kernel';
  return name === 'source' ? (route.source ?? route.connectedFrom) : route[name];
}
