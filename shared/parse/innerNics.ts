import type { InnerNic } from '#shared/host/container.ts';
import { parseIpAddr } from './ipAddr.ts';
import { parseIpLink } from './ipLink.ts';
import { type Parsed, parsed } from './result.ts';

/**
 * Reads `ip -j -d addr` as it was run inside a namespace: its links but for loopback, each with its addresses.
 *
 * Source of the format: as of `parseIpLink` and `parseIpAddr`.
 */
export function parseInnerNics(text: string): Parsed<InnerNic[]> {
  const links = parseIpLink(text);
  if (!links.ok) return links;
  const addresses = parseIpAddr(text);
  const known = addresses.ok ? addresses.value : [];
  const nics = links.value.flatMap((link): InnerNic[] => {
    if (link.linkType === 'loopback') return [];
    const own = known.filter((one) => one.link === link.name && one.scope !== 'link' && one.scope !== 'host');
    const { name, ifindex, mac, infoKind, master, lower, up } = link;
    return [
      { name, ifindex, mac, infoKind, master, lower, up, addresses: own.map(({ address }) => address) },
    ];
  });
  return parsed(nics, links.odd);
}
