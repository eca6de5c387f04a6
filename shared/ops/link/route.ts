import { z } from 'zod';
import type { Route } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink } from '../change.ts';
import { routeField } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { isSameRoute, routeWords } from './linkConditions.ts';

type RouteOp = Extract<Op, { op: 'route' }>;

/**
 * Seconds that a route which ends by itself is set for: as long as one that a router tells of lives by default, which
 * tells of it three times meanwhile. Source: RFC 4861, 6.2.1, AdvDefaultLifetime.
 */
const LIFETIME_S = 1800;

/** Sets or removes a route of the main table; of two that are the same one is removed at a time. */
export const route: OpKind<RouteOp> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('route'), route: routeField, present: z.boolean() }),

  command({ route: wanted, present }, snapshot) {
    if (wanted.link === null) return refuse(`The route ${routeWords(wanted)} names no link.`, '');
    const link = requireLink(snapshot, wanted.link);
    if (isRefusal(link)) return link;
    const family = wanted.family === 'inet6' ? ['-6'] : [];
    const verb = present ? 'replace' : 'del';
    const words = [
      ...wayWords(wanted),
      'dev',
      wanted.link,
      ...(present ? settings(wanted) : metricOf(wanted)),
    ];
    return { argv: ['ip', ...family, 'route', verb, wanted.destination, ...words] };
  },

  inverse({ route: wanted, present }, snapshot) {
    if (present) return { op: 'route', route: wanted, present: false };
    const was = snapshot.routes.find((each) => isSameRoute(each, wanted));
    if (was === undefined) return refuse(`There is no route ${routeWords(wanted)}.`, '');
    return { op: 'route', route: was, present: true };
  },

  expects: ({ route: wanted, present }) => [{ is: 'route', route: wanted, present }],

  after({ route: wanted, present }, snapshot): HostSnapshot {
    const index = snapshot.routes.findIndex((each) => isSameRoute(each, wanted));
    const others = index < 0 ? snapshot.routes : snapshot.routes.toSpliced(index, 1);
    return { ...snapshot, routes: present ? [...others, wanted] : others };
  },

  words: ({ route: wanted, present }) => ({
    title: present ? `Set the route ${routeWords(wanted)}` : `Remove the route ${routeWords(wanted)}`,
    waitingFor: `waiting for the kernel to show ${present ? 'the' : 'no'} route ${routeWords(wanted)}`,
  }),

  timing: () => linkTiming,

  links: ({ route: { link } }) => (link === null ? [] : [link]),
  cuts: ({ route: { link }, present }) => (present || link === null ? [] : [{ link, ofGuests: false }]),
  silence: () => 0,
  drops: () => [],
};

/** An IPv4 route may lead through an IPv6 router. */
function wayWords({ family, gateway }: Route): string[] {
  if (gateway === null) return [];
  return gateway.includes(':') && family === 'inet' ? ['via', 'inet6', gateway] : ['via', gateway];
}

function settings(wanted: Route): string[] {
  const { protocol, source, onLink, expires } = wanted;
  return [
    ...metricOf(wanted),
    ...(protocol === undefined ? [] : ['proto', protocol]),
    ...(source === undefined ? [] : ['src', source]),
    ...(onLink === undefined ? [] : ['onlink']),
    ...(expires === undefined ? [] : ['expires', String(LIFETIME_S)]),
  ];
}

function metricOf({ metric }: Route): string[] {
  return metric === 0 ? [] : ['metric', String(metric)];
}
