import { isIP } from 'node:net';
import { lengthOfMask } from '#shared/host/prefix.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { attributeOf, childOf, parseElement, textOf, type XmlElement } from '#shared/parse/xml.ts';
import { contains, firstOf, numberOf } from '../kernel/prefix.ts';
import type { DemoNetwork } from '../model.ts';

/** A definition as it comes in; null where the XML is silent, and libvirt has to choose. */
export type WantedNetwork = Pick<DemoNetwork, 'name' | 'forward' | 'forwardDev' | 'bridge' | 'mac' | 'ip'> & {
  readonly uuid: string | null;
};

type Read =
  | { readonly ok: true; readonly network: WantedNetwork }
  | { readonly ok: false; readonly error: string };

const NO_UUID = '00000000-0000-0000-0000-000000000000';
const OWN_BRIDGE = ['isolated', 'nat', 'route', 'open'];

/** Reads what `net-define` is given; an error is in libvirt's words. */
export function readNetworkXml(xml: string): Read {
  const document = parseElement(xml);
  if (!document.ok)
    return refused(`(network_definition):1: Start tag expected, '<' not found\n${firstLine(xml)}\n^`);
  const element = document.value;
  if (element.name !== 'network')
    return refused(`XML error: expecting root element of 'network', not '${element.name}'`);
  const name = textOf(childOf(element, 'name')) ?? '';
  if (name === '') return refused('missing name information');
  if (name.includes('/')) return refused('invalid char in name: /');
  const uuid = textOf(childOf(element, 'uuid'))?.trim().toLowerCase() ?? null;
  if (uuid !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid))
    return refused('internal error: malformed uuid element');
  // The parser wants a UUID; libvirt makes one where there is none.
  const facts = parseNetworkXml(
    uuid === null ? xml.replace('</name>', `</name><uuid>${NO_UUID}</uuid>`) : xml,
  );
  const mode = attributeOf(childOf(element, 'forward'), 'mode');
  if (!facts.ok) return refused(`unsupported configuration: unknown forwarding type '${mode}'`);
  const { forward, forwardDev, bridge } = facts.value;
  const ip = readIp(element, name);
  if (typeof ip === 'string') return refused(ip);
  if (ip !== null && !OWN_BRIDGE.includes(forward))
    return refused(
      `unsupported configuration: Unsupported <ip> element in network ${name} with forward mode='${forward}'`,
    );
  if (ip === null && (forward === 'nat' || forward === 'route'))
    return refused(
      `XML error: ${forward} forwarding requested, but no IP address provided for network '${name}'`,
    );
  const mac = attributeOf(childOf(element, 'mac'), 'address');
  return { ok: true, network: { name, uuid, forward, forwardDev, bridge, mac, ip } };
}

/** A text: why not. */
function readIp(network: XmlElement, name: string): DemoNetwork['ip'] | string {
  const element = childOf(network, 'ip');
  const address = attributeOf(element, 'address');
  if (element === null || address === null) return null;
  if (isIP(address) !== 4) return `XML error: Invalid address '${address}' in network '${name}'`;
  const netmask = attributeOf(element, 'netmask');
  const prefix = attributeOf(element, 'prefix');
  const prefixLength = Number(prefix ?? lengthOfMask(netmask ?? '') ?? 24);
  const range = childOf(childOf(element, 'dhcp'), 'range');
  const [start, end] = [attributeOf(range, 'start'), attributeOf(range, 'end')];
  if (start === null || end === null) return { address, netmask, prefixLength, dhcp: null };
  const wrong = rangeRefusal(address, prefixLength, start, end);
  return wrong ?? { address, netmask, prefixLength, dhcp: [start, end] };
}

/** As virSocketAddrGetRange() refuses it. */
function rangeRefusal(address: string, length: number, start: string, end: string): string | null {
  const prefix = { family: 'inet', address, length } as const;
  const range = `range ${start} - ${end}`;
  if (!contains(prefix, start) || !contains(prefix, end))
    return `internal error: ${range} is not entirely within network ${address}/${length}`;
  if (numberOf(start) > numberOf(end)) return `internal error: ${range} is reversed `;
  const network = firstOf(prefix);
  if (start === network)
    return `internal error: start of ${range} in network ${address}/${length} is the network address`;
  return null;
}

function firstLine(xml: string): string {
  return xml.trim() === '' ? '(null)' : (xml.split('\n')[0] ?? '');
}

function refused(error: string): Read {
  return { ok: false, error };
}
