import { type Graph, graphOf } from './graph.ts';
import { isBridge, isLink, type NodeId, type Topology, type TopologyEdge, type VnicNode } from './model.ts';
import { bridgeOf, carriesVlan, includesVlan, pvidOf, type Tag, tagOn } from './vlanPorts.ts';

/**
 * All that carries a VLAN: the ports of filtering bridges that are in it, VLAN devices of that number with what is below
 * and above them, and the VMs at the ends. A VLAN that enters a filtering bridge without a tag goes on there as the port’s
 * PVID, whatever its number. Through a bridge that doesn’t filter it goes to every port.
 * @returns empty where nothing on the host carries it
 */
export function vlanReach(topology: Topology, vlan: number): ReadonlySet<NodeId> {
  const reach = new Reach(graphOf(topology));
  for (const edge of topology.edges) {
    const bridge = bridgeOf(edge);
    if (bridge !== null && carriesVlan(edge, vlan) === true) reach.enter(bridge, vlan);
  }
  for (const node of topology.nodes) {
    if (!isLink(node)) {
      if (node.kind === 'vnic' && isIn(node, vlan)) reach.guest(node.id);
      continue;
    }
    if (node.vlans !== undefined && includesVlan(node.vlans, vlan)) reach.enter(node.id, vlan);
    if (node.layer?.kind === 'vlan' && node.layer.id === vlan) {
      reach.leave(node.id, null);
      reach.arrive(node.id, null);
    }
  }
  return reach.all();
}

/** Where the frames get to. Each step is gone once, so that loops end, and steps wait in a list, however long a chain is. */
class Reach {
  readonly #nodes = new Set<NodeId>();
  readonly #graph: Graph;
  readonly #known = new Set<string>();
  readonly #steps: (() => void)[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  all(): ReadonlySet<NodeId> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) step();
    return this.#nodes;
  }

  /** Frames are in a bridge. @param outOnly they come from the host, with a tag that only what leads out is set up for */
  enter(bridge: NodeId, vlan: Tag, outOnly = false): void {
    this.#later(bridge, `enter ${vlan} ${outOnly}`, () => this.#enter(bridge, vlan, outOnly));
  }

  /** Frames go out of the host’s side by a link. */
  leave(link: NodeId, tag: Tag): void {
    this.#later(link, `leave ${tag}`, () => this.#leave(link, tag));
  }

  /** Frames come in by a link: from a wire, the far end of a pair, or the link below. */
  arrive(link: NodeId, tag: Tag): void {
    this.#later(link, `arrive ${tag}`, () => this.#arrive(link, tag));
  }

  /** A vNIC with its VM. */
  guest(vnic: NodeId): void {
    this.#nodes.add(vnic);
    for (const { kind, from } of this.#graph.into(vnic)) if (kind === 'has') this.#nodes.add(from);
  }

  #enter(bridge: NodeId, vlan: Tag, outOnly: boolean): void {
    const filters = this.#filters(bridge);
    for (const edge of [...this.#graph.into(bridge), ...this.#graph.out(bridge)]) {
      if (bridgeOf(edge) !== bridge) continue;
      const port = edge.kind === 'port' ? edge.from : edge.to;
      const carried =
        vlan === null ? !filters && pvidOf(edge) === null : (carriesVlan(edge, vlan) ?? !filters);
      if (!carried || (outOnly && !filters && edge.kind !== 'uplink')) continue;
      this.leave(port, tagOn(edge, vlan));
    }
    for (const { kind, from } of this.#graph.into(bridge)) {
      if (kind === 'lower' && this.#takes(bridge, vlan)) this.#above(from, vlan);
    }
  }

  #leave(link: NodeId, tag: Tag): void {
    this.#guests(link);
    const node = this.#graph.nodes.get(link);
    const below = isLink(node) && node.layer?.kind === 'vlan' ? node.layer.id : tag;
    for (const { kind, to } of this.#graph.out(link)) {
      if (kind === 'peer') this.arrive(to, tag);
      if (kind !== 'lower' && kind !== 'member') continue;
      if (!isBridge(this.#graph.nodes.get(to))) this.leave(to, below);
      else if (this.#takes(to, below)) this.enter(to, below, true);
    }
    for (const { kind, from } of this.#graph.into(link)) if (kind === 'peer') this.arrive(from, tag);
  }

  #arrive(link: NodeId, tag: Tag): void {
    this.#guests(link);
    for (const edge of [...this.#graph.out(link), ...this.#graph.into(link)]) {
      const bridge = bridgeOf(edge);
      if (bridge !== null && bridge !== link) this.#into(bridge, edge, tag);
      if (edge.to !== link) continue;
      if (edge.kind === 'member') this.arrive(edge.from, tag);
      if (edge.kind === 'lower') this.#above(edge.from, tag);
    }
  }

  #into(bridge: NodeId, edge: TopologyEdge, tag: Tag): void {
    if (tag === null) {
      const pvid = pvidOf(edge);
      if (pvid !== null || !this.#filters(bridge)) this.enter(bridge, pvid);
    } else if (carriesVlan(edge, tag) ?? !this.#filters(bridge)) this.enter(bridge, tag);
  }

  #above(link: NodeId, tag: Tag): void {
    const node = this.#graph.nodes.get(link);
    if (!isLink(node)) return;
    if (node.layer?.kind !== 'vlan') this.arrive(link, tag);
    else if (tag === null || node.layer.id === tag) this.arrive(link, null);
  }

  #guests(link: NodeId): void {
    for (const { kind, from } of this.#graph.into(link)) if (kind === 'backs') this.guest(from);
  }

  #filters(bridge: NodeId): boolean {
    const node = this.#graph.nodes.get(bridge);
    return isLink(node) && node.bridge?.vlanFiltering === true;
  }

  /** Whether a bridge gives a VLAN to the host itself, and takes it from there. */
  #takes(bridge: NodeId, vlan: Tag): boolean {
    const node = this.#graph.nodes.get(bridge);
    const own = isLink(node) ? node.vlans : undefined;
    return own === undefined || vlan === null ? !this.#filters(bridge) : includesVlan(own, vlan);
  }

  #later(node: NodeId, what: string, step: () => void): void {
    const key = `${what} ${node}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#nodes.add(node);
    this.#steps.push(step);
  }
}

/** What is on record for a vNIC, which may have no port now. */
function isIn({ pve, vlans = [], tap }: VnicNode, vlan: number): boolean {
  return pve?.now?.tag === vlan || (tap === null && includesVlan(vlans, vlan));
}
