import type { NetworkSetup } from '#shared/host/networkSetup.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { dnsOf, routeWords } from '#shared/ops/link/linkConditions.ts';
import { listed } from '#shared/ops/listed.ts';
import { addressesOn, dnsRemark, routesOver } from '../../guard/carry.ts';
import type { Carried } from '../../guard/weave.ts';

/** What goes along, in plain words. */
export function carryEffects(carried: readonly Carried[]): string[] {
  return carried.flatMap(({ from, to, before, mac }) => {
    const addresses = addressesOn(before, from).map((each) => `${each.address}/${each.prefixLength}`);
    const routes = routesOver(before, from).map((route) => routeWords({ ...route, link: null }));
    const { servers } = dnsOf(before, from);
    const hasDns = servers.length > 0 && dnsRemark(before, from, to) === null;
    return [
      ...(addresses.length === 0
        ? []
        : [
            `The host’s ${addresses.length === 1 ? 'address' : 'addresses'} ${listed(addresses)} ${addresses.length === 1 ? 'moves' : 'move'} with it from ${from} to ${to}: open connections continue after a moment.`,
          ]),
      ...(routes.length === 0
        ? []
        : [
            `The ${routes.length === 1 ? 'route' : 'routes'} ${listed(routes)} then ${routes.length === 1 ? 'goes' : 'go'} through ${to}.`,
          ]),
      ...(hasDns ? [`systemd-resolved also asks ${listed(servers)} through ${to}.`] : []),
      ...macEffects(before, from, to, mac),
      `Lost at reboot: the program that configures the network then sets up ${listed(addresses.length === 0 ? routes : addresses)} on ${from} again.`,
    ];
  });
}

/** By which MAC a DHCP server sees the host then. */
function macEffects(snapshot: HostSnapshot, from: string, to: string, mac: string | null): string[] {
  if (mac !== null)
    return [`${to} gets the MAC of ${from}, ${mac}, so that a DHCP server recognizes the host.`];
  const card = findLink(snapshot, from);
  const bridge = findLink(snapshot, to);
  if (bridge?.bridge == null || bridge.mac === null || card?.mac == null || card.bridge !== null) return [];
  return card.mac === bridge.mac
    ? []
    : [
        `${to} has its own addresses and keeps its MAC, ${bridge.mac}: a DHCP server that knows the MAC of ${from} doesn’t recognize the host.`,
      ];
}

/** What to think of where the host's addresses move. */
export function carryWarnings(carried: readonly Carried[]): string[] {
  return [
    ...carried.flatMap(({ from, to, before }) => {
      const dns = dnsRemark(before, from, to);
      return [
        ...keeperWarnings(before, from, to),
        ...(dns === null ? [] : [dns]),
        ...routerWarnings(before, from, to),
      ];
    }),
    ...(carried.length === 0
      ? []
      : [
          'Only the main routing table moves with it: routes in other tables through these links are lost (see ip rule).',
        ]),
  ];
}

/** Whoever set the addresses up does not know that they moved. */
function keeperWarnings(snapshot: HostSnapshot, from: string, to: string): string[] {
  const addresses = addressesOn(snapshot, from);
  const leased = addresses.filter(({ dynamic, family }) => dynamic === true && family === 'inet');
  const keeper = keeperOf(from, snapshot.networkSetup);
  const hasText = findLink(snapshot, to)?.bridge != null;
  const permanent = hasText
    ? `Make it permanent soon: the inspector of ${to} shows the configuration for Netplan and others.`
    : 'Make it permanent soon, in the files of the program that configures this host’s network.';
  if (leased.length > 0) {
    return leaseWarnings(keeper, from, to, listed(leased.map(({ address }) => address)), hasText);
  }
  if (keeper === null || keeper === 'ifupdown') return addresses.length === 0 ? [] : [permanent];
  return [
    `${KEEPERS[keeper]} configures ${from}, and may set the addresses on it again when it is reloaded. ${permanent}`,
  ];
}

type KeeperKind = 'networkManager' | 'networkd' | 'ifupdown';

const KEEPERS: Readonly<Record<KeeperKind, string>> = {
  networkManager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
};

function keeperOf(link: string, { networkManager, networkd, ifupdown }: NetworkSetup): KeeperKind | null {
  if (networkManager.some((each) => each.link === link)) return 'networkManager';
  if (networkd.includes(link)) return 'networkd';
  return ifupdown.includes(link) ? 'ifupdown' : null;
}

/**
 * What becomes of a lease, as seen with each of them on Debian 12, and by their manuals how to go on with DHCP.
 * @param hasText whether the inspector shows a text that keeps the link: it does so of bridges
 */
function leaseWarnings(
  keeper: KeeperKind | null,
  from: string,
  to: string,
  leased: string,
  hasText: boolean,
): string[] {
  const text = hasText
    ? `save the configuration with DHCP that the inspector of ${to} shows`
    : `write a configuration with DHCP for ${to}`;
  switch (keeper) {
    case 'ifupdown':
      return [
        `ifupdown got ${leased} by DHCP: its dhclient keeps using ${from} and sets the address on it again when it renews the lease. To continue with DHCP on ${to}, end it with “dhclient -x -pf /run/dhclient.${from}.pid ${from}”, then run “dhclient ${to}”. For the next boot ${text}.`,
      ];
    case 'networkd':
    case 'networkManager':
      return [
        `${KEEPERS[keeper]} got ${leased} by DHCP for ${from} and loses the lease: nothing renews it on ${to}, and after it expires the router may give ${leased} to another machine. To continue with DHCP on ${to}, ${text}; ${keeper === 'networkd' ? '“networkctl reload”' : `“nmcli connection up id ${to}”`} then applies it.`,
      ];
    default:
      return [
        `${leased} came by DHCP, and its client keeps using ${from}: it may set the address there again, or let the lease expire, and then the router may give the address to another machine. To continue with DHCP on ${to}, ${text}.`,
      ];
  }
}

function routerWarnings(snapshot: HostSnapshot, from: string, to: string): string[] {
  const told = addressesOn(snapshot, from).some(
    ({ family, dynamic }) => family === 'inet6' && dynamic === true,
  );
  return told
    ? [
        `The router also announces its IPv6 prefix on ${to}: ${to} may get another IPv6 address in addition to the one that moves.`,
      ]
    : [];
}
