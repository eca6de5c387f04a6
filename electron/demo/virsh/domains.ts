import { leasesOf } from '../libvirt/leases.ts';
import type { DemoVnic, GuestAddress, Homelab } from '../model.ts';
import { domainXml } from './domainXml.ts';
import { findDomain, noDomain } from './lookup.ts';
import type { Options } from './options.ts';
import { type Done, done, failed, forbidden, type Session } from './session.ts';
import { table } from './table.ts';

/** An agent tells of every interface in its guest. */
const LOOPBACK: GuestAddress = { mac: '00:00:00:00:00:00', address: '127.0.0.1', prefixLength: 8 };

/** `virsh domstate`. */
export function domstate(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  return domain === undefined ? noDomain(options.needed('domain')) : done(`${domain.state}\n`);
}

/** `virsh dumpxml`. */
export function dumpxml(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  return done(domainXml(session.lab, domain, options.has('inactive')));
}

/** `virsh domiflist`: a network's Source is its name; a running vNIC of a forward=bridge one has the Type `bridge`. */
export function domiflist(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  const live = domain.id !== null && (!options.has('inactive') || !domain.persistent);
  const vnics = live ? domain.live : domain.defined;
  const rows = vnics.map((vnic) => [
    vnic.targetDev,
    shownType(session.lab, vnic),
    shownSource(vnic),
    vnic.model,
    vnic.mac,
  ]);
  return done(table(['Interface', 'Type', 'Source', 'Model', 'MAC'], rows, session.quiet));
}

/** `virsh domifaddr --source lease|agent|arp`; only the agent needs more than a read-only connection. */
export function domifaddr(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  const source = options.value('source') ?? 'lease';
  const what = 'Failed to query for interfaces addresses';
  if (!['lease', 'agent', 'arp'].includes(source)) return failed(`Unknown data source '${source}'`);
  if (source === 'agent' && session.readOnly) return forbidden(what, 'virDomainInterfaceAddresses');
  if (domain.id === null) return failed(what, 'Requested operation is not valid: domain is not running');
  if (source === 'agent' && domain.agent === null)
    return failed(what, 'argument unsupported: QEMU guest agent is not configured');
  const known = addressesBy(session.lab, source, domain.agent ?? []);
  const rows = domain.live.flatMap((vnic, position) =>
    known
      .filter((address) => address.mac === vnic.mac)
      .map((address) => row(source === 'agent' ? `enp${position + 1}s0` : (vnic.targetDev ?? '-'), address)),
  );
  if (source === 'agent') rows.unshift(row('lo', LOOPBACK));
  const header = ` ${'Name'.padEnd(10)} ${'MAC address'.padEnd(17)}    ${'Protocol'.padEnd(12)} Address\n${'-'.repeat(79)}\n`;
  return done((session.quiet ? '' : header) + rows.join(''));
}

function addressesBy(lab: Homelab, source: string, agent: readonly GuestAddress[]): readonly GuestAddress[] {
  if (source === 'agent') return agent;
  if (source === 'lease') return lab.networks.flatMap((network) => leasesOf(lab, network));
  return lab.neighbours.map((neighbour) => ({ ...neighbour, prefixLength: 0 }));
}

function row(name: string, { mac, address, prefixLength }: GuestAddress): string {
  return ` ${name.padEnd(10)} ${mac.padEnd(17)}    ${'ipv4'.padEnd(12)} ${address}/${prefixLength}\n`;
}

function shownType(lab: Homelab, vnic: DemoVnic): string {
  const { plug } = vnic;
  if (plug.type !== 'network' || vnic.believedBridge === null) return plug.type;
  const network = lab.networks.find((other) => other.name === plug.network);
  return network?.forward === 'bridge' ? 'bridge' : 'network';
}

function shownSource({ plug }: DemoVnic): string | null {
  if (plug.type === 'bridge') return plug.bridge;
  if (plug.type === 'network') return plug.network;
  return plug.type === 'direct' ? plug.dev : null;
}
