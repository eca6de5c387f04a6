import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import { isPartFresh, unreadDomains } from '#shared/host/freshness.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';

/** The networks of libvirt whose facts are all of the latest read: a stale one has nothing to be blamed for. */
export function freshNetworks({ networks, sources }: HostSnapshot): readonly Network[] {
  if (!isPartFresh(sources, { of: 'networks' })) return [];
  return networks.filter(({ uuid }) => isPartFresh(sources, { of: 'network', uuid }));
}

/** The VMs that name a network now, and those that start with the host and name it then, by the network’s name. */
export interface NetworkUsers {
  readonly now: readonly Domain[];
  readonly atBoot: readonly Domain[];
}

/** The VMs of libvirt’s that need networks, by the network’s name; those whose XML is of an earlier read are left out. */
export function networkUsers({ domains, sources }: HostSnapshot): (network: string) => NetworkUsers {
  const stale = unreadDomains(sources);
  const now = new Map<string, Set<Domain>>();
  const atBoot = new Map<string, Set<Domain>>();
  const note = (users: Map<string, Set<Domain>>, domain: Domain, interfaces: readonly DomainInterface[]) => {
    for (const { source } of interfaces) {
      if (source.network === null) continue;
      const known = users.get(source.network) ?? new Set<Domain>();
      users.set(source.network, known.add(domain));
    }
  };
  for (const domain of domains) {
    if (stale.has(domain.uuid)) continue;
    if (domain.active) note(now, domain, domain.live);
    // A saved image comes first, and has its own idea of where its vNICs are.
    if (domain.autostart) note(atBoot, domain, domain.saved ?? domain.defined);
  }
  return (network) => ({
    now: [...(now.get(network) ?? [])],
    atBoot: [...(atBoot.get(network) ?? [])],
  });
}

/** `web01`, `web01 and db`, `a, b, c and 4 more`. */
export function vmNames(domains: readonly Pick<Domain, 'name'>[]): string {
  const names = domains.map(({ name }) => name);
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
