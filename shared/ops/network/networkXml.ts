import type { XmlElement, XmlNode } from '#shared/parse/xml.ts';
import { serialise } from '#shared/parse/xmlWrite.ts';

/** https://libvirt.org/formatnetwork.html#connectivity */
export type NetworkForward =
  /** Guests are ports of a bridge of the host that is there already, by its name. */
  | { readonly mode: 'bridge'; readonly bridge: string }
  | {
      /** `isolated`: guests reach each other and, where it has an address, the host. */
      readonly mode: 'nat' | 'route' | 'isolated';
      /** The host's own address in it with prefix length, `192.168.150.1/24`; null (isolated only): none. */
      readonly address: string | null;
      /** First and last address that its DHCP server gives away; null: no DHCP. */
      readonly dhcp: { readonly start: string; readonly end: string } | null;
      /** The host's link that it leads out through; null: as the routing table says. */
      readonly dev: string | null;
    };

/** A network that is yet to be defined. */
export interface NewNetwork {
  readonly uuid: string;
  readonly name: string;
  /** Of the host's own for forward mode `bridge`; else libvirt makes it at each start. */
  readonly bridge: string;
  readonly forward: NetworkForward;
}

/**
 * The definition of a network for `net-define`; ends in a newline, for standard input. The MAC of its bridge is left to
 * libvirt. Format: https://libvirt.org/formatnetwork.html
 */
export function networkXml({ uuid, name, bridge, forward }: NewNetwork): string {
  const parts: XmlElement[] = [leaf('name', {}, name), leaf('uuid', {}, uuid)];
  if (forward.mode === 'bridge') {
    parts.push(leaf('forward', { mode: 'bridge' }), leaf('bridge', { name: bridge }));
  } else {
    const { mode, dev } = forward;
    if (mode !== 'isolated') parts.push(leaf('forward', { mode, ...(dev === null ? {} : { dev }) }));
    // What libvirt fills in where it chooses the bridge itself.
    parts.push(leaf('bridge', { name: bridge, stp: 'on', delay: '0' }));
    parts.push(...ipElements(forward));
  }
  return `${serialise(indented(nested('network', {}, parts), 0))}\n`;
}

function ipElements({ address, dhcp }: Exclude<NetworkForward, { readonly mode: 'bridge' }>): XmlElement[] {
  if (address === null) return [];
  const [own = '', prefix = ''] = address.split('/');
  const range = dhcp === null ? [] : [nested('dhcp', {}, [leaf('range', { ...dhcp })])];
  return [nested('ip', { address: own, prefix }, range)];
}

function leaf(name: string, attributes: Readonly<Record<string, string>>, text = ''): XmlElement {
  return { name, attributes, children: text === '' ? [] : [text] };
}

function nested(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly XmlElement[],
): XmlElement {
  return { name, attributes, children };
}

/** A line for each child, as libvirt prints it. */
function indented(element: XmlElement, depth: number): XmlElement {
  if (!element.children.some((node) => typeof node !== 'string')) return element;
  const margin = `\n${'  '.repeat(depth)}`;
  const children = element.children.flatMap((node): XmlNode[] =>
    typeof node === 'string' ? [node] : [`${margin}  `, indented(node, depth + 1)],
  );
  return { ...element, children: [...children, margin] };
}
