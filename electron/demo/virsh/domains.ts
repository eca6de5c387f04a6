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

/** `virsh domifaddr DOMAIN --source agent`, which needs more than a read-only connection. */
export function domifaddr(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  const what = 'Failed to query for interfaces addresses';
  if (options.value('source') !== 'agent')
    return failed('The demo host asks the guest agent only: use --source agent.');
  if (session.readOnly) return forbidden(what, 'virDomainInterfaceAddresses');
  if (domain.id === null) return failed(what, 'Requested operation is not valid: domain is not running');
  const { agent, live } = domain;
  if (agent === null) return failed(what, 'argument unsupported: QEMU guest agent is not configured');
  const rows = live.flatMap(({ mac }, position) =>
    agent.filter((address) => address.mac === mac).map((address) => row(`enp${position + 1}s0`, address)),
  );
  const header = ` ${'Name'.padEnd(10)} ${'MAC address'.padEnd(17)}    ${'Protocol'.padEnd(12)} Address\n${'-'.repeat(79)}\n`;
  return done((session.quiet ? '' : header) + row('lo', LOOPBACK) + rows.join(''));
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
