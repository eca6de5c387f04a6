import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { vmNodes } from '#shared/topology/vmNodes.ts';
import { gatherVnics } from '#shared/topology/vnics.ts';

/** Who would miss a network. */
export interface NetworkUsers {
  /** Running vNICs that are plugged into its bridge by the kernel, `web 01's net1 (vnet4)`. */
  readonly plugged: readonly string[];
  /** Running vNICs that libvirt has on it and the kernel on no bridge. */
  readonly orphaned: readonly string[];
  /** VMs whose definition names it: they can't start without it. */
  readonly defining: readonly Domain[];
  /** VMs whose saved image is on it: they can't be resumed without it. */
  readonly saved: readonly Domain[];
  /** Links on its bridge, or on top of it, that are no vNIC's. */
  readonly others: readonly string[];
}

/** @param bridge the one that comes and goes with it; null: it has none of its own */
export function usersOf(network: Network, bridge: string | null, snapshot: HostSnapshot): NetworkUsers {
  const facts = gatherFacts(snapshot);
  const masters = new Map(snapshot.links.map(({ name, master }) => [name, master]));
  const vnics = gatherVnics(vmNodes(facts), facts).flatMap(({ live, name, vm }) => {
    const tap = live?.targetDev ?? null;
    return live === null || tap === null ? [] : [{ live, tap, words: `${vm.name}’s ${name} (${tap})` }];
  });
  const isOn = (tap: string) => bridge !== null && masters.get(tap) === bridge;
  const isNamed = ({ source }: DomainInterface) => source.network === network.name;
  const taps = new Set(vnics.map(({ tap }) => tap));
  return {
    plugged: vnics.filter(({ tap }) => isOn(tap)).map(({ words }) => words),
    orphaned: vnics
      .filter(({ live, tap }) => live.source.network === network.name && masters.get(tap) === null)
      .filter(({ live }) => live.type === 'network' || live.type === 'bridge')
      .map(({ words }) => words),
    defining: snapshot.domains.filter(({ defined }) => defined.some(isNamed)),
    saved: snapshot.domains.filter(({ saved }) => saved?.some(isNamed) === true),
    others: snapshot.links
      .filter(
        ({ name, lower }) => !taps.has(name) && (isOn(name) || (bridge !== null && lower?.name === bridge)),
      )
      .map(({ name }) => name),
  };
}
