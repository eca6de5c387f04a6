import type { Route } from '#shared/host/address.ts';
import { type JsonObject, numberField, objectField, objectsField, textField, textsField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { asMissing, type Parsed, parsed } from './result.ts';

/**
 * Reads `ip -j route` (`inet`) and `ip -j -6 route` (`inet6`): the routes that lead somewhere. Each next hop of a
 * multipath route is a route of its own. What drops packets (`unreachable`, `blackhole`, `prohibit`, `throw`) is
 * passed over: the kernel prints `dev lo` for some of them, and nobody's traffic leaves by that.
 *
 * Source of the format: iproute2 `ip/iproute.c` `print_route()`.
 */
export function parseIpRoute(text: string, family: Route['family']): Parsed<Route[]> {
  const source = family === 'inet' ? 'ip route' : 'ip -6 route';
  const rows = parseJsonRows(text, source, { bareWord: 'type' });
  if (!rows.ok) return rows;
  const routes: Route[] = [];
  for (const row of rows.value) {
    // {"dst":"default","gateway":"10.0.0.1","dev":"br0","protocol":"dhcp","metric":100,"flags":[]}
    const destination = textField(row, 'dst');
    const type = textField(row, 'type') ?? 'unicast';
    if (destination === null || type !== 'unicast') continue;
    const metric = numberField(row, 'metric') ?? 0;
    const protocol = textField(row, 'protocol');
    // "prefsrc":"192.168.1.10"
    const source = textField(row, 'prefsrc');
    const settings = readSettings(row);
    const told = {
      ...(protocol === null ? {} : { protocol }),
      ...(source === null ? {} : { source }),
      ...(settings.length === 0 ? {} : { settings }),
      // "expires":1788
      ...(numberField(row, 'expires') === null ? {} : { expires: true as const }),
    };
    // {"dst":"default","flags":[],"nexthops":[{"gateway":"10.0.0.1","dev":"br0","weight":1,"flags":[]},…]}
    const nextHops = objectsField(row, 'nexthops');
    for (const hop of nextHops.length > 0 ? nextHops : [row]) {
      // "flags":["onlink","linkdown"]
      const onLink = textsField(hop, 'flags').includes('onlink') ? { onLink: true as const } : {};
      const gateway = readGateway(hop);
      routes.push({ family, destination, gateway, link: textField(hop, 'dev'), metric, ...told, ...onLink });
    }
  }
  return parsed(routes, rows.odd?.map(asMissing));
}

// "metrics":[{"mtu":1400,"advmss":1300}]
function readSettings(row: JsonObject): string[] {
  return objectsField(row, 'metrics').flatMap((settings) =>
    Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`),
  );
}

// "gateway":"10.0.0.1" | an IPv4 route through an IPv6 router: "via":{"family":"inet6","host":"fe80::1"}
function readGateway(hop: JsonObject): string | null {
  return textField(hop, 'gateway') ?? textField(objectField(hop, 'via'), 'host');
}
