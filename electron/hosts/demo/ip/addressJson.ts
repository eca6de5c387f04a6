import type { DemoAddress, DemoLink, DemoNeighbour, DemoRoute, Homelab } from '../model.ts';
import { linkHead } from './linkJson.ts';
import { linkState } from './linkState.ts';

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
    scope: address.scope,
    ...(address.family === 'inet' ? { label: link.name } : {}),
    valid_life_time: FOREVER,
    preferred_life_time: FOREVER,
  };
}

/** One entry of `ip -j route`. A connected route over a link without carrier is marked, as the kernel marks it. */
export function routeJson(lab: Homelab, route: DemoRoute): Json {
  const link = lab.links.find((other) => other.name === route.link);
  const carried = link !== undefined && linkState(lab, link).operState === 'UP';
  return {
    dst: route.destination,
    ...(route.gateway === null ? {} : { gateway: route.gateway }),
    dev: route.link,
    ...(route.connectedFrom === null
      ? {}
      : { protocol: 'kernel', scope: 'link', prefsrc: route.connectedFrom }),
    ...(route.metric === null ? {} : { metric: route.metric }),
    flags: carried ? [] : ['linkdown'],
  };
}

/** One entry of `ip -j neigh`. */
export function neighbourJson(neighbour: DemoNeighbour): Json {
  return { dst: neighbour.address, dev: neighbour.link, lladdr: neighbour.mac, state: [neighbour.state] };
}
