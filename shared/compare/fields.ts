import { vlanList } from '#shared/host/portVlan.ts';
import type { SourceName } from '#shared/host/source.ts';
import type { Graph } from '#shared/topology/graph.ts';
import type {
  LinkNode,
  NetworkNode,
  NodeKind,
  TopologyNode,
  VmNode,
  VnicNode,
} from '#shared/topology/model.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import { stateWord } from '#shared/topology/words.ts';
import type { Value } from './difference.ts';
import { cableEdge, cableSource } from './place.ts';

/** Something of a thing that is compared. */
interface Field<Node> {
  /** What it is called in a sentence. */
  readonly words: string;
  /** What it is read from beside that the thing is there; absent: nothing else. */
  source?(node: Node, graph: Graph): SourceName;
  of(node: Node, graph: Graph): Value;
}

type Fields<Node> = Readonly<Record<string, Field<Node>>>;

const guest: Fields<VmNode> = {
  name: { words: 'name', of: ({ name }) => name },
  state: { words: 'state', of: stateWord },
  autostart: { words: 'autostart', of: ({ autostart }) => autostart },
};

const vnic: Fields<VnicNode> = {
  mac: { words: 'MAC', of: ({ mac }) => mac },
  model: { words: 'model', of: ({ model }) => model },
  link: { words: 'link', of: ({ linkState }) => linkState },
  tap: { words: 'TAP name', of: ({ tapName }) => tapName ?? null },
  vlans: { words: 'VLANs', source: vlanSource, of: vlansOn },
};

const link: Fields<LinkNode> = {
  state: { words: 'state', of: ({ up }) => (up ? 'up' : 'down') },
  carrier: { words: 'carrier', of: ({ carrier }) => carrier },
  mtu: { words: 'MTU', of: ({ mtu }) => mtu },
  mac: { words: 'MAC', of: ({ mac }) => mac },
  speed: { words: 'speed in Mbit/s', source: () => 'link-speed', of: ({ speed }) => speed },
  addresses: { words: 'addresses', source: () => 'ip-addr', of: ({ addresses }) => addresses.toSorted() },
  defaultRoute: { words: 'default route', source: () => 'ip-route', of: ({ defaultRoute }) => defaultRoute },
  stp: { words: 'STP', of: ({ bridge }) => bridge?.stp ?? null },
  forwardDelay: { words: 'forward delay in seconds', of: ({ bridge }) => bridge?.forwardDelay ?? null },
  vlanFiltering: { words: 'VLAN filtering', of: ({ bridge }) => bridge?.vlanFiltering ?? null },
  vlans: { words: 'VLANs', source: vlanSource, of: vlansOn },
  bondMode: { words: 'bond mode', of: ({ bond }) => bond?.mode ?? null },
  activeMember: { words: 'active member', of: ({ bond }) => bond?.active ?? null },
};

const network: Fields<NetworkNode> = {
  active: { words: 'active', of: ({ active }) => active },
  autostart: { words: 'autostart', of: ({ autostart }) => autostart },
  forward: { words: 'forward mode', of: ({ forward }) => forward },
  bridge: { words: 'bridge', of: ({ bridge }) => bridge },
  addresses: { words: 'addresses', of: ({ addresses }) => addresses.toSorted() },
  dhcp: {
    words: 'DHCP ranges',
    of: ({ dhcp }) => dhcp?.ranges.map(({ start, end }) => `${start}–${end}`) ?? null,
  },
};

/** What is compared of a kind of thing, by the name that scripts know it by. */
export function fieldsOf(kind: NodeKind): Fields<TopologyNode> {
  switch (kind) {
    case 'vm':
    case 'container':
      return guest as Fields<TopologyNode>;
    case 'vnic':
      return vnic as Fields<TopologyNode>;
    case 'network':
      return network as Fields<TopologyNode>;
    default:
      return link as Fields<TopologyNode>;
  }
}

/** What a field is called in a sentence. */
export function fieldWords(kind: NodeKind, field: string): string {
  return fieldsOf(kind)[field]?.words ?? field;
}

function vlansOn({ id }: TopologyNode, graph: Graph): Value {
  const port = cableEdge(graph, id);
  const vlans = port === null ? undefined : shownVlans(port);
  return vlans === undefined ? null : vlanList(vlans);
}

function vlanSource({ id }: TopologyNode, graph: Graph): SourceName {
  return cableSource(graph, id) === 'ovs' ? 'ovs' : 'bridge-vlan';
}
