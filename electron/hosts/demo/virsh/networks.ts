import type { DemoNetwork } from '../model.ts';
import { findNetwork, noNetwork } from './lookup.ts';
import type { Options } from './options.ts';
import { type Done, done, type Session } from './session.ts';
import { table } from './table.ts';
import { escapeXml } from './xml.ts';

const LEASE_MS = 3_600_000;

/** `virsh net-dumpxml`. */
export function netDumpxml(session: Session, options: Options): Done {
  const wanted = options.needed('network');
  const network = findNetwork(session.lab, wanted);
  if (network === undefined) return noNetwork(wanted);
  const users = session.lab.domains
    .flatMap((domain) => domain.live)
    .filter((vnic) => vnic.plug.type === 'network' && vnic.plug.network === network.name).length;
  return done(networkXml(network, options.has('inactive') ? 0 : users));
}

/** `virsh net-dhcp-leases`: dates in the host's local time, here UTC. */
export function netDhcpLeases(session: Session, options: Options): Done {
  const wanted = options.needed('network');
  const network = findNetwork(session.lab, wanted);
  if (network === undefined) return noNetwork(wanted);
  const expiry = new Date(session.now + LEASE_MS).toISOString().slice(0, 19).replace('T', ' ');
  const header = ['Expiry Time', 'MAC address', 'Protocol', 'IP address', 'Hostname', 'Client ID or DUID'];
  const rows = network.leases
    .filter(() => network.active)
    .filter((lease) => options.value('mac') === undefined || options.value('mac') === lease.mac)
    .map((lease) => [
      expiry,
      lease.mac,
      'ipv4',
      `${lease.address}/${lease.prefixLength}`,
      lease.hostname,
      `01:${lease.mac}`,
    ]);
  return done(table(header, rows, session.quiet));
}

function networkXml(network: DemoNetwork, connections: number): string {
  const { forward, bridge, mac, ip } = network;
  const virtual = forward !== 'bridge';
  return [
    `<network${connections > 0 ? ` connections='${connections}'` : ''}>`,
    `  <name>${escapeXml(network.name)}</name>`,
    `  <uuid>${network.uuid}</uuid>`,
    ...forwardXml(network),
    ...(bridge === null
      ? []
      : [`  <bridge name='${escapeXml(bridge)}'${virtual ? " stp='on' delay='0'" : ''}/>`]),
    ...(mac === null ? [] : [`  <mac address='${mac}'/>`]),
    ...(ip === null
      ? []
      : [
          `  <ip address='${ip.address}' netmask='${ip.netmask}'>`,
          '    <dhcp>',
          `      <range start='${ip.dhcp[0]}' end='${ip.dhcp[1]}'/>`,
          '    </dhcp>',
          '  </ip>',
        ]),
    '</network>\n',
  ].join('\n');
}

function forwardXml({ forward, forwardDev }: DemoNetwork): string[] {
  if (forward === 'isolated') return [];
  const dev = forwardDev === null ? '' : ` dev='${escapeXml(forwardDev)}'`;
  if (forward !== 'nat') return [`  <forward${dev} mode='${forward}'/>`];
  return [
    `  <forward${dev} mode='nat'>`,
    '    <nat>',
    "      <port start='1024' end='65535'/>",
    '    </nat>',
    '  </forward>',
  ];
}
