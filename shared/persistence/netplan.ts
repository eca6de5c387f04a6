import type { BridgeSetup, Device, Form, IpSetup } from './model.ts';
import { fileWord, nameProblem, namesIn, SYSTEMD_NAME } from './names.ts';
import { DEFAULT_MTU, dnsRemark, serviceVlanRemarks, vlanFilterRemark } from './remarks.ts';
import { type Yaml, yamlText } from './yaml.ts';

type YamlMap = { readonly [key: string]: Yaml };

/** Netplan's default, in seconds. */
const FORWARD_DELAY = 15;

/**
 * The bridge as a file of Netplan, which puts all its files together: a link may be told of in several.
 * Reference: https://netplan.readthedocs.io/en/stable/netplan-yaml/
 */
export function netplanForm(setup: BridgeSetup, renderer: 'networkd' | 'NetworkManager'): Form {
  const problem = nameProblem('Netplan', SYSTEMD_NAME, namesIn(setup));
  if (problem !== null) return { kind: 'netplan', parts: [], apply: [], remarks: [problem] };
  const path = `/etc/netplan/90-${fileWord(setup.name)}.yaml`;
  // `netplan try` refuses what it could not take back: parameters of bridges and bonds.
  const canTry = parameters(setup) === null && setup.devices.every(({ kind }) => kind !== 'bond');
  return {
    kind: 'netplan',
    parts: [{ path, text: yamlText({ network: network(setup, renderer) }) }],
    apply: [
      { argv: ['sudo', 'chmod', '600', path] },
      { argv: ['sudo', 'netplan', 'generate'] },
      { argv: ['sudo', 'netplan', canTry ? 'try' : 'apply'] },
    ],
    remarks: [
      canTry
        ? '`netplan try` reverts it unless you confirm within two minutes.'
        : '`netplan generate` checks it. `netplan try` refuses the parameters of bridges and bonds, so `netplan apply` is final.',
      'If another file in /etc/netplan tells of the same links, Netplan puts the two together: change that file instead.',
      ...foreignPorts(setup).map(
        (port) => `Add ${port} to the bridge’s \`interfaces\` when one of Netplan’s files defines it.`,
      ),
      ...dnsRemark(setup, 'add them under the bridge, as `nameservers: {addresses: […]}`.'),
      ...vlanFilterRemark(setup, false),
      ...serviceVlanRemarks(setup),
    ],
  };
}

function network(setup: BridgeSetup, renderer: 'networkd' | 'NetworkManager'): YamlMap {
  const of = (kind: Device['kind']) => setup.devices.filter((device) => device.kind === kind);
  return {
    version: 2,
    ...(renderer === 'NetworkManager' ? { renderer } : {}),
    ...section('ethernets', of('card')),
    ...section('bonds', of('bond')),
    ...section('vlans', of('vlan')),
    bridges: { [setup.name]: bridge(setup) },
  };
}

function section(key: string, devices: readonly Device[]): YamlMap {
  if (devices.length === 0) return {};
  return { [key]: Object.fromEntries(devices.map((device) => [device.name, definition(device)])) };
}

function definition(device: Device): YamlMap {
  return {
    ...(device.kind === 'vlan' ? { id: device.id, link: device.lower } : {}),
    ...(device.kind === 'bond' ? { interfaces: device.members, parameters: bondParameters(device) } : {}),
    // What only others rest on may be configured in another file, which must not be overruled.
    ...(device.master === null ? {} : { dhcp4: false, dhcp6: false }),
    ...(device.mtu === DEFAULT_MTU || device.elsewhere ? {} : { mtu: device.mtu }),
  };
}

function bondParameters(bond: Extract<Device, { kind: 'bond' }>): YamlMap {
  return {
    mode: bond.mode,
    ...(bond.miimon === 0 ? {} : { 'mii-monitor-interval': bond.miimon }),
    ...(bond.hashPolicy === null ? {} : { 'transmit-hash-policy': bond.hashPolicy }),
    ...(bond.lacpRate === null ? {} : { 'lacp-rate': bond.lacpRate }),
  };
}

function bridge(setup: BridgeSetup): YamlMap {
  const addresses = [...setup.ipv4.addresses, ...setup.ipv6.addresses];
  const routes = [...routeList(setup.ipv4), ...routeList(setup.ipv6)];
  const own = parameters(setup);
  const foreign = foreignPorts(setup);
  return {
    interfaces: setup.ports.filter((port) => !foreign.includes(port)),
    ...(setup.mac === null ? {} : { macaddress: setup.mac }),
    ...(setup.mtu === DEFAULT_MTU ? {} : { mtu: setup.mtu }),
    dhcp4: setup.ipv4.automatic,
    'accept-ra': setup.ipv6.automatic,
    ...(setup.linkLocal ? {} : { 'link-local': [] }),
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(routes.length === 0 ? {} : { routes }),
    ...(own === null ? {} : { parameters: own }),
  };
}

/** Netplan refuses a whole file for one port that it has no definition of. */
function foreignPorts({ name, devices }: BridgeSetup): string[] {
  return devices
    .filter((device) => device.kind === 'foreign' && device.master === name)
    .map((device) => device.name);
}

function routeList({ routes }: IpSetup): YamlMap[] {
  return routes.map(({ to, via, metric, onLink }) => ({
    to,
    via,
    ...(metric === null ? {} : { metric }),
    ...(onLink ? { 'on-link': true } : {}),
  }));
}

/** What differs from Netplan's defaults, of which STP is one; null: nothing. */
function parameters({ stp, forwardDelay }: BridgeSetup): YamlMap | null {
  if (!stp) return { stp };
  return forwardDelay === FORWARD_DELAY ? null : { 'forward-delay': forwardDelay };
}
