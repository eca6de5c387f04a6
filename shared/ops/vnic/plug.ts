import type { DomainInterface } from '#shared/host/domain.ts';
import type { Network } from '#shared/host/network.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { attributeOf, childOf } from '#shared/parse/xml.ts';
import type { PlugTarget } from '../op.ts';

/** Where libvirt has the vNIC plugged, by its XML. */
export function plugOf(vnic: DomainInterface): PlugTarget {
  const { network, bridge } = vnic.source;
  if (network !== null && portgroup(vnic) === null) return { kind: 'network', network };
  if (network === null && vnic.type === 'bridge' && bridge !== null && isWritten(vnic, bridge)) {
    return { kind: 'bridge', bridge };
  }
  return { kind: 'former', was: vnic };
}

/**
 * True when the vNIC's XML has it plugged there. A vNIC of a forward-mode=bridge network shows type `bridge` and a
 * bridge while it runs; the network's name decides all the same.
 */
export function isPlugged(vnic: DomainInterface, target: PlugTarget): boolean {
  if (target.kind === 'network') return vnic.source.network === target.network;
  if (target.kind === 'bridge') {
    return vnic.type === 'bridge' && vnic.source.network === null && vnic.source.bridge === target.bridge;
  }
  if (target.kind === 'tap') return vnic.type === 'ethernet' && vnic.targetDev === target.tap;
  if (target.kind === 'direct') {
    return vnic.type === 'direct' && vnic.source.dev === target.dev && vnic.source.mode === target.mode;
  }
  const { was } = target;
  if (was.source.network !== null) {
    return vnic.source.network === was.source.network && portgroup(vnic) === portgroup(was);
  }
  return (
    vnic.source.network === null &&
    vnic.type === was.type &&
    vnic.source.bridge === was.source.bridge &&
    vnic.source.dev === was.source.dev &&
    vnic.source.mode === was.source.mode
  );
}

/** True of a card of the network's pool: the live XML of one that was handed out does not name the network. */
export function isHandedOut(vnic: DomainInterface, target: PlugTarget, snapshot: HostSnapshot): boolean {
  const network = target.kind === 'network' ? findNetwork(snapshot, target.network) : null;
  return network?.forward === 'hostdev' && vnic.type === 'hostdev' && vnic.source.network === null;
}

/** The bridge that a vNIC plugged there is a port of; null when there is none (macvtap, user) or it is not known. */
export function bridgeOf(snapshot: HostSnapshot, target: PlugTarget): string | null {
  if (target.kind === 'bridge') return target.bridge;
  if (target.kind === 'network') return findNetwork(snapshot, target.network)?.bridge ?? null;
  if (target.kind === 'tap') return findLink(snapshot, target.tap)?.master ?? null;
  if (target.kind === 'direct') return null;
  const { network, bridge } = target.was.source;
  return network === null ? bridge : (findNetwork(snapshot, network)?.bridge ?? bridge);
}

export function findNetwork(snapshot: HostSnapshot, name: string): Network | null {
  return snapshot.networks.find((network) => network.name === name) ?? null;
}

/** `br0`, `the network default`, `the macvtap on eth0`: for a sentence. */
export function plugWords(target: PlugTarget): string {
  if (target.kind === 'bridge') return target.bridge;
  if (target.kind === 'network') return `the network ${target.network}`;
  if (target.kind === 'tap') return `the TAP ${target.tap}`;
  if (target.kind === 'direct') return `a macvtap on ${target.dev}`;
  const { type, source } = target.was;
  if (source.network !== null) return `the network ${source.network}`;
  if (type === 'direct') return `the macvtap on ${source.dev ?? 'its device'}`;
  if (type === 'user') return 'user networking';
  return source.bridge ?? `a source of type ${type}`;
}

// <source network='lan' portgroup='guests'/>
function portgroup(vnic: DomainInterface): string | null {
  return sourceAttribute(vnic, 'portgroup');
}

/** Whether the XML calls the bridge by its own name: an alternative one is put back as it was. */
function isWritten(vnic: DomainInterface, bridge: string): boolean {
  return (sourceAttribute(vnic, 'bridge') ?? bridge) === bridge;
}

function sourceAttribute({ xml }: DomainInterface, name: string): string | null {
  const element = parseInterfaceXml(xml);
  return element.ok ? attributeOf(childOf(element.value, 'source'), name) : null;
}
