import type { Domain, DomainInterface } from './domain.ts';
import { deviceName, sourceLink } from './interfaceTypes.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import type { VmProcess } from './process.ts';

/** Facts that name links as whoever wrote them liked: by their names or their alternative names. */
export interface Naming {
  readonly domains: readonly Domain[];
  readonly networks: readonly Network[];
  readonly vmProcesses: readonly VmProcess[];
}

/**
 * The facts with each link called by its own name, so that they can be compared with the kernel's: libvirt, QEMU and the
 * kernel take an alternative name wherever they take a name, and no two links of a host share one. The XML of an
 * interface stays as it is written. What calls no link by an alternative name keeps its object.
 */
export function withLinkNames(links: readonly Link[], { domains, networks, vmProcesses }: Naming): Naming {
  const names = new Map(links.flatMap(({ name, altNames }) => altNames.map((other) => [other, name])));
  for (const { name } of links) names.delete(name);
  if (names.size === 0) return { domains, networks, vmProcesses };
  return {
    domains: domains.map((domain) => domainWith(names, domain)),
    networks: networks.map((network) => networkWith(names, network)),
    vmProcesses: vmProcesses.map((process) => processWith(names, process)),
  };
}

type Names = ReadonlyMap<string, string>;

function domainWith(names: Names, domain: Domain): Domain {
  const live = eachChanged(domain.live, (one) => interfaceWith(names, one));
  const defined = eachChanged(domain.defined, (one) => interfaceWith(names, one));
  return live === domain.live && defined === domain.defined ? domain : { ...domain, live, defined };
}

function interfaceWith(names: Names, one: DomainInterface): DomainInterface {
  const { source, targetDev } = one;
  const device = names.get(deviceName(one) ?? '') ?? targetDev;
  const named = names.get(sourceLink(one) ?? '');
  if (named === undefined) return device === targetDev ? one : { ...one, targetDev: device };
  const link = source.bridge === null ? { dev: named } : { bridge: named };
  return { ...one, source: { ...source, ...link }, targetDev: device };
}

function networkWith(names: Names, network: Network): Network {
  const bridge = names.get(network.bridge ?? '') ?? network.bridge;
  const forwardDev = names.get(network.forwardDev ?? '') ?? network.forwardDev;
  const cards = eachChanged(network.cards, (card) => {
    const name = 'dev' in card ? names.get(card.dev) : undefined;
    return name === undefined ? card : { dev: name };
  });
  return bridge === network.bridge && forwardDev === network.forwardDev && cards === network.cards
    ? network
    : { ...network, bridge, forwardDev, cards };
}

function processWith(names: Names, process: VmProcess): VmProcess {
  const nics = eachChanged(process.nics, (nic) => {
    const ifname = names.get(nic.ifname ?? '');
    return ifname === undefined ? nic : { ...nic, ifname };
  });
  return nics === process.nics ? process : { ...process, nics };
}

/** The same list where nothing in it is changed. */
function eachChanged<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((one, index) => one === list[index]) ? list : changed;
}
