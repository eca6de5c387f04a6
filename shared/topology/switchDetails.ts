import type { Link } from '#shared/host/link.ts';
import { isOvsBond, type OvsBridge, type OvsPlace, type OvsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { switchVlanWords } from '#shared/host/ovsVlans.ts';
import type { Facts } from './facts.ts';
import { isUnknownPort } from './knownPort.ts';

type Detail = readonly [label: string, value: string];

/** What Open vSwitch tells of a link, in words for the inspector. */
export function switchDetails(link: Link, facts: Facts): Detail[] {
  const { switches } = facts;
  if (switches === null) {
    if (link.infoKind === 'openvswitch') return [['Open vSwitch', 'its bridges and ports can’t be read']];
    return link.slaveKind === 'openvswitch' ? [['Port of', 'Open vSwitch; which bridge can’t be read']] : [];
  }
  const bridge = switches.bridges.get(link.name);
  if (bridge !== undefined) return bridgeDetails(bridge, facts);
  const place = switches.places.get(link.name);
  const port = place?.port ?? switches.ports.get(link.name);
  if (port !== undefined)
    return [...portDetails(port), ...(place === undefined ? [] : interfaceDetails(place))];
  return isUnknownPort(link, facts) ? [['Port of', 'Open vSwitch; its database doesn’t have it']] : [];
}

function bridgeDetails({ datapath, local, ports }: OvsBridge, { links }: Facts): Detail[] {
  const lost = ports
    .flatMap(({ interfaces }) => interfaces)
    .filter(({ name, error }) => error !== null || !links.has(name))
    .map(({ name, error }) => `${name}: ${error ?? 'no such link'}`);
  return [
    ['Datapath', datapath === 'netdev' ? 'user space (netdev)' : 'kernel (system)'],
    ...(local === undefined ? [] : [['The host’s VLANs', vlanDetail(local)] as const]),
    ...(lost.length === 0 ? [] : [['Ports at fault', lost.join('; ')] as const]),
  ];
}

function portDetails(port: OvsPort): Detail[] {
  const { fakeBridge, tag, bondMode, bondActive, externalIds } = port;
  return [
    fakeBridge ? ['Fake bridge', `for VLAN ${tag ?? 0}`] : ['VLANs', vlanDetail(port)],
    ...(isOvsBond(port) ? [['Bond', bondMode ?? 'active-backup (Open vSwitch’s default)'] as const] : []),
    ...(bondActive === null || !isOvsBond(port) ? [] : [['Active member', bondActive] as const]),
    ...Object.entries(externalIds).map(([key, value]): Detail => [`Port ${key}`, value]),
  ];
}

/** Beside a label that says VLANs already: `10, 20 (tagged)`. */
function vlanDetail(port: OvsPort): string {
  return switchVlanWords(vlansOfPort(port)).replace(/^VLANs? /, '');
}

function interfaceDetails({ iface }: OvsPlace): Detail[] {
  const { type, options, externalIds, error } = iface;
  const { peer, remote_ip: remote, key } = options;
  return [
    ...(type === '' || type === 'system' ? [] : [['Open vSwitch type', type] as const]),
    ...(peer === undefined ? [] : [['Patched to', peer] as const]),
    ...(remote === undefined ? [] : [['Remote', remote] as const]),
    ...(key === undefined ? [] : [['Key', key] as const]),
    ...Object.entries(externalIds).map(([label, value]): Detail => [label, value]),
    ...(error === null ? [] : [['Fault', error] as const]),
  ];
}
