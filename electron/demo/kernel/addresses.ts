import type { DemoAddress, DemoLink, DemoRoute, Homelab } from '../model.ts';
import { answers, type Changed, changeLink, findLink } from './links.ts';
import { givenOf, networkOf } from './prefix.ts';
import { connectedRoute } from './routes.ts';

/** `ip addr add`: with its connected route where the link is up and no address of the same prefix brought it. */
export function addAddress(lab: Homelab, name: string, address: DemoAddress): Changed {
  const link = findLink(lab, name);
  if (link === undefined) return { lab, error: answers('No such device') };
  if (link.addresses.some((present) => isSame(present, address)))
    return {
      lab,
      error:
        address.family === 'inet'
          ? 'Error: ipv4: Address already assigned.'
          : 'Error: ipv6: address already assigned.',
    };
  const added = changeLink(lab, name, (present) => ({
    ...present,
    addresses: inOrder([...present.addresses, address]),
  }));
  return { lab: link.up ? withConnected(added, name) : added, error: null };
}

/** `ip addr replace`: one that is there is set as it is given, in its place, with or without its connected route. */
export function replaceAddress(lab: Homelab, name: string, address: DemoAddress): Changed {
  const link = findLink(lab, name);
  if (link === undefined || !link.addresses.some((present) => isSame(present, address)))
    return addAddress(lab, name, address);
  const addresses = link.addresses.map((present) => (isSame(present, address) ? address : present));
  const replaced = changeLink(lab, name, (present) => ({ ...present, addresses }));
  if (address.noPrefixRoute !== true)
    return { lab: link.up ? withConnected(replaced, name) : replaced, error: null };
  const routes = replaced.routes.filter(
    ({ link: on, connectedFrom }) => on !== name || connectedFrom !== address.local,
  );
  return { lab: { ...replaced, routes }, error: null };
}

/** `ip addr del`: an IPv4 address takes those of its prefix that came after it along, the last one all of its routes. */
export function delAddress(
  lab: Homelab,
  name: string,
  wanted: Pick<DemoAddress, 'family' | 'local' | 'prefixLength'>,
): Changed {
  const link = findLink(lab, name);
  const gone = link?.addresses.find((present) => isSame(present, wanted));
  if (link === undefined || gone === undefined)
    return {
      lab,
      error: wanted.family === 'inet' ? 'Error: ipv4: Address not found.' : 'Error: ipv6: address not found.',
    };
  const leaving = [gone, ...(isSecondary(link, gone) ? [] : secondariesOf(link, gone))];
  const addresses = link.addresses.filter((address) => !leaving.includes(address));
  const without = changeLink(lab, name, (present) => ({ ...present, addresses }));
  const bare = !addresses.some(({ family }) => family === wanted.family);
  const routes = without.routes.filter((route) => {
    if (route.family !== wanted.family || route.link !== name) return true;
    if (bare && wanted.family === 'inet') return false;
    return !leaving.some((address) => restsOn(route, address, addresses, name));
  });
  return { lab: { ...without, routes }, error: null };
}

/** The routes of a link that comes up: one for each prefix that it has an address in. */
export function withConnected(lab: Homelab, name: string): Homelab {
  const link = findLink(lab, name);
  const wanted = link?.addresses.flatMap((address) => connectedRoute(name, address) ?? []) ?? [];
  let routes = lab.routes;
  for (const route of wanted)
    if (!routes.some((other) => isSamePrefix(other, route))) routes = [...routes, route];
  return routes === lab.routes ? lab : { ...lab, routes };
}

/** True for an IPv4 address that has an earlier one of its prefix beside it. */
export function isSecondary(link: DemoLink, address: DemoAddress): boolean {
  const first = link.addresses.find((other) => isOfOnePrefix(other, address));
  return address.family === 'inet' && first !== address;
}

function secondariesOf(link: DemoLink, address: DemoAddress): DemoAddress[] {
  if (address.family !== 'inet') return [];
  return link.addresses.filter((other) => other !== address && isOfOnePrefix(other, address));
}

/** Whether a route falls with an address: its connected one when no other address keeps it, and what it is the source of. */
function restsOn(
  route: DemoRoute,
  address: DemoAddress,
  staying: readonly DemoAddress[],
  link: string,
): boolean {
  if (route.source === address.local) return true;
  const own = connectedRoute(link, address);
  const kept = staying.some((other) => isOfOnePrefix(other, address));
  return own !== null && !kept && isSamePrefix(route, own) && route.connectedFrom !== null;
}

function isSamePrefix(one: DemoRoute, other: DemoRoute): boolean {
  return one.link === other.link && one.destination === other.destination && one.gateway === null;
}

function isOfOnePrefix(one: DemoAddress, other: DemoAddress): boolean {
  return one.family === other.family && networkOf(givenOf(one)) === networkOf(givenOf(other));
}

function isSame(one: DemoAddress, other: Pick<DemoAddress, 'family' | 'local' | 'prefixLength'>): boolean {
  return one.local === other.local && (other.family === 'inet6' || one.prefixLength === other.prefixLength);
}

/** The kernel lists IPv4 first, and the first of each prefix before the ones that came after it. */
function inOrder(addresses: readonly DemoAddress[]): DemoAddress[] {
  const place = (address: DemoAddress) => {
    if (address.family === 'inet6') return 2;
    return addresses.find((other) => isOfOnePrefix(other, address)) === address ? 0 : 1;
  };
  return [...addresses].sort((one, other) => place(one) - place(other));
}
