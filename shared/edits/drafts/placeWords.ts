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
      return [`${network.name} is isolated: the guest reaches only this host and the other VMs on it.`];
    case 'nat':
      return [
        `${network.name} uses NAT: the guest reaches the outside through this host, but the outside can’t reach the guest.`,
      ];
    case 'route':
      return [`${network.name} is routed: the LAN needs a route to it through this host.`];
    case 'hostdev':
      return [`${network.name} passes a card of this host to the guest, which needs its driver.`];
    case 'bridge':
    case 'private':
    case 'vepa':
    case 'passthrough':
      return network.bridge === null
        ? [
            `${network.name} uses a macvtap on a card of this host: this host and the guest can’t reach each other; the LAN can.`,
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
      `${link.name} uses STP: a new port passes nothing for about ${seconds} seconds (twice the forward delay).`,
    );
  }
  if (link !== null && bridge?.vlanFiltering === true && keptVlans === undefined) {
    warnings.push(
      `${link.name} filters VLANs: the port gets the bridge’s default VLAN${bridge.defaultPvid === undefined ? '' : `, ${bridge.defaultPvid}`}.`,
    );
  }
  if (link !== null && bridge?.nfCallIptables === true) {
    warnings.push(`This host’s firewall (iptables FORWARD) also filters the traffic through ${link.name}.`);
  }
  const owner = place.target.kind === 'bridge' ? ownerOf(snapshot.networks, place.target.bridge) : null;
  if (owner !== null) {
    warnings.push(
      `${name} belongs to the network ${owner.name}, which creates it again at each start. Connect the vNIC to the network instead so that it follows.`,
    );
  }
  if (network !== null && !network.autostart && lasts !== 'now') {
    warnings.push(
      `The network ${network.name} doesn’t start with the host, and a VM on it can’t start while it is inactive.`,
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
    'Patchbay can’t see libvirt’s VMs at present. If this belongs to one of them, libvirt’s record won’t include the change.',
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
      `The network filter ${filter} moves with the vNIC and may block an address of the new network.`,
    );
  }
  if (vnic.linkState === 'down') {
    warnings.push('The guest’s cable is unplugged: the guest sees no link until you plug it in.');
  }
  if (vnic.mac !== null) {
    warnings.push(...macWarnings(vnic.mac, uuid, place, snapshot));
    warnings.push(...twinWarnings(vnic.mac, vnic.targetDev, uuid, place, snapshot));
  }
  return warnings;
}

/** Another vNIC of the same VM may have the same MAC too: the kernel and libvirt allow it. */
function twinWarnings(
  mac: string,
  tap: string | null,
  uuid: string,
  place: Place,
  { domains, links }: HostSnapshot,
): string[] {
  const domain = domains.find((each) => each.uuid === uuid);
  const withMac = (vnics: readonly DomainInterface[] = []) => vnics.filter((each) => each.mac === mac);
  const live = withMac(domain?.live);
  if (domain === undefined || (live.length < 2 && withMac(domain.defined).length < 2)) return [];
  const isOnIt = live.some(
    ({ targetDev }) =>
      targetDev !== tap &&
      links.some(({ name, master }) => name === targetDev && master !== null && master === place.bridge),
  );
  return [
    isOnIt
      ? `${domain.name} has another vNIC with the MAC ${mac} on ${place.name}: the two would receive each other’s frames.`
      : `${domain.name} has another vNIC with the MAC ${mac}: the two must never be on the same network.`,
  ];
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
          `${domain.name} also has the MAC ${mac} and is on ${place.name}: the two would receive each other’s frames.`,
        ]
      : [`${domain.name} also has the MAC ${mac}: the two must never be on the same network.`];
  });
}

// <filterref filter='clean-traffic'/>
function filterOf(vnic: DomainInterface): string | null {
  const element = parseInterfaceXml(vnic.xml);
  return element.ok ? attributeOf(childOf(element.value, 'filterref'), 'filter') : null;
}
