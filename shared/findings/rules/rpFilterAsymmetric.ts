import { covers, type Prefix, readPrefix } from '#shared/host/prefix.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, type NodeId } from '#shared/topology/model.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

const STRICT = 1;

/**
 * Two links of the host are in one subnet, and one filters strictly by reverse path: what arrives there from that subnet is
 * dropped, as the kernel would answer by the other link.
 */
export const rpFilterAsymmetric: Rule = {
  needs: ['ip-link', 'ip-addr', 'ip-route', 'net-settings'],
  find: (scene) => wrongLinks(scene).map((wrong) => foundOf(scene, wrong)),
};

interface Wrong {
  readonly link: string;
  readonly subnet: string;
  /** The link that its route leaves by. */
  readonly by: string;
}

/** Links that have an address in a subnet whose route leaves by another. */
function wrongLinks({ snapshot }: Scene): readonly Wrong[] {
  const { addresses, netSettings } = snapshot;
  if (netSettings === undefined) return [];
  const carried = new Map<string, { readonly link: string; readonly metric: number }[]>();
  for (const { destination, link, metric, family, gateway } of snapshot.routes) {
    if (family !== 'inet' || link === null || gateway !== null || destination === 'default') continue;
    const others = carried.get(destination);
    if (others === undefined) carried.set(destination, [{ link, metric }]);
    else others.push({ link, metric });
  }
  return addresses.flatMap(({ link, family, address, prefixLength, scope }): Wrong[] => {
    if (family !== 'inet' || scope !== 'global' || prefixLength === 32) return [];
    if (filterOf(netSettings.reversePath, link) !== STRICT || !isUp(snapshot, link)) return [];
    const own = readPrefix(`${address}/${prefixLength}`);
    const routes = [...carried].find(([destination]) => isSame(own, readPrefix(destination)));
    if (routes === undefined) return [];
    const [subnet, ways] = routes;
    // The kernel takes the lowest metric, and of equal ones that which came first.
    const [best] = ways.toSorted((a, b) => a.metric - b.metric);
    if (best === undefined || best.link === link || isBridged(snapshot, link, best.link)) return [];
    return [{ link, subnet, by: best.link }];
  });
}

/** The larger of the two counts (`Documentation/networking/ip-sysctl.rst`). */
function filterOf(filters: Readonly<Record<string, number>>, link: string): number {
  return Math.max(filters[link] ?? 0, filters.all ?? 0);
}

function isUp({ links }: HostSnapshot, name: string): boolean {
  return links.some((link) => link.name === name && link.up && link.carrier);
}

/** An address on a card that is a port is another finding. */
function isBridged({ links }: HostSnapshot, ...names: readonly string[]): boolean {
  return links.some(({ name, master }) => names.includes(name) && master !== null);
}

function isSame(a: Prefix | null, b: Prefix | null): boolean {
  return a !== null && b !== null && a.length === b.length && covers(a, b);
}

function foundOf({ snapshot, graph }: Scene, { link, subnet, by }: Wrong): Found {
  const id: NodeId = linkId(link);
  const other = linkId(by);
  const filters = snapshot.netSettings?.reversePath ?? {};
  const isOfAll = filters.all === STRICT;
  const name = isOfAll ? 'all' : link;
  return {
    severity: 'warning',
    subject: graph.nodes.has(other) ? [id, other] : [id],
    title: `${link} and ${by} are in one subnet, and ${link} drops what arrives from it`,
    why: `The route to ${subnet} leaves by ${by}, and a strict reverse path filter drops what arrives on ${link} from there. The host’s address on ${link} doesn’t answer.`,
    evidence: [
      // A link’s name may have dots, by which sysctl would part it.
      `/proc/sys/net/ipv4/conf/${name}/rp_filter: 1`,
      `ip route: ${subnet} dev ${by}`,
      `ip addr: ${link} has an address in ${subnet}`,
    ],
    repairs: [
      {
        kind: 'commands',
        label: `Filter loosely on ${link}`,
        // Of the two, the larger number counts: 2 is loose.
        commands: [['sysctl', '-w', `net/ipv4/conf/${link}/rp_filter=2`]],
        lasts: 'now',
        keep: `Write net/ipv4/conf/${link}/rp_filter = 2 to a file in /etc/sysctl.d. Better: give the two links different subnets.`,
      },
    ],
  };
}
