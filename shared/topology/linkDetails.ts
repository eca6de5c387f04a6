import type { Link, LowerLink } from '#shared/host/link.ts';
import { settingsWords } from '#shared/host/portSettings.ts';
import { vlanList, vlansOf } from '#shared/host/portVlan.ts';
import { bondDetails, memberDetails } from './bonds.ts';
import type { Facts } from './facts.ts';
import { functionDetails } from './functionFacts.ts';
import { natureOf } from './kernelKinds.ts';
import { pveDetails } from './pveDetails.ts';
import { switchDetails } from './switchDetails.ts';
import { containerNetworkWords } from './words.ts';

type Detail = readonly [label: string, value: string];

/** What is particular to a link's kind, in words for the inspector, in the order to show. */
export function linkDetails(link: Link, facts: Facts): Detail[] {
  return [
    ...bridgeDetails(link),
    ...pveDetails(link, facts),
    ...containerDetails(link, facts),
    ...tapDetails(link),
    ...layerDetails(link),
    ...memberDetails(link, facts),
    ...switchDetails(link, facts),
    ...portDetails(link, facts),
    ...hardwareDetails(link),
    ...vfDetails(link, facts),
    ...(facts.kinds.get(link.name) === 'other' && link.infoKind !== ''
      ? [['Kernel kind', link.infoKind] as const]
      : []),
  ];
}

function bridgeDetails({ bridge }: Link): Detail[] {
  if (bridge === null) return [];
  return [
    ['STP', onOff(bridge.stp)],
    ...(bridge.stp ? [['Forward delay', `${bridge.forwardDelay} s`] as const] : []),
    ['VLAN filtering', onOff(bridge.vlanFiltering)],
    ...(bridge.nfCallIptables ? [['Passes iptables', 'yes, set on this bridge'] as const] : []),
  ];
}

function containerDetails({ name }: Link, { snapshot }: Facts): Detail[] {
  const networks = (snapshot.containers?.networks ?? []).filter(({ bridge }) => bridge === name);
  return networks.map((network) => ['Made for', containerNetworkWords(network)]);
}

function tapDetails({ tun }: Link): Detail[] {
  if (tun === null) return [];
  return [
    ['Kind', tun.type === 'tap' ? 'TAP (Ethernet frames)' : 'TUN (IP packets)'],
    ['Persistent', tun.persist ? 'yes, it stays when nobody holds it' : 'no, it goes with its process'],
    ...(tun.user === null ? [] : [['Owner', tun.user] as const]),
  ];
}

function layerDetails(link: Link): Detail[] {
  const details: Detail[] = [];
  if (link.vlan !== null) details.push(['VLAN', `${link.vlan.id} (${link.vlan.protocol})`]);
  if (link.vxlan !== null) {
    const { vni, remote, port } = link.vxlan;
    details.push(['VXLAN', String(vni)]);
    if (remote !== null) details.push(['Remote', port === null ? remote : `${remote}, port ${port}`]);
  }
  if (link.macvlanMode !== null) details.push(['Mode', link.macvlanMode]);
  details.push(...bondDetails(link));
  if (link.lower !== null) {
    details.push([natureOf(link.infoKind) === 'pair' ? 'Peer' : 'On top of', lowerWords(link.lower)]);
  }
  return details;
}

function lowerWords({ name, ifindex, netnsId }: LowerLink): string {
  if (netnsId !== null) {
    const which = ifindex === null ? 'a link' : `link ${ifindex}`;
    return `${which} in another network namespace (${netnsId})`;
  }
  return name ?? (ifindex === null ? 'unknown' : `link ${ifindex}`);
}

function portDetails(link: Link, { snapshot }: Facts): Detail[] {
  const { cost: _, isolated, ...others } = link.bridgePort?.settings ?? {};
  const vlans = vlansOf(link, snapshot);
  const set = settingsWords(others);
  return [
    ...(isolated === 'on' ? [['Isolated', 'yes, it cannot reach other isolated ports'] as const] : []),
    ...(vlans === null
      ? []
      : [[link.bridge === null ? 'VLANs' : 'The host’s VLANs', vlanList(vlans)] as const]),
    ...(set === '' ? [] : [['Port settings', set] as const]),
  ];
}

function hardwareDetails({ parentBus, parentDev, vfs }: Link): Detail[] {
  const details: Detail[] = [];
  if (parentBus !== null) details.push(['Device', [parentBus, parentDev].filter(Boolean).join(' ')]);
  if (vfs.length > 0) details.push(['Virtual functions', String(vfs.length)]);
  return details;
}

function vfDetails(link: Link, { virtualFunctions }: Facts): Detail[] {
  const functions = virtualFunctions.ofLink(link);
  return functions === null ? [] : functionDetails(functions, virtualFunctions.settingsOf(functions));
}

function onOff(flag: boolean): string {
  return flag ? 'on' : 'off';
}
