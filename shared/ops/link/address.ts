import { z } from 'zod';
import type { LinkAddress, Route } from '#shared/host/address.ts';
import { isSameSubnet, networkText, readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { hostOf } from '#shared/parse/cidr.ts';
import { requireLink } from '../change.ts';
import { text } from '../fields.ts';
import type { NewAddress } from '../hostOp.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type AddressOp = Extract<Op, { op: 'address' }>;

/** Gives a link an address of the host, or takes it. Those of one subnet hang together: see `after`. */
export const address: OpKind<AddressOp> = {
  rights: 'net-admin',
  schema: z.strictObject({
    op: z.literal('address'),
    link: text,
    address: text,
    present: z.boolean(),
    broadcast: text.optional(),
    metric: z.number().optional(),
    noPrefixRoute: z.literal(true).optional(),
  }),

  command(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    if (isRefusal(present)) return present;
    const prefix = readPrefix(op.address);
    if (prefix === null) return refuse(`${op.address} isn’t a valid address.`, '');
    // A router may have told the link of this very prefix since it was read: with the card’s MAC that is this address.
    const verb = op.present ? (prefix.family === 'inet6' ? 'replace' : 'add') : 'del';
    return { argv: ['ip', 'addr', verb, op.address, 'dev', op.link, ...(op.present ? settings(op) : [])] };
  },

  inverse(op, snapshot) {
    if (op.present) return { op: 'address', link: op.link, address: op.address, present: false };
    const was = find(snapshot, op);
    if (was === undefined) return refuse(`${op.link} doesn’t have the address ${op.address}.`, '');
    return { op: 'address', link: op.link, present: true, ...newAddress(was) };
  },

  expects: ({ link, address, present }) => [{ is: 'address', link, address, present }],

  after: (op, snapshot) => (op.present ? added(op, snapshot) : removed(op, snapshot)),

  words: ({ link, address, present }) =>
    present
      ? { title: `Add the address ${address} to ${link}`, waitingFor: `waiting for ${address} on ${link}` }
      : {
          title: `Remove the address ${address} from ${link}`,
          waitingFor: `waiting for ${address} to leave ${link}`,
        },

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link, present }) => (present ? [] : [{ link, ofGuests: true }]),
  silence: () => 0,
  drops: () => [],
};

/** What it takes to set an address again as it was, but for how long it is valid. */
export function newAddress(was: LinkAddress): NewAddress {
  return { address: `${was.address}/${was.prefixLength}`, ...chosen(was) };
}

/** Whether the kernel itself made this route, together with an address of its link: it comes and goes with that. */
export function isOfAddress(route: Route, { addresses }: Pick<HostSnapshot, 'addresses'>): boolean {
  return addresses.some((each) => {
    const made = each.link === route.link ? prefixRoute(each) : null;
    return (
      made !== null &&
      route.protocol === 'kernel' &&
      route.gateway === null &&
      route.destination === made.destination &&
      route.metric === made.metric
    );
  });
}

function settings({ broadcast, metric, noPrefixRoute }: AddressOp): string[] {
  return [
    ...(broadcast === undefined ? [] : ['broadcast', broadcast]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...(noPrefixRoute === undefined ? [] : ['noprefixroute']),
  ];
}

function find({ addresses }: HostSnapshot, { link, address: wanted }: AddressOp): LinkAddress | undefined {
  return addresses.find((each) => each.link === link && `${each.address}/${each.prefixLength}` === wanted);
}

function chosen({
  broadcast,
  metric,
  noPrefixRoute,
}: Pick<NewAddress, 'broadcast' | 'metric' | 'noPrefixRoute'>) {
  return {
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(metric === undefined ? {} : { metric }),
    ...(noPrefixRoute === undefined ? {} : { noPrefixRoute }),
  };
}

function added(op: AddressOp, snapshot: HostSnapshot): HostSnapshot {
  const prefix = readPrefix(op.address);
  if (prefix === null || find(snapshot, op) !== undefined) return snapshot;
  const made: LinkAddress = {
    link: op.link,
    family: prefix.family,
    address: hostOf(op.address) ?? op.address,
    prefixLength: prefix.length,
    scope: 'global',
    ...chosen(op),
  };
  const route = prefixRoute(made);
  const isUp = snapshot.links.some(({ name, up }) => name === op.link && up);
  const isThere = snapshot.routes.some((each) => isOfAddress(each, { addresses: [made] }));
  return {
    ...snapshot,
    // The kernel lists the newest address of IPv6 first, and that of IPv4 last.
    addresses: prefix.family === 'inet' ? [...snapshot.addresses, made] : [made, ...snapshot.addresses],
    routes: route === null || !isUp || isThere ? snapshot.routes : [...snapshot.routes, route],
  };
}

/**
 * As the kernel does it: the route to the prefix goes with the last address of it, all of a link's IPv4 routes with its
 * last IPv4 address, and what was spoken from the address with the address. Where the kernel is not told to promote
 * them, the others of a subnet go with its first address: whoever removes several begins with the last.
 */
function removed(op: AddressOp, snapshot: HostSnapshot): HostSnapshot {
  const was = find(snapshot, op);
  const prefix = readPrefix(op.address);
  if (was === undefined || prefix === null) return snapshot;
  const addresses = snapshot.addresses.filter((each) => each !== was);
  const left = addresses.filter(({ link, family }) => link === was.link && family === was.family);
  const heir = left.find((each) => {
    const other = readPrefix(`${each.address}/${each.prefixLength}`);
    return other !== null && isSameSubnet(other, prefix);
  });
  const isSpoken = addresses.some((each) => each.address === was.address);
  const routes = snapshot.routes.flatMap((route): Route[] => {
    if (route.link === was.link && was.family === 'inet' && route.family === 'inet' && left.length === 0)
      return [];
    const isItsOwn = isOfAddress(route, { addresses: [was] });
    if (isItsOwn && heir === undefined) return [];
    if (route.source !== was.address) return [route];
    if (isItsOwn && heir !== undefined) return [{ ...route, source: heir.address }];
    if (isSpoken) return [route];
    const { source: _, ...unspoken } = route;
    return route.family === 'inet' ? [] : [unspoken];
  });
  return { ...snapshot, addresses, routes };
}

/** The route that the kernel makes with an address; null: none. */
function prefixRoute({
  link,
  family,
  address: host,
  prefixLength,
  metric,
  noPrefixRoute,
}: LinkAddress): Route | null {
  const prefix = readPrefix(`${host}/${prefixLength}`);
  if (noPrefixRoute === true || prefix === null || (family === 'inet' && prefixLength === 32)) return null;
  return {
    family,
    destination: networkText(prefix),
    gateway: null,
    link,
    metric: metric ?? (family === 'inet' ? 0 : 256),
    protocol: 'kernel',
    ...(family === 'inet' ? { source: host } : {}),
  };
}
