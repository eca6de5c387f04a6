import type { ForwardMode, Network, NetworkCard, Portgroup } from '#shared/host/network.ts';
import { lengthOfMask } from '#shared/host/prefix.ts';
import { pciAddress } from './interfaceXml.ts';
import { excerpt, type Parsed, parsed, unparsable } from './result.ts';
import { readVlan } from './vlanXml.ts';
import { attributeOf, childOf, childrenOf, parseElement, textOf, type XmlElement } from './xml.ts';

/** What `net-dumpxml` tells of a network; whether it runs and lasts is told by `net-list`. */
export type NetworkXml = Omit<Network, 'active' | 'autostart' | 'persistent'>;

const FORWARD_MODES: readonly ForwardMode[] = [
  'nat',
  'route',
  'open',
  'bridge',
  'private',
  'vepa',
  'passthrough',
  'hostdev',
];

/** Reads `virsh net-dumpxml`. Format: https://libvirt.org/formatnetwork.html */
export function parseNetworkXml(xml: string): Parsed<NetworkXml> {
  const document = parseElement(xml, 'The XML of a network');
  if (!document.ok) return document;
  const network = document.value;
  if (network.name !== 'network') {
    return unparsable(`The XML of a network is a <${network.name}> instead of a <network>.`);
  }
  // <network connections='1'><name>lab net 2</name><uuid>a9c1c43d-…</uuid>
  const uuid = textOf(childOf(network, 'uuid'))?.trim().toLowerCase() ?? '';
  const name = textOf(childOf(network, 'name'));
  if (uuid === '' || name === null) return unparsable('The XML of a network has no name or no UUID.');
  const element = childOf(network, 'forward');
  const forward = readForwardMode(element);
  if (forward === null) {
    const mode = attributeOf(element, 'mode') ?? '';
    return unparsable(
      `The network “${excerpt(name)}” has a forward mode that is not known: “${excerpt(mode)}”.`,
    );
  }
  // <bridge name='virbr0' stp='on' delay='0'/>
  const bridge = attributeOf(childOf(network, 'bridge'), 'name');
  const vlans = readVlan(network);
  const portgroups = childrenOf(network, 'portgroup').map(readPortgroup);
  return parsed({
    uuid,
    name,
    forward,
    forwardDev: readForwardDev(element),
    bridge,
    cards: bridge === null && CARD_MODES.has(forward) ? readCards(element) : [],
    ...(vlans === null ? {} : { vlans }),
    ...(portgroups.length === 0 ? {} : { portgroups }),
    addresses: childrenOf(network, 'ip')
      .map(readAddress)
      .filter((address) => address !== null),
    ...readDhcp(network),
    ...readDomain(network),
  });
}

// <portgroup name='engineering' default='yes'><vlan><tag id='42'/></vlan></portgroup>
function readPortgroup(group: XmlElement): Portgroup {
  return {
    name: attributeOf(group, 'name') ?? '',
    isDefault: attributeOf(group, 'default') === 'yes',
    vlans: readVlan(group),
  };
}

// none: isolated | <forward/>: NAT | <forward mode='bridge'/>
function readForwardMode(forward: XmlElement | null): ForwardMode | null {
  if (forward === null) return 'isolated';
  const mode = attributeOf(forward, 'mode') ?? 'nat';
  return FORWARD_MODES.find((known) => known === mode) ?? null;
}

// <forward mode='nat' dev='eth0'/> | <forward mode='bridge'><interface dev='eth0'/></forward> | hostdev: <pf dev='eth0'/>
function readForwardDev(forward: XmlElement | null): string | null {
  return (
    attributeOf(forward, 'dev') ??
    attributeOf(childOf(forward, 'interface'), 'dev') ??
    attributeOf(childOf(forward, 'pf'), 'dev')
  );
}

const CARD_MODES: ReadonlySet<ForwardMode> = new Set(['bridge', 'private', 'vepa', 'passthrough', 'hostdev']);

// <pf dev='eth3'/>: libvirt lists its virtual functions behind it | <interface dev='eth10'/>… | <address type='pci' …/>…
function readCards(forward: XmlElement | null): NetworkCard[] {
  if (forward === null) return [];
  const devs = (name: string) => childrenOf(forward, name).map((each) => attributeOf(each, 'dev'));
  const pf = devs('pf');
  const links = new Set([...(pf.length > 0 ? pf : [attributeOf(forward, 'dev'), ...devs('interface')])]);
  const devices = pf.length > 0 ? [] : childrenOf(forward, 'address').map(pciAddress);
  return [
    ...[...links].flatMap((dev) => (dev === null ? [] : [{ dev }])),
    ...devices.flatMap((pci) => (pci === null ? [] : [{ pci }])),
  ];
}

// <ip address='192.168.122.1' netmask='255.255.255.0'> | <ip family='ipv6' address='2001:db8::1' prefix='64'>
function readAddress(ip: XmlElement): string | null {
  const address = attributeOf(ip, 'address');
  if (address === null) return null;
  const netmask = attributeOf(ip, 'netmask');
  const prefix =
    attributeOf(ip, 'prefix') ?? (netmask === null ? null : lengthOfMask(netmask)) ?? defaultPrefix(address);
  return `${address}/${prefix}`;
}

// <ip …><dhcp><range start='192.168.122.2' end='192.168.122.254'/><host mac='52:54:00:aa:00:01' name='web' ip='192.168.122.10'/></dhcp></ip>
function readDhcp(network: XmlElement): Pick<Network, 'dhcp'> {
  const servers = childrenOf(network, 'ip').flatMap((ip) => childrenOf(ip, 'dhcp'));
  if (servers.length === 0) return {};
  const ranges = servers.flatMap((server) =>
    childrenOf(server, 'range').flatMap((range) => {
      const [start, end] = [attributeOf(range, 'start'), attributeOf(range, 'end')];
      return start === null || end === null ? [] : [{ start, end }];
    }),
  );
  const hosts = servers.flatMap((server) => childrenOf(server, 'host'));
  const reserved = hosts.flatMap((host) => attributeOf(host, 'ip') ?? []);
  return { dhcp: { ranges, hosts: hosts.length, ...(reserved.length === 0 ? {} : { reserved }) } };
}

// <domain name='lab.example' localOnly='yes'/>
function readDomain(network: XmlElement): Pick<Network, 'domain'> {
  const domain = attributeOf(childOf(network, 'domain'), 'name');
  return domain === null ? {} : { domain };
}

/** What libvirt takes where neither is given: 64, or by the address's class (`virSocketAddrGetIPPrefix()`). */
function defaultPrefix(address: string): number {
  if (address.includes(':')) return 64;
  const first = Number(address.split('.')[0]);
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}
