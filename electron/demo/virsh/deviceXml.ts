import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Plug } from '../model.ts';

/** An `<interface>` as an edit hands it to libvirt; null where the XML is silent. */
export interface WantedVnic {
  readonly plug: Plug;
  readonly mac: string | null;
  readonly model: string | null;
  readonly linkState: 'up' | 'down';
  readonly targetDev: string | null;
  readonly managed: boolean;
  readonly alias: string | null;
  /** The device's address in the guest, `0000:01:00.0`. */
  readonly pci: string | null;
  readonly mtu: number | null;
}

export type ReadVnic =
  | { readonly ok: true; readonly vnic: WantedVnic }
  | { readonly ok: false; readonly error: string };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
});

const KNOWN_TYPES = ['bridge', 'network', 'direct', 'hostdev', 'ethernet', 'user'];
const MODES: readonly string[] = ['vepa', 'bridge', 'private', 'passthrough'];

/** Reads the device XML of attach-device, update-device or detach-device; an error is in libvirt's words. */
export function readDeviceXml(xml: string): ReadVnic {
  const valid = xml.trim() === '' ? null : XMLValidator.validate(xml);
  if (valid === null) return refused(`(device_definition):1: Start tag expected, '<' not found\n(null)\n^`);
  if (valid !== true) return refused(`(device_definition):${valid.err.line}: ${valid.err.msg}\n(null)\n^`);
  const [[root, element] = ['', {}]] = Object.entries(parser.parse(xml) as Record<string, unknown>);
  if (root !== 'interface') return refused(`unsupported configuration: unknown device type '${root}'`);
  return readInterface(new Element(element));
}

/** Reads the interfaces of a domain's XML, in its order; an error is in libvirt's words. */
export function readInterfaces(xml: string): readonly ReadVnic[] {
  const valid = xml.trim() === '' ? null : XMLValidator.validate(xml);
  if (valid === null) return [refused(`(domain_definition):1: Start tag expected, '<' not found`)];
  if (valid !== true) return [refused(`(domain_definition):${valid.err.line}: ${valid.err.msg}`)];
  const devices = new Element((parser.parse(xml) as Record<string, unknown>).domain).child('devices');
  return (devices?.children('interface') ?? []).map(readInterface);
}

/** One element: its attributes, and the attributes of the first child of each name. */
class Element {
  readonly #content: Readonly<Record<string, unknown>>;

  constructor(content: unknown) {
    this.#content =
      typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  }

  attribute(name: string): string | null {
    const value = this.#content[name];
    return typeof value === 'string' ? value : null;
  }

  child(name: string): Element | null {
    const value = this.#content[name];
    if (value === undefined) return null;
    return new Element(Array.isArray(value) ? value[0] : value);
  }

  children(name: string): Element[] {
    const value = this.#content[name];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((each) => new Element(each));
  }

  /** An attribute of a child. */
  of(child: string, attribute: string): string | null {
    return this.child(child)?.attribute(attribute) ?? null;
  }
}

function readInterface(element: Element): ReadVnic {
  const type = element.attribute('type') ?? '';
  if (!KNOWN_TYPES.includes(type))
    return refused(`XML error: Invalid value for attribute 'type' in element 'interface': '${type}'.`);
  const mac = element.of('mac', 'address')?.toLowerCase() ?? null;
  if (mac !== null && !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac))
    return refused(`XML error: unable to parse mac address '${mac}'`);
  if (mac !== null && Number.parseInt(mac.slice(0, 2), 16) % 2 === 1)
    return refused(`XML error: expected unicast mac address, found multicast '${mac}'`);
  const mode = element.of('source', 'mode');
  if (type === 'direct' && mode !== null && !MODES.includes(mode))
    return refused(`XML error: Invalid value for attribute 'mode' in element 'source': '${mode}'.`);
  if (type === 'direct' && element.child('source') !== null && element.of('source', 'dev') === null)
    return refused("XML error: Missing required attribute 'dev' in element 'source'");
  const plug = readPlug(type, element);
  if (plug === null) return refused(`XML error: interface type='${type}' requires a 'source' element`);
  const mtu = element.of('mtu', 'size');
  return {
    ok: true,
    vnic: {
      plug,
      mac,
      model: element.of('model', 'type'),
      linkState: element.of('link', 'state') === 'down' ? 'down' : 'up',
      targetDev: element.of('target', 'dev'),
      managed: element.of('target', 'managed') !== 'no',
      alias: element.of('alias', 'name'),
      pci: readPci(element.child('address')),
      mtu: mtu === null ? null : Number(mtu),
    },
  };
}

/** The live XML of a forward=bridge network has `type='bridge'` and both names in its source: the bridge counts. */
function readPlug(type: string, element: Element): Plug | null {
  const source = (name: string) => element.of('source', name);
  const bridge = source('bridge');
  const network = source('network');
  const dev = source('dev');
  switch (type) {
    case 'bridge':
      return bridge === null ? null : { type, bridge };
    case 'network':
      return network === null ? null : { type, network };
    case 'direct':
      return dev === null ? null : { type, dev, mode: source('mode') ?? 'vepa' };
    case 'hostdev': {
      const pci = readPci(element.child('source')?.child('address') ?? null);
      return pci === null ? null : { type, pci };
    }
    default:
      return type === 'user' ? { type } : { type: 'ethernet' };
  }
}

function readPci(address: Element | null): string | null {
  if (address === null || address.attribute('type') !== 'pci') return null;
  const part = (name: string, digits: number) =>
    Number.parseInt(address.attribute(name) ?? '0', 16)
      .toString(16)
      .padStart(digits, '0');
  return `${part('domain', 4)}:${part('bus', 2)}:${part('slot', 2)}.${part('function', 1)}`;
}

function refused(error: string): ReadVnic {
  return { ok: false, error };
}
