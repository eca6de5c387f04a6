import { wasRead } from '#shared/host/freshness.ts';
import { hostRoute } from '../guestGateway.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import type { Track } from '../track.ts';

/** Whether the router that the host itself uses on this way answers. */
export const lookAtGateway: Look = (track) => {
  const route = hostRoute(track);
  if (route?.gateway == null || route.link === null) return [];
  return [gatewayHop(track, route.gateway, route.link)];
};

function gatewayHop({ scene }: Track, gateway: string, link: string): HopDraft {
  const place = { node: `link:${link}` };
  const { neighbours, sources } = scene.snapshot;
  if (!wasRead(sources, 'ip-neigh'))
    return unknown(place, `Whether the gateway ${gateway} answers isn’t known.`, '');
  const known = neighbours.find((one) => one.address === gateway && one.link === link);
  const test = `Try it: ping ${gateway}`;
  if (known === undefined)
    return unknown(
      place,
      `This host hasn’t asked for its gateway ${gateway} lately, so whether it answers isn’t known.`,
      `${test}.`,
    );
  if (known.state === 'FAILED' || known.state === 'INCOMPLETE')
    return broken(
      place,
      `The gateway ${gateway} doesn’t answer this host on ${link}.`,
      `Check the router, its cable and the switch. ${test}.`,
    );
  return ok(
    place,
    `The gateway ${gateway} answers on ${link}${known.mac === null ? '' : ` (${known.mac})`}.`,
  );
}
