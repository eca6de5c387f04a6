import { readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { findLink } from '#shared/host/snapshot.ts';
import type { NetworkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { GuestCable } from '../guestCables.ts';
import type { Scene } from '../scene.ts';
import type { AddressRange, Packet, PacketEnd } from './packet.ts';
import { rangeOfPrefix, readRange } from './ranges.ts';

const FAMILIES = { ip: 'inet', ip6: 'inet6' } as const;

/** Whether frames that cross a bridge pass the host’s IP firewall as well; null: it can’t be known. */
export function passesIpFirewall(
  { snapshot }: Scene,
  bridge: string,
  family: Packet['family'],
): boolean | null {
  const { netSettings } = snapshot;
  if (netSettings === undefined) return null;
  const { bridgeCalls } = netSettings;
  if (bridgeCalls === null) return false;
  const own = findLink(snapshot, bridge)?.bridge?.nfCallIptables === true;
  return family === 'ip' ? bridgeCalls.iptables || own : bridgeCalls.ip6tables;
}

/**
 * The first packet of a TCP connection from a guest, as a frame that its bridge forwards to another port.
 * @param port by which it leaves: the uplink
 */
export function bridgedPacket(
  scene: Scene,
  bridge: string,
  cable: GuestCable,
  port: string,
  family: Packet['family'] = 'ip',
): Packet {
  const never = subnetsBeside(scene.snapshot, bridge, family);
  const end = { link: bridge, bridge, never };
  const isSeen = passesIpFirewall(scene, bridge, family) === true;
  return {
    family,
    state: 'new',
    isBridged: true,
    layers: isSeen ? ['bridge', 'ip'] : ['bridge'],
    from: {
      ...end,
      port: cable.link?.name ?? null,
      within: guestRanges(scene, bridge, cable, family),
      isGuest: true,
    },
    to: { ...end, port, within: null, isGuest: false },
  };
}

/**
 * The first packet of a TCP connection from a guest of a NAT or routed network to somewhere outside of the host.
 * @param out the link that it leaves by
 */
export function routedPacket(
  { snapshot }: Scene,
  { bridge, addresses }: Pick<NetworkNode, 'addresses'> & { readonly bridge: string },
  cable: GuestCable,
  out: string,
): Packet {
  const own = rangesOf(addresses, 'ip');
  const to: PacketEnd = {
    link: out,
    port: null,
    bridge: null,
    within: null,
    never: [...own, ...NOT_ONE_HOST, ...subnetsBeside(snapshot, out, 'ip')],
    isGuest: false,
  };
  return {
    family: 'ip',
    state: 'new',
    isBridged: false,
    layers: ['ip'],
    from: {
      link: bridge,
      port: cable.link?.name ?? null,
      bridge,
      within: own.length === 0 ? null : own,
      never: [],
      isGuest: true,
    },
    to,
  };
}

/** Multicast and broadcast. */
const NOT_ONE_HOST: readonly AddressRange[] = ['224.0.0.0/4', '255.255.255.255'].flatMap(
  (text) => readRange(text) ?? [],
);

/** The link by which packets of a NAT or routed network leave the host; null: none does. */
export function outLinkOf({ snapshot }: Scene, network: string): string | null {
  const dev = snapshot.networks.find(({ name }) => name === network)?.forwardDev ?? null;
  if (dev !== null) return dev;
  return defaultLink(snapshot);
}

/** The link by which the host’s own default route of IPv4 leaves; null: it has none. */
export function defaultLink({ routes }: Pick<HostSnapshot, 'routes'>): string | null {
  const defaults = routes.filter(
    ({ destination, family, link }) => destination === 'default' && family === 'inet' && link !== null,
  );
  return defaults.toSorted((a, b) => a.metric - b.metric)[0]?.link ?? null;
}

/** The active NAT and routed networks that running VMs are on, each with its bridge. */
export function routedNetworks(
  scene: Scene,
): readonly { readonly network: NetworkNode; readonly at: BridgeScene }[] {
  return scene.bridges.flatMap((at) =>
    at.networks.flatMap((network) => {
      const isRouted = network.active && (network.forward === 'nat' || network.forward === 'route');
      return isRouted && at.guests.length > 0 ? [{ network, at }] : [];
    }),
  );
}

/** What the guest is known to have; else what the host has on its bridge; null: neither is known. */
function guestRanges(
  { snapshot }: Scene,
  bridge: string,
  { vnic }: GuestCable,
  family: Packet['family'],
): AddressRange[] | null {
  const ofGuest = rangesOf(
    vnic.ips.filter((address) => !address.startsWith('fe80:')),
    family,
  );
  if (ofGuest.length > 0) return ofGuest;
  const ofBridge = snapshot.addresses
    .filter(({ link, scope }) => link === bridge && scope === 'global')
    .map(({ address, prefixLength }) => `${address}/${prefixLength}`);
  const ranges = rangesOf(ofBridge, family);
  return ranges.length === 0 ? null : ranges;
}

/** The subnets that the host has on its other links. */
function subnetsBeside(
  { addresses }: HostSnapshot,
  beside: string,
  family: Packet['family'],
): readonly AddressRange[] {
  const others = addresses.filter(({ link, scope }) => link !== beside && scope === 'global');
  return rangesOf(
    others.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    family,
  );
}

function rangesOf(texts: readonly string[], family: Packet['family']): AddressRange[] {
  return texts.flatMap((text) => {
    const prefix = readPrefix(text);
    return prefix?.family === FAMILIES[family] ? [rangeOfPrefix(prefix)] : [];
  });
}
