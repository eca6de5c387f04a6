import { isSecondary } from '../kernel/addresses.ts';
import { reaches } from '../kernel/reach.ts';
import type { DemoAddress, DemoLink, DemoNeighbour, DemoRoute, Homelab } from '../model.ts';
import { linkHead } from './linkJson.ts';
import { hasCarrier } from './linkState.ts';

type Json = Record<string, unknown>;

const FOREVER = 4294967295;

/** One entry of `ip -j addr`. */
export function addressJson(lab: Homelab, link: DemoLink, family: 'inet' | 'inet6' | null): Json {
  const wanted = link.addresses.filter((address) => family === null || address.family === family);
  return {
    ...linkHead(lab, link, null),
    addr_info: wanted.map((address) => addressInfo(link, address)),
  };
}

function addressInfo(link: DemoLink, address: DemoAddress): Json {
  return {
    family: address.family,
    local: address.local,
    prefixlen: address.prefixLength,
    ...(address.metric === undefined ? {} : { metric: address.metric }),
    ...(address.broadcast === undefined ? {} : { broadcast: address.broadcast }),
    scope: address.scope,
    ...(isSecondary(link, address) ? { secondary: true } : {}),
    ...(address.noPrefixRoute ? { noprefixroute: true } : {}),
    ...(address.family === 'inet' ? { label: link.name } : {}),
    valid_life_time: FOREVER,
    preferred_life_time: FOREVER,
  };
}

/** One entry of `ip -j route`. A route over a link without carrier is marked, as the kernel marks it. */
export function routeJson(lab: Homelab, route: DemoRoute): Json {
  const link = lab.links.find((other) => other.name === route.link);
  const carried = link !== undefined && hasCarrier(lab, link);
  const protocol = route.connectedFrom === null ? route.protocol : 'kernel';
  const source = route.connectedFrom ?? route.source;
  const four = route.family === 'inet';
  return {
    dst: route.destination,
    ...(route.gateway === null ? {} : { gateway: route.gateway }),
    dev: route.link,
    ...(protocol === undefined || protocol === 'boot' ? {} : { protocol }),
    ...(four && route.gateway === null ? { scope: 'link' } : {}),
    ...(source === undefined || (!four && route.connectedFrom !== null) ? {} : { prefsrc: source }),
    ...(route.metric === null || route.metric === 0 ? {} : { metric: route.metric }),
    flags: [...(route.onLink ? ['onlink'] : []), ...(carried ? [] : ['linkdown'])],
    ...(four ? {} : { pref: 'medium' }),
  };
}

/** One entry of `ip -j neigh`: what is no longer there goes stale. */
export function neighbourJson(lab: Homelab, neighbour: DemoNeighbour & { readonly link: string }): Json {
  const { address, mac, link } = neighbour;
  const state = reaches(lab, link, mac) ? neighbour.state : 'STALE';
  return { dst: address, dev: link, lladdr: mac, state: [state] };
}
