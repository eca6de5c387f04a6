import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import { networkId } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import { freshNetworks } from '../libvirtNetworks.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** Two DHCP servers of this host answer on one bridge, each with addresses of its own. */
export const twoDhcpServers: Rule = {
  needs: ['ip-link', 'ip-addr', 'dhcp-servers'],
  find: (scene) => scene.bridges.flatMap((one) => foundOf(one, scene)),
};

function foundOf(one: BridgeScene, { snapshot }: Scene): Found[] {
  const { bridge } = one;
  const servers = differing((snapshot.dhcpServers ?? []).filter((server) => isOn(server, one)));
  if (servers.length < 2) return [];
  const own = freshNetworks(snapshot).filter(
    ({ dhcp, active, bridge: name }) => active && dhcp !== undefined && name === bridge.name,
  );
  const names = own.map(({ name }) => name).join(' and ');
  return [
    {
      severity: 'warning',
      subject: [bridge.id, ...own.map(({ name }) => networkId(name))],
      title: `${servers.length} DHCP servers answer on ${bridge.name}`,
      why: `A guest takes the address of whichever answers first, so that it may get a wrong gateway or one that another guest has.${names === '' ? '' : ` One of them is libvirt’s, for ${names}.`} Stop all but one.`,
      evidence: servers.map((server) => `ss: ${wordsOf(server)}`),
      repairs: [],
    },
  ];
}

/** One that is bound to no link and no address answers only where its own configuration says, which is not told. */
function isOn({ link, address }: DhcpServer, { bridge }: BridgeScene): boolean {
  if (link !== null) return link === bridge.name;
  return address !== null && bridge.addresses.some((own) => own.split('/')[0] === address);
}

/** A server may have a socket for each address of a link; one that is bound to a link has just that one. */
function differing(servers: readonly DhcpServer[]): readonly DhcpServer[] {
  const byAddress = servers.find(({ link }) => link === null);
  const known = new Set<number>();
  return servers.filter((server) => {
    const [first] = server.processes;
    if (server.link === null && server !== byAddress) return false;
    if (first !== undefined && known.has(first.pid)) return false;
    for (const { pid } of server.processes) known.add(pid);
    return true;
  });
}

function wordsOf({ link, address, processes: [process] }: DhcpServer): string {
  const bound = `${address ?? '0.0.0.0'}${link === null ? '' : `%${link}`}:67`;
  return process === undefined ? bound : `${bound}, ${process.program} (process ${process.pid})`;
}
