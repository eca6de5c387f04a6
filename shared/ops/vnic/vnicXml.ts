import type { DomainInterface } from '#shared/host/domain.ts';
import { type SwitchVlans, switchVlanMode } from '#shared/host/ovsVlans.ts';
import { parseInterfaceXml, withSource } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf, childrenOf, type XmlElement, type XmlNode } from '#shared/parse/xml.ts';
import { serialise, withAttribute, withChild, withoutChild } from '#shared/parse/xmlWrite.ts';
import type { PlugTarget } from '../op.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** What belongs to a source that is neither bridge nor network, and means nothing (or an error) beside another. */
const plugParts = ['virtualport', 'target', 'backend', 'ip', 'route', 'portForward'] as const;

/** The vNIC's XML with another source; everything else stays as it is. Ends in a newline, for standard input. */
export function pluggedXml(vnic: DomainInterface, target: PlugTarget): string | Refusal {
  const element = readable(vnic);
  if (isRefusal(element)) return element;
  if (target.kind === 'former') {
    const was = readable(target.was);
    return isRefusal(was) ? was : written(withPlugOf(element, was));
  }
  const type = attributeOf(element, 'type');
  const base = type === 'bridge' || type === 'network' ? element : plugParts.reduce(withoutChild, element);
  return written(pluggedInto(base, target));
}

/** The vNIC's XML with the guest's end of the cable up or down. */
export function linkedXml(vnic: DomainInterface, state: 'up' | 'down'): string | Refusal {
  const element = readable(vnic);
  if (isRefusal(element)) return element;
  return written(withChild(element, leaf('link', { state })));
}

/** The vNIC’s XML with other VLANs, as libvirt gives them to its port of Open vSwitch. @param vlans null: without any */
export function vlanedXml(vnic: DomainInterface, vlans: SwitchVlans | null): string | Refusal {
  const element = readable(vnic);
  if (isRefusal(element)) return element;
  return written(vlans === null ? withoutChild(element, 'vlan') : withChild(element, vlanElement(vlans)));
}

/** `<vlan trunk='yes'><tag id='10' nativeMode='untagged'/><tag id='20'/></vlan>` */
function vlanElement(vlans: SwitchVlans): XmlElement {
  const { tag, trunks } = vlans;
  const mode = switchVlanMode(vlans);
  const leafOf = (id: number) => {
    const isNative = id === tag && (mode === 'native-tagged' || mode === 'native-untagged');
    const nativeMode = mode === 'native-tagged' ? 'tagged' : 'untagged';
    return leaf('tag', { id: String(id), ...(isNative ? { nativeMode } : {}) });
  };
  return mode === 'access'
    ? { name: 'vlan', attributes: {}, children: [leafOf(tag ?? 0)] }
    : { name: 'vlan', attributes: { trunk: 'yes' }, children: trunks.map(leafOf) };
}

interface Changed {
  /** Null keeps its own. */
  readonly model: string | null;
  readonly mac: string | null;
  /** What its TAP is called; null: libvirt chooses; undefined keeps its own. */
  readonly tap: string | null | undefined;
}

/** The vNIC's XML with another model, MAC or name of its TAP. Its place on the guest's bus stays. */
export function changedXml(vnic: DomainInterface, { model, mac, tap }: Changed): string | Refusal {
  const element = readable(vnic);
  if (isRefusal(element)) return element;
  const modelled = model === null ? element : withChild(element, leaf('model', { type: model }));
  const named = tap === undefined ? modelled : withTap(modelled, tap);
  return written(mac === null ? named : withChild(named, leaf('mac', { address: mac })));
}

function withTap(element: XmlElement, tap: string | null): XmlElement {
  return tap === null ? withoutChild(element, 'target') : withChild(element, leaf('target', { dev: tap }));
}

/** The whole vNIC as libvirt knows it: what `detach-device` needs to tell two vNICs of one MAC apart. */
export function presentXml(vnic: DomainInterface): string | Refusal {
  const element = readable(vnic);
  return isRefusal(element) ? element : written(element);
}

/** The vNIC as it was, for adding it again: without the TAP's and the device's names, which libvirt gives again. */
export function formerXml(was: DomainInterface): string | Refusal {
  const element = readable(was);
  if (isRefusal(element)) return element;
  const dev = attributeOf(childOf(element, 'target'), 'dev');
  const alias = attributeOf(childOf(element, 'alias'), 'name');
  const unnamed = dev !== null && /^(vnet|macvtap)\d+$/.test(dev) ? withoutChild(element, 'target') : element;
  // libvirt keeps an alias only where the user gave it, which it knows by this prefix.
  return written(alias?.startsWith('ua-') === true ? unnamed : withoutChild(unnamed, 'alias'));
}

/** The vNIC's XML without its place on the guest's bus, which libvirt then chooses. */
export function withoutAddress(vnic: DomainInterface): string | Refusal {
  const element = readable(vnic);
  return isRefusal(element) ? element : written(withoutChild(element, 'address'));
}

/** A new vNIC: type and source as the target says, the rest left to libvirt. */
export function newVnicXml(mac: string, model: string, target: PlugTarget): string | Refusal {
  const shell: XmlElement = {
    name: 'interface',
    attributes: {},
    children: [
      '\n  ',
      leaf('mac', { address: mac }),
      '\n  ',
      leaf('source', {}),
      '\n  ',
      leaf('model', { type: model }),
      '\n',
    ],
  };
  if (target.kind === 'former') {
    const was = readable(target.was);
    return isRefusal(was) ? was : written(withPlugOf(shell, was));
  }
  return written(pluggedInto(shell, target));
}

function pluggedInto(
  element: XmlElement,
  target: Exclude<PlugTarget, { readonly kind: 'former' }>,
): XmlElement {
  switch (target.kind) {
    case 'bridge':
      return withSource(element, 'bridge', { bridge: target.bridge });
    case 'network':
      return withSource(element, 'network', { network: target.network });
    case 'direct':
      return withSource(element, 'direct', { dev: target.dev, mode: target.mode });
    case 'tap': {
      const typed = withAttribute(withoutChild(element, 'source'), 'type', 'ethernet');
      return withChild(typed, leaf('target', { dev: target.tap, managed: 'no' }));
    }
  }
}

/**
 * The element in the form that libvirt takes. Live XML of a vNIC on a network tells how the network realised it
 * (`type='bridge'`, `portid`, `bridge`): given back like that, libvirt would tie the vNIC to the bridge and forget
 * the network. `virsh domif-setlink` does just this, so it is not used.
 */
function readable(vnic: DomainInterface): XmlElement | Refusal {
  const element = parseInterfaceXml(vnic.xml);
  if (!element.ok) return refuse(element.message, 'Edit this VM with virsh edit.');
  const source = childOf(element.value, 'source');
  const network = attributeOf(source, 'network');
  if (network === null) return element.value;
  const portgroup = attributeOf(source, 'portgroup');
  return withSource(element.value, 'network', { network, ...(portgroup === null ? {} : { portgroup }) });
}

function withoutPlug(element: XmlElement): XmlElement {
  return ['source', ...plugParts].reduce(withoutChild, element);
}

function withPlugOf(element: XmlElement, was: XmlElement): XmlElement {
  const parts = ['source', ...plugParts].flatMap((name) => childrenOf(was, name));
  const bare = withoutPlug(withAttribute(element, 'type', attributeOf(was, 'type')));
  const last = bare.children.at(-1);
  const closing: readonly XmlNode[] = typeof last === 'string' ? [last] : [];
  const kept = closing.length > 0 ? bare.children.slice(0, -1) : bare.children;
  const indent = typeof kept[0] === 'string' ? [kept[0]] : [];
  return { ...bare, children: [...kept, ...parts.flatMap((part) => [...indent, part]), ...closing] };
}

function leaf(name: string, attributes: Readonly<Record<string, string>>): XmlElement {
  return { name, attributes, children: [] };
}

function written(element: XmlElement): string {
  const closing = element.children.at(-1);
  const indent = typeof closing === 'string' ? (/\n( *)$/.exec(closing)?.[1] ?? '') : '';
  return `${serialise(indent === '' ? element : outdented(element, `\n${indent}`))}\n`;
}

/** As it stood at the margin: taken out of a domain's XML, it is indented for a place that it is no longer in. */
function outdented(element: XmlElement, indent: string): XmlElement {
  return {
    ...element,
    children: element.children.map((node) => {
      if (typeof node !== 'string') return outdented(node, indent);
      return node.trim() === '' ? node.replaceAll(indent, '\n') : node;
    }),
  };
}
