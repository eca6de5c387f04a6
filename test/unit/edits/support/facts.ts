import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { interfaceFacts, parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { aLink, aSnapshot } from '../../support/facts.ts';

const taken = '2026-01-01T00:00:00.000Z';

export function source(name: SourceReport['name'], status: SourceReport['status'] = 'ok'): SourceReport {
  return { name, status, message: status === 'ok' ? '' : `${name} ${status}`, advice: '', factsFrom: taken };
}

export function snapshotOf(facts: Partial<HostSnapshot>): HostSnapshot {
  return aSnapshot({ takenAt: taken, sources: [source('ip-link'), source('virsh')], ...facts });
}

export function link(name: string, facts: Partial<Link> = {}): Link {
  return aLink(name, { mac: '02:00:00:00:00:01', ...facts });
}

export function bridge(name: string, facts: Partial<NonNullable<Link['bridge']>> = {}): Link {
  return link(name, {
    infoKind: 'bridge',
    bridge: { stp: false, forwardDelay: 15, vlanFiltering: false, nfCallIptables: false, ...facts },
  });
}

export function tap(name: string, master: string | null): Link {
  return link(name, {
    infoKind: 'tun',
    tun: { type: 'tap', persist: false, user: null },
    master,
    slaveKind: master === null ? '' : 'bridge',
    bridgePort: master === null ? null : { state: 'forwarding', settings: {} },
  });
}

export function network(name: string, facts: Partial<Network> = {}): Network {
  return {
    uuid: `00000000-0000-0000-0000-${name.padEnd(12, '0').slice(0, 12)}`,
    name,
    active: true,
    autostart: true,
    persistent: true,
    forward: 'nat',
    forwardDev: null,
    cards: [],
    bridge: 'virbr0',
    addresses: ['192.168.122.1/24'],
    ...facts,
  };
}

/** One interface from its XML, as the parser reads it. */
export function vnic(xml: string): DomainInterface {
  const element = parseInterfaceXml(xml);
  if (!element.ok) throw new Error(element.message);
  return interfaceFacts(element.value);
}

/** An `<interface>` as `virsh dumpxml` prints it: at a depth of four spaces. */
export function interfaceXml(type: string, ...children: readonly string[]): string {
  return [
    `<interface type='${type}'>`,
    ...children.map((child) => `      ${child}`),
    '    </interface>',
  ].join('\n');
}

export function domain(name: string, facts: Partial<Domain> & Pick<Domain, 'uuid'>): Domain {
  return {
    name,
    state: 'running',
    active: facts.state !== 'shut off',
    persistent: true,
    autostart: false,
    live: [],
    defined: [],
    ...facts,
  };
}

export const slot = (number: number) =>
  `<address type='pci' domain='0x0000' bus='0x00' slot='0x0${number}' function='0x0'/>`;
