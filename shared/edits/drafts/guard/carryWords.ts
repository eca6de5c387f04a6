import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { addressesOn, dnsRemark, routesOver } from '../../guard/carry.ts';
import type { Carried } from '../../guard/weave.ts';
import { dnsOf, routeWords } from '../../linkConditions.ts';
import { listed } from '../../listed.ts';

/** What goes along, in plain words. */
export function carryEffects(carried: readonly Carried[]): string[] {
  return carried.flatMap(({ from, to, before }) => {
    const addresses = addressesOn(before, from).map((each) => `${each.address}/${each.prefixLength}`);
    const routes = routesOver(before, from).map((route) => routeWords({ ...route, link: null }));
    const { servers } = dnsOf(before, from);
    const hasDns = servers.length > 0 && dnsRemark(before, from, to) === null;
    return [
      ...(addresses.length === 0
        ? []
        : [
            `The host’s ${addresses.length === 1 ? 'address' : 'addresses'} ${listed(addresses)} ${addresses.length === 1 ? 'goes' : 'go'} along from ${from} to ${to}: connections that are open go on after a moment.`,
          ]),
      ...(routes.length === 0
        ? []
        : [
            `The ${routes.length === 1 ? 'route' : 'routes'} ${listed(routes)} ${routes.length === 1 ? 'leads' : 'lead'} over ${to} then.`,
          ]),
      ...(hasDns ? [`systemd-resolved asks ${listed(servers)} through ${to} as well.`] : []),
      ...macEffects(before, from, to),
      `The next boot knows nothing of it: what configures the network sets ${listed(addresses.length === 0 ? routes : addresses)} up on ${from} again.`,
    ];
  });
}

/** A bridge follows the lowest MAC of its ports, unless it was given one. */
function macEffects({ links }: HostSnapshot, from: string, to: string): string[] {
  const card = links.find(({ name }) => name === from);
  const bridge = links.find(({ name }) => name === to);
  if (bridge?.bridge === null || bridge === undefined || card?.mac === null || card === undefined) return [];
  return card.bridge !== null || card.mac === bridge.mac
    ? []
    : [
        `${to} takes the MAC of ${from}, ${card.mac}, unless it was given one of its own or has a port with a lower one: so a DHCP server knows the host again.`,
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
          'Only the main routing table goes along: routes of other tables over these links are lost (see ip rule).',
        ]),
  ];
}

/** Whoever set the addresses up does not know that they moved. */
function keeperWarnings(snapshot: HostSnapshot, from: string, to: string): string[] {
  const { networkManager, networkd, ifupdown } = snapshot.networkSetup;
  const addresses = addressesOn(snapshot, from);
  const leased = addresses.filter(({ dynamic, family }) => dynamic === true && family === 'inet');
  const keeper = networkManager.some(({ link }) => link === from)
    ? 'NetworkManager'
    : networkd.includes(from)
      ? 'systemd-networkd'
      : ifupdown.includes(from)
        ? 'ifupdown'
        : null;
  const permanent = `Make it permanent soon: the inspector of ${to} shows the text for Netplan and its like.`;
  if (leased.length > 0) {
    const who =
      keeper === null ? `The DHCP client of ${from}` : `${keeper}, which got it by DHCP for ${from},`;
    const list = listed(leased.map(({ address }) => address));
    return [
      `${who} does not know that ${list} has moved, and may put it back onto ${from} when the lease is renewed. ${permanent}`,
    ];
  }
  if (keeper === null || keeper === 'ifupdown') return addresses.length === 0 ? [] : [permanent];
  return [
    `${keeper} configures ${from}, and may put the addresses back onto it when it is reloaded. ${permanent}`,
  ];
}

function routerWarnings(snapshot: HostSnapshot, from: string, to: string): string[] {
  const told = addressesOn(snapshot, from).some(
    ({ family, dynamic }) => family === 'inet6' && dynamic === true,
  );
  return told
    ? [
        `The router tells ${to} of its IPv6 prefix as well: ${to} may get another IPv6 address beside the one that moves.`,
      ]
    : [];
}
