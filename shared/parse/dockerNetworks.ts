import type { ContainerNetwork, Endpoint } from '#shared/host/container.ts';
import { isObject, type JsonObject, objectField, textField } from './json.ts';
import { parseOrNull } from './jsonEntry.ts';
import { macOrNull } from './mac.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

export interface DockerNetworks {
  /** Those that are a bridge here. */
  readonly networks: readonly ContainerNetwork[];
  /** Where each container is connected, by its id. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
}

/**
 * Reads `docker network inspect --format '{{json .}}' …`: an object a line.
 *
 * Source of the format: moby `api/types/network`. A bridge is called by its option, or `br-` and the first twelve
 * digits of the network's id (libnetwork `drivers/bridge`); it masquerades unless an option or `Internal` says otherwise.
 */
export function parseDockerNetworks(text: string): Parsed<DockerNetworks> {
  const odd = new OddLines('docker network inspect');
  const networks = new Map<string, ContainerNetwork>();
  const seen = new Set<string>();
  const endpoints = new Map<string, Endpoint[]>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.trim() === '[]') continue;
    const row = parseOrNull(line)?.value;
    const id = isObject(row) ? textField(row, 'Id') : null;
    const name = isObject(row) ? textField(row, 'Name') : null;
    if (!isObject(row) || id === null || name === null) {
      odd.add(line, index, 'a network');
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    if (textField(row, 'Driver') === 'bridge') {
      const option = (key: string) =>
        textField(objectField(row, 'Options'), `com.docker.network.bridge.${key}`);
      const bridge = option('name') ?? `br-${id.slice(0, 12)}`;
      const isRouted = /^(?:routed|isolated)$/.test(option('gateway_mode_ipv4') ?? '');
      const isNat = row.Internal !== true && option('enable_ip_masquerade') !== 'false' && !isRouted;
      networks.set(bridge, { runtime: 'docker', name, bridge, isNat });
    }
    for (const [container, endpoint] of endpointsOf(row, name)) {
      endpoints.set(container, [...(endpoints.get(container) ?? []), endpoint]);
    }
  }
  return odd.parsed({ networks: [...networks.values()], endpoints }, seen.size);
}

// "Containers":{"<id>":{"Name":"web","MacAddress":"02:42:ac:11:00:02","IPv4Address":"172.17.0.2/16","IPv6Address":""}}
function endpointsOf(row: JsonObject, network: string): [string, Endpoint][] {
  return Object.entries(objectField(row, 'Containers') ?? {}).flatMap(([container, value]) => {
    if (!isObject(value)) return [];
    const addresses = ['IPv4Address', 'IPv6Address'].flatMap((field) => {
      const address = (textField(value, field) ?? '').split('/')[0] ?? '';
      return address === '' ? [] : [address];
    });
    return [[container, { network, mac: macOrNull(textField(value, 'MacAddress')), addresses }]];
  });
}
