import type { NetworkNode } from '#shared/topology/model.ts';
import { type MaybeFact, name, words, yesNo } from './fact.ts';

export function networkFacts(network: NetworkNode): readonly MaybeFact[] {
  return [
    words('Forwarding', network.forward),
    words('Active', yesNo(network.active)),
    words('Autostart', yesNo(network.autostart)),
    words('Persistent', network.persistent ? 'yes' : 'no: disappears when it stops'),
    { ...name('Bridge', network.bridge), to: network.bridge === null ? null : `link:${network.bridge}` },
    ...network.cards.map((card) => ({ ...name('Card', card), to: cardNode(card) })),
    ...servedFacts(network),
    name('UUID', network.uuid),
  ];
}

/** A network names its cards by link or by PCI address. */
function cardNode(card: string): string {
  return /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(card) ? `pci:${card}` : `link:${card}`;
}

/** What libvirt serves its guests: the gateway that it is, the addresses that it hands out. */
export function servedFacts({ forward, addresses, dhcp, domain }: NetworkNode): readonly MaybeFact[] {
  // libvirt tells the guests of an isolated network of no gateway.
  const label = forward === 'isolated' ? 'Address' : 'Gateway';
  const hosts = dhcp?.hosts ?? 0;
  return [
    ...addresses.map((address) => name(label, address)),
    ...(dhcp?.ranges ?? []).map(({ start, end }) => name('DHCP range', `${start} – ${end}`)),
    words('DHCP reservations', hosts === 0 ? null : String(hosts)),
    name('DNS domain', domain ?? null),
  ];
}
