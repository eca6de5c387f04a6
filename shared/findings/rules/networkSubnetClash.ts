import { shellWord } from '#shared/edits/shellWords.ts';
import { virshLine } from '#shared/edits/virshLine.ts';
import { makesBridge, type Network, ownBridge } from '#shared/host/network.ts';
import { covers, isSameSubnet, networkText, type Prefix, readPrefix } from '#shared/host/prefix.ts';
import { linkId, networkId } from '#shared/topology/model.ts';
import type { Severity } from '../finding.ts';
import { freshNetworks } from '../libvirtNetworks.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A network of libvirt’s has addresses that are also those of a network outside, so that the host reaches only one of the two. */
export const networkSubnetClash: Rule = {
  needs: ['virsh', 'ip-link', 'ip-addr', 'ip-route'],
  find: (scene) => {
    const elsewhere = placesOf(scene);
    return freshNetworks(scene.snapshot).flatMap((network) =>
      makesBridge(network.forward) && (network.active || network.autostart)
        ? foundOf(network, elsewhere, scene)
        : [],
    );
  },
};

/** A subnet that a link leads to. */
interface Place {
  readonly prefix: Prefix;
  readonly link: string;
  /** It is the subnet by which the host reaches everything else. */
  readonly isWayOut: boolean;
  /** By an address of the host’s, or by a route alone. */
  readonly by: 'address' | 'route';
  readonly quote: string;
}

function placesOf({ snapshot, graph }: Scene): readonly Place[] {
  const wayOut = new Set(
    snapshot.routes.filter(({ destination }) => destination === 'default').map(({ link }) => link),
  );
  // A container’s inner network is the container’s own matter; what no frame leaves by leads nowhere else.
  const isUp = (name: string) => {
    const node = graph.nodes.get(linkId(name));
    return node !== undefined && 'up' in node && node.up && node.lead !== 'nowhere';
  };
  const addresses = snapshot.addresses.flatMap(({ link, address, prefixLength, scope }): Place[] => {
    const prefix = readPrefix(`${address}/${prefixLength}`);
    if (prefix === null || scope !== 'global' || !isUp(link)) return [];
    const quote = `ip addr: ${address}/${prefixLength} on ${link}`;
    return [{ prefix, link, isWayOut: wayOut.has(link), by: 'address', quote }];
  });
  const routes = snapshot.routes.flatMap(({ destination, link, gateway, protocol }): Place[] => {
    const prefix = destination === 'default' ? null : readPrefix(destination);
    // The kernel’s own come with the addresses.
    if (prefix === null || link === null || protocol === 'kernel' || !isUp(link)) return [];
    const quote = `ip route: ${destination}${gateway === null ? '' : ` via ${gateway}`} dev ${link}`;
    return [{ prefix, link, isWayOut: false, by: 'route', quote }];
  });
  return [...addresses, ...routes];
}

function foundOf(network: Network, elsewhere: readonly Place[], { snapshot }: Scene): Found[] {
  const own = network.addresses.flatMap((address) => readPrefix(address) ?? []);
  const bridge = ownBridge(network);
  const clashes = elsewhere.flatMap((place) =>
    place.link === bridge
      ? []
      : own.flatMap((prefix) => {
          const severity = severityOf(prefix, place, network);
          return severity === null ? [] : [{ prefix, place, severity }];
        }),
  );
  const clash = clashes.find(({ severity }) => severity === 'error') ?? clashes[0];
  if (clash === undefined) return [];
  const { place, prefix, severity } = clash;
  const subnet = networkText(prefix);
  const edit = virshLine(snapshot, 'net-edit', network.name);
  return [
    {
      severity,
      subject: [networkId(network.name), linkId(place.link)],
      title: `${network.name} has the same addresses as ${place.link}`,
      why: network.active
        ? `To ${subnet} the host sends by ${bridge ?? network.name} or by ${place.link}, and what is behind the other one isn’t reached${place.isWayOut ? ', be it a guest or the gateway' : ''}. Give ${network.name} a subnet that nothing else has, while its VMs are off: ${edit}, then net-destroy and net-start.`
        : `${network.name} starts with the host, and libvirt refuses to start a network whose addresses are in use. Give it a subnet that nothing else has: ${edit}`,
      evidence: [
        `virsh net-dumpxml ${shellWord(network.name)}: ${network.addresses.join(', ')}`,
        ...new Set(clashes.map((one) => one.place.quote)),
      ],
      repairs: [],
    },
  ];
}

/** A wider route is where all else goes, and a more exact one than the network’s takes part of it away; null: no clash. */
function severityOf(own: Prefix, place: Place, { forward, active }: Network): Severity | null {
  const isSame = isSameSubnet(own, place.prefix);
  if (place.by === 'route') return isSame || covers(own, place.prefix) ? 'warning' : null;
  if (!isSame && !covers(own, place.prefix) && !covers(place.prefix, own)) return null;
  // Part of the LAN’s own subnet behind a routed network, with proxy ARP, is a way to do it.
  if (!isSame && (forward === 'route' || forward === 'open')) return 'info';
  return isSame && place.isWayOut && active ? 'error' : 'warning';
}
