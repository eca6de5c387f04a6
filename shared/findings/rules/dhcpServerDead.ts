import { shellWord } from '#shared/edits/shellWords.ts';
import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import { type Network, ownBridge } from '#shared/host/network.ts';
import { linkId, networkId } from '#shared/topology/model.ts';
import type { FindingRepair } from '../finding.ts';
import { restartLibvirt } from '../hostCommands.ts';
import { leasePoolOf } from '../leasePool.ts';
import { freshNetworks, vmNames } from '../libvirtNetworks.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A network of libvirt hands out addresses, but the dnsmasq that does so does not run. */
export const dhcpServerDead: Rule = {
  needs: ['virsh', 'ip-link', 'dhcp-servers'],
  find: (scene) => {
    const servers = scene.snapshot.dhcpServers ?? [];
    // One that is bound to no link may serve any: whether it does is not told.
    if (servers.some(({ link, address }) => link === null && address === null)) return [];
    return freshNetworks(scene.snapshot).flatMap((network) => foundOf(network, servers, scene));
  },
};

function foundOf(network: Network, servers: readonly DhcpServer[], scene: Scene): Found[] {
  const bridge = ownBridge(network);
  const leases = scene.snapshot.leases.filter((lease) => lease.network === network.name);
  const pool = network.active ? leasePoolOf(network, leases) : null;
  if (bridge === null || pool === null || !scene.graph.nodes.has(linkId(bridge))) return [];
  const own = new Set(network.addresses.map((address) => address.split('/')[0]));
  if (servers.some(({ link, address }) => link === bridge || (link === null && own.has(address ?? ''))))
    return [];
  const guests = scene.bridges.find((one) => one.bridge.name === bridge)?.guests ?? [];
  const names = [...new Map(guests.map(({ guest }) => [guest.id, guest])).values()];
  const who = names.length === 0 ? 'VMs that start on it' : vmNames(names);
  return [
    {
      severity: 'error',
      subject: [networkId(network.name), linkId(bridge)],
      title: `${network.name}’s DHCP server isn’t running`,
      why: `Without the dnsmasq that libvirt starts for ${network.name} nothing answers DHCP and DNS on ${bridge}: ${who} get no address, or lose theirs when the lease ends. Don’t stop and start the network for it: that leaves the TAPs of running VMs on no bridge.`,
      evidence: [
        `virsh net-dumpxml ${shellWord(network.name)}: a DHCP range, active`,
        `ss: no socket of port 67 on ${bridge}`,
      ],
      repairs: repairsOf(network.name, pool.free, scene.snapshot.libvirtUri ?? 'qemu:///system'),
    },
  ];
}

/** libvirt starts it when it starts itself, and when it is to tell it of a reservation: both leave the bridge alone. */
function repairsOf(name: string, address: string | null, uri: string): readonly FindingRepair[] {
  const host = `<host mac='52:54:00:00:00:00' ip='${address}'/>`;
  const update = (what: string) =>
    ['virsh', '-c', uri, 'net-update', name, what, 'ip-dhcp-host', host, '--live'] as const;
  const reserve: FindingRepair = {
    kind: 'commands',
    label: 'Add a reservation and delete it, at which libvirt starts its DHCP server',
    commands: [update('add-last'), update('delete')],
    lasts: 'both',
    keep: null,
  };
  return address === null ? [restartLibvirt] : [reserve, restartLibvirt];
}
