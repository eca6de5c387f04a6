import { leasesOf } from '../libvirt/leases.ts';
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
  const live = network.active && !(options.has('inactive') && network.persistent);
  return done(networkXml(network, live ? users : 0, live));
}

/** `virsh net-dhcp-leases`: dates in the host's local time, here UTC. */
export function netDhcpLeases(session: Session, options: Options): Done {
  const wanted = options.needed('network');
  const network = findNetwork(session.lab, wanted);
  if (network === undefined) return noNetwork(wanted);
  const expiry = new Date(session.now + LEASE_MS).toISOString().slice(0, 19).replace('T', ' ');
  const header = ['Expiry Time', 'MAC address', 'Protocol', 'IP address', 'Hostname', 'Client ID or DUID'];
  const rows = leasesOf(session.lab, network).map((lease) => [
    expiry,
    lease.mac,
    'ipv4',
    `${lease.address}/${lease.prefixLength}`,
    lease.hostname,
    `01:${lease.mac}`,
  ]);
  return done(table(header, rows, session.quiet));
}

function networkXml(network: DemoNetwork, connections: number, live: boolean): string {
  const { forward, bridge, mac, ip } = network;
  const virtual = forward !== 'bridge';
  return [
    `<network${connections > 0 ? ` connections='${connections}'` : ''}>`,
    `  <name>${escapeXml(network.name)}</name>`,
    `  <uuid>${network.uuid}</uuid>`,
    ...forwardXml(network, live),
    ...(bridge === null
      ? []
      : [`  <bridge name='${escapeXml(bridge)}'${virtual ? " stp='on' delay='0'" : ''}/>`]),
    ...(mac === null ? [] : [`  <mac address='${mac}'/>`]),
    ...(ip === null ? [] : ipXml(ip)),
    '</network>\n',
  ].join('\n');
}

function ipXml({ address, netmask, prefixLength, dhcp }: NonNullable<DemoNetwork['ip']>): string[] {
  const mask = netmask === null ? `prefix='${prefixLength}'` : `netmask='${netmask}'`;
  const range = dhcp === null ? [] : [`      <range start='${dhcp[0]}' end='${dhcp[1]}'/>`];
  return [
    `  <ip address='${address}' ${mask}>`,
    ...(dhcp === null ? [] : ['    <dhcp>', ...range, '    </dhcp>']),
    '  </ip>',
  ];
}

/** Only of a network that runs, libvirt tells the ports that it takes for NAT. */
function forwardXml({ forward, forwardDev }: DemoNetwork, live: boolean): string[] {
  if (forward === 'isolated') return [];
  const dev = forwardDev === null ? '' : ` dev='${escapeXml(forwardDev)}'`;
  const inside = [
    ...(forward === 'nat' && live
      ? ['    <nat>', "      <port start='1024' end='65535'/>", '    </nat>']
      : []),
    ...(forwardDev === null ? [] : [`    <interface dev='${escapeXml(forwardDev)}'/>`]),
  ];
  const open = `  <forward${dev} mode='${forward}'`;
  return inside.length === 0 ? [`${open}/>`] : [`${open}>`, ...inside, '  </forward>'];
}
