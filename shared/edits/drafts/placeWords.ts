import type { DomainInterface } from '#shared/host/domain.ts';
import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRead } from '#shared/host/source.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf } from '#shared/parse/xml.ts';
import type { PortKept } from '../../ops/op.ts';
import type { Persist } from '../model.ts';
import type { Place } from './place.ts';

/** What being plugged in there means for a guest; empty where it is an ordinary bridge. */
export function placeEffects({ network }: Place): string[] {
  switch (network?.forward) {
    case 'isolated':
      return [
        `${network.name} is isolated: the guest reaches the other VMs on it and this host, and nothing outside.`,
      ];
    case 'nat':
      return [
        `${network.name} is behind NAT: the guest reaches out through this host, but nothing outside can reach the guest.`,
      ];
    case 'route':
      return [`${network.name} is routed: the LAN needs a route to it through this host.`];
    case 'hostdev':
      return [
        `${network.name} hands out a card of this host: the guest has it to itself, and needs its driver.`,
      ];
    case 'bridge':
    case 'private':
    case 'vepa':
    case 'passthrough':
      return network.bridge === null
        ? [
            `${network.name} puts a macvtap on a card of this host: this host and the guest can’t reach each other; the LAN can.`,
          ]
        : [];
    default:
      return [];
  }
}

/**
 * What the user should think of before plugging something in there.
 * @param keptVlans those that a port brings along; undefined: it gets the bridge’s own
 */
export function placeWarnings(
  place: Place,
  snapshot: HostSnapshot,
  lasts: Persist,
  keptVlans?: PortKept['vlans'],
): string[] {
  const { link, network, name } = place;
  const warnings: string[] = [];
  if (link !== null && !link.up) {
    warnings.push(bridgeIsDown(link.name));
  }
  const { bridge } = link ?? {};
  if (link !== null && bridge?.stp === true && bridge.forwardDelay >= 1) {
    const seconds = Math.round(2 * bridge.forwardDelay);
    warnings.push(
      `${link.name} runs STP: a newly plugged port passes nothing for about ${seconds} seconds (twice its forward delay).`,
    );
  }
  if (link !== null && bridge?.vlanFiltering === true && keptVlans === undefined) {
    warnings.push(
      `${link.name} filters VLANs: the port gets the bridge’s default VLAN${bridge.defaultPvid === undefined ? '' : `, ${bridge.defaultPvid}`}.`,
    );
  }
  if (link !== null && bridge?.nfCallIptables === true) {
    warnings.push(`This host’s firewall (iptables FORWARD) also judges what passes through ${link.name}.`);
  }
  const owner = place.target.kind === 'bridge' ? ownerOf(snapshot.networks, place.target.bridge) : null;
  if (owner !== null) {
    warnings.push(
      `${name} belongs to the network ${owner.name}, which makes it anew at each start. Plugged into the network instead, the vNIC follows it.`,
    );
  }
  if (network !== null && !network.autostart && lasts !== 'now') {
    warnings.push(
      `The network ${network.name} does not start with the host, and a VM on it can’t start while it is inactive.`,
    );
  }
  return warnings;
}

/** Said of a place whose bridge is down. */
export function bridgeIsDown(bridge: string): string {
  return `The bridge ${bridge} is down, so nothing passes through it until it is set up.`;
}

/** A TAP may look loose only because libvirt could not be asked whose it is. */
export function blindWarnings({ sources }: HostSnapshot): string[] {
  const virsh = sources.find(({ name }) => name === 'virsh');
  if (virsh === undefined || isRead(virsh) || virsh.status === 'missing') return [];
  return [
    'Patchbay can’t see libvirt’s VMs at present. If this belongs to one of them, libvirt will not know of the change.',
  ];
}

/** What the vNIC itself brings along. */
export function vnicWarnings(
  vnic: DomainInterface,
  uuid: string,
  place: Place,
  snapshot: HostSnapshot,
): string[] {
  const warnings: string[] = [];
  const filter = filterOf(vnic);
  if (filter !== null) {
    warnings.push(
      `The network filter ${filter} goes along with the vNIC, and may block an address of the new network.`,
    );
  }
  if (vnic.linkState === 'down') {
    warnings.push('The vNIC’s link is set down: the guest sees no cable until it is set up.');
  }
  if (vnic.mac !== null) warnings.push(...macWarnings(vnic.mac, uuid, place, snapshot));
  return warnings;
}

/** Two equal MACs on one bridge take each other's frames. */
export function macWarnings(mac: string, uuid: string, place: Place, snapshot: HostSnapshot): string[] {
  return snapshot.domains.flatMap((domain) => {
    if (domain.uuid === uuid || ![...domain.live, ...domain.defined].some((each) => each.mac === mac))
      return [];
    const isOnIt = domain.live.some(
      (each) =>
        each.mac === mac &&
        snapshot.links.some((link) => link.name === each.targetDev && link.master === place.bridge),
    );
    return isOnIt
      ? [
          `${domain.name} holds the MAC ${mac} too and is on ${place.name}: the two would take each other’s frames.`,
        ]
      : [`${domain.name} holds the MAC ${mac} too: the two must never be on one network.`];
  });
}

// <filterref filter='clean-traffic'/>
function filterOf(vnic: DomainInterface): string | null {
  const element = parseInterfaceXml(vnic.xml);
  return element.ok ? attributeOf(childOf(element.value, 'filterref'), 'filter') : null;
}
