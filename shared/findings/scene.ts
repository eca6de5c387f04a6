import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type BridgeScene, bridgesIn } from './bridges.ts';
import { type GuestCable, guestCablesIn } from './guestCables.ts';

/** One read of a host, with what several rules look at. */
export interface Scene {
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
  readonly graph: Graph;
  /** libvirt’s VMs by UUID. */
  readonly domains: ReadonlyMap<string, Domain>;
  /** The cables of guests that run, each with where it leads. */
  readonly cables: readonly GuestCable[];
  /** The bridges, of the kernel’s and of Open vSwitch’s. */
  readonly bridges: readonly BridgeScene[];
}

/** @param topology built of this snapshot */
export function sceneOf(snapshot: HostSnapshot, topology: Topology): Scene {
  const graph = graphOf(topology);
  const cables = guestCablesIn(topology);
  const domains = new Map(snapshot.domains.map((domain) => [domain.uuid, domain]));
  return { snapshot, topology, graph, domains, cables, bridges: bridgesIn(topology, cables) };
}
