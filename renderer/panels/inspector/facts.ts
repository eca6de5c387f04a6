import { graphOf } from '#shared/topology/graph.ts';
import type {
  LinkNode,
  NetworkNode,
  NodeId,
  Topology,
  TopologyNode,
  VmNode,
  VnicNode,
} from '#shared/topology/model.ts';

/** One line of the inspector. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Set in the monospace face, with a copy button: names, MACs, addresses. */
  readonly copyable: boolean;
  /** Where it leads in the graph; null: nowhere. */
  readonly to: NodeId | null;
}

/** Everything that is known about a node, in the order to read it; what is unknown is left out. */
export function factsOf(topology: Topology, node: TopologyNode): readonly Fact[] {
  switch (node.kind) {
    case 'vm':
      return vmFacts(topology, node);
    case 'vnic':
      return vnicFacts(topology, node);
    case 'network':
      return networkFacts(node);
    default:
      return linkFacts(node);
  }
}

function vmFacts(topology: Topology, vm: VmNode): readonly Fact[] {
  const vnics = topology.nodes.filter((node) => node.kind === 'vnic' && node.vm === vm.id);
  const isTold = vm.hypervisor === 'libvirt' && vm.persistent !== null;
  return known([
    words('State', vm.state),
    name('UUID', vm.uuid),
    words('Managed by', vm.hypervisor === 'libvirt' ? 'libvirt' : 'nobody: a QEMU process of its own'),
    words('Definition', isTold ? (vm.persistent ? 'kept' : 'none: gone when it stops') : null),
    words('Starts with the host', isTold ? yesNo(vm.autostart) : null),
    name('Process', vm.pid === null ? null : String(vm.pid)),
    ...vnics.map((vnic) => ({ ...name(vnic.name, vnic.kind === 'vnic' ? vnic.mac : null), to: vnic.id })),
  ]);
}

const presenceWords = {
  both: null,
  now: 'only now: gone at the next boot',
  boot: 'only from the next boot',
} as const;

function vnicFacts(topology: Topology, vnic: VnicNode): readonly Fact[] {
  const vm = graphOf(topology).nodes.get(vnic.vm);
  return known([
    { ...words('VM', vm?.name ?? null), to: vnic.vm },
    name('MAC', vnic.mac),
    words('Model', vnic.model),
    { ...name('TAP', vnic.tap), to: vnic.tap === null ? null : `link:${vnic.tap}` },
    words('In the VM’s XML', [vnic.sourceType, vnic.source].filter((part) => part !== null).join(' ')),
    words('The guest sees', vnic.linkState === 'up' ? 'a plugged cable' : 'no cable (link down)'),
    words('Lasts', presenceWords[vnic.presence]),
    ...vnic.ipEvidence.map(({ address, source }) => name(`IP (${ipSources[source]})`, address)),
  ]);
}

const ipSources = { agent: 'guest agent', lease: 'DHCP lease', arp: 'ARP' } as const;

function networkFacts(network: NetworkNode): readonly Fact[] {
  return known([
    words('Forwarding', network.forward),
    words('Active', yesNo(network.active)),
    words('Starts with the host', yesNo(network.autostart)),
    words('Definition', network.persistent ? 'kept' : 'none: gone when it stops'),
    { ...name('Bridge', network.bridge), to: network.bridge === null ? null : `link:${network.bridge}` },
    ...network.addresses.map((address) => name('Address', address)),
    name('UUID', network.uuid),
  ]);
}

const heldWords = { yes: 'yes', no: 'no: a loose cable', unknown: null } as const;

function linkFacts(link: LinkNode): readonly Fact[] {
  const port = link.kind === 'tap' || link.kind === 'macvtap';
  return known([
    name('MAC', link.mac),
    words(
      'State',
      `${link.up ? 'up' : 'down'}, ${link.carrier ? 'carrier' : 'no carrier'} (${link.operState})`,
    ),
    words('Speed', link.speed === null ? null : speedInWords(link.speed)),
    words('MTU', `${link.mtu} bytes`),
    { ...name('On bridge', link.master), to: link.master === null ? null : `link:${link.master}` },
    words('Port state', link.portState),
    ...link.addresses.map((address) => name('Address', address)),
    words('Carries the default route', link.defaultRoute ? 'yes' : null),
    ...link.networks.map((network) => ({ ...words('Network', network), to: `network:${network}` })),
    words('Held by a process', port ? heldWords[link.held] : null),
    name('Process', link.holder === null ? null : String(link.holder)),
    ...link.details.map(([label, value]) => words(label, value)),
    ...link.altNames.map((alt) => name('Also called', alt)),
    words('Description', link.description),
    words('Index', String(link.ifindex)),
  ]);
}

/** @param mbps Mbit/s */
export function speedInWords(mbps: number): string {
  return mbps >= 1000 ? `${mbps / 1000} Gbit/s` : `${mbps} Mbit/s`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

type MaybeFact = Omit<Fact, 'value'> & { readonly value: string | null };

function words(label: string, value: string | null): MaybeFact {
  return { label, value, copyable: false, to: null };
}

function name(label: string, value: string | null): MaybeFact {
  return { label, value, copyable: true, to: null };
}

function known(facts: readonly MaybeFact[]): readonly Fact[] {
  return facts.filter((fact): fact is Fact => fact.value !== null && fact.value !== '');
}
