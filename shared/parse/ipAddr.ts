import type { LinkAddress } from '#shared/host/address.ts';
import { flagField, type JsonObject, numberField, objectsField, textField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { asMissing, type Parsed, parsed } from './result.ts';

/**
 * Reads `ip -j addr`. An entry that lacks its interface, address or prefix is passed over.
 *
 * Source of the format: iproute2 `ip/ipaddress.c` `print_addrinfo()`.
 */
export function parseIpAddr(text: string): Parsed<LinkAddress[]> {
  const rows = parseJsonRows(text, 'ip addr');
  if (!rows.ok) return rows;
  const addresses: LinkAddress[] = [];
  for (const row of rows.value) {
    const link = textField(row, 'ifname');
    if (link === null) continue;
    // {"ifname":"br0","addr_info":[{"family":"inet","local":"10.9.0.1","prefixlen":24,"scope":"global"}]}
    // On a point-to-point link "address" beside "local" is the other end's.
    for (const info of objectsField(row, 'addr_info')) {
      const family = textField(info, 'family');
      const address = textField(info, 'local');
      const prefixLength = numberField(info, 'prefixlen');
      if ((family !== 'inet' && family !== 'inet6') || address === null || prefixLength === null) continue;
      // "dynamic":true   the kernel's IFA_F_PERMANENT is not set
      const dynamic = flagField(info, 'dynamic') ? { dynamic: true as const } : {};
      const scope = textField(info, 'scope') ?? 'global';
      addresses.push({ link, family, address, prefixLength, scope, ...dynamic, ...readSetting(info) });
    }
  }
  return parsed(addresses, rows.odd?.map(asMissing));
}

// "broadcast":"192.168.1.255"  "metric":100  "noprefixroute":true
function readSetting(info: JsonObject): Pick<LinkAddress, 'broadcast' | 'metric' | 'noPrefixRoute'> {
  const broadcast = textField(info, 'broadcast');
  const metric = numberField(info, 'metric');
  return {
    ...(broadcast === null ? {} : { broadcast }),
    ...(metric === null ? {} : { metric }),
    ...(flagField(info, 'noprefixroute') ? { noPrefixRoute: true } : {}),
  };
}
