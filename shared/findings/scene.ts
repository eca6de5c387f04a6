import type { Domain } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Graph, graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type Behind, behindIn } from './behind.ts';
import { type BridgeScene, bridgesIn } from './bridges.ts';
import { type GuestCable, guestCablesIn } from './guestCables.ts';

/** One read of a host, with what several rules look at. */
export interface Scene {
  readonly snapshot: HostSnapshot;
  readonly topology: Topology;
  readonly graph: Graph;
  /** libvirt’s VMs by UUID. */
  readonly domains: ReadonlyMap<string, Domain>;
  /** The links as they were read, by name. */
  readonly links: ReadonlyMap<string, Link>;
  /** The cables of guests that run, each with where it leads. */
  readonly cables: readonly GuestCable[];
  /** The bridges, of the kernel’s and of Open vSwitch’s. */
  readonly bridges: readonly BridgeScene[];
  /** Who leads out by which link. */
  readonly behind: Behind;
}

const scenes = new WeakMap<Topology, Scene>();

/**
 * Built once: what is found on a host and each walk over it look at the same.
 * @param topology built of this snapshot
 */
export function sceneOf(snapshot: HostSnapshot, topology: Topology): Scene {
  const known = scenes.get(topology);
  const scene = known?.snapshot === snapshot ? known : sceneAnew(snapshot, topology);
  scenes.set(topology, scene);
  return scene;
}

function sceneAnew(snapshot: HostSnapshot, topology: Topology): Scene {
  const graph = graphOf(topology);
  const cables = guestCablesIn(topology);
  return {
    snapshot,
    topology,
    graph,
    domains: new Map(snapshot.domains.map((domain) => [domain.uuid, domain])),
    links: new Map(snapshot.links.map((link) => [link.name, link])),
    cables,
    bridges: bridgesIn(topology, cables),
    behind: behindIn(topology, graph, cables),
  };
}
