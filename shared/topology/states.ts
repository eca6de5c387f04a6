import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { type Graph, graphOf } from './graph.ts';
import { linkId, networkId, type Topology, type TopologyNode, type VnicNode } from './model.ts';

/** Where one cable is, in a few words each: `br0`, `network default`, `no bridge`, `not there`. */
export interface CableStates {
  readonly kernel: string;
  readonly libvirt: string;
  readonly nextBoot: string;
}

/** The three states of a running libvirt VM's cable; null for one that libvirt doesn't know, which has one at most. */
export function cableStates(topology: Topology, vnic: VnicNode): CableStates | null {
  const graph = graphOf(topology);
  const vm = graph.nodes.get(vnic.vm);
  if (vm?.kind !== 'vm' || vm.hypervisor !== 'libvirt' || !vm.active) return null;
  if (vnic.sourceType === 'tap') return null;
  const kernel = kernelWords(graph, vnic);
  const libvirt = vnic.presence === 'boot' ? NOT_THERE : sourceWords(graph, vnic);
  return {
    kernel,
    libvirt: libvirt + linkWords(vnic, vnic.linkState),
    nextBoot: nextBootWords(graph, vnic, kernel, libvirt),
  };
}

const NOT_THERE = 'not there';

function kernelWords(graph: Graph, vnic: VnicNode): string {
  if (vnic.presence === 'boot') return NOT_THERE;
  const backs = graph.out(vnic.id).filter(({ kind }) => kind === 'backs');
  if (backs.length > 1) return 'not certain';
  const link = graph.nodes.get(backs[0]?.to ?? '');
  if (link === undefined) {
    const { end } = interfaceKind(vnic.sourceType);
    return end === null ? 'no TAP' : vnic.sourceType === 'user' ? 'nothing: user networking' : end;
  }
  if (link.kind !== 'tap') {
    const lower = graph.out(link.id).find(({ kind }) => kind === 'lower');
    return graph.nodes.get(lower?.to ?? '')?.name ?? link.name;
  }
  const port = graph.out(link.id).find(({ kind }) => kind === 'port');
  return graph.nodes.get(port?.to ?? '')?.name ?? link.master ?? 'no bridge';
}

function sourceWords({ nodes }: Graph, { sourceType, source }: VnicNode): string {
  if (source === null) return sourceType;
  // A network of forward mode bridge runs as type `bridge`, and is called by the network's name all the same.
  const isNetwork = sourceType === 'network' || (nodes.has(networkId(source)) && !nodes.has(linkId(source)));
  return isNetwork ? `network ${source}` : source;
}

function nextBootWords(graph: Graph, vnic: VnicNode, kernel: string, libvirt: string): string {
  if (vnic.presence === 'now') return NOT_THERE;
  const edges = [...graph.into(vnic.id), ...graph.out(vnic.id)];
  const codes = new Set(edges.flatMap(({ conflicts }) => conflicts.map(({ code }) => code)));
  const defined = graph.nodes.get(edges.find(({ kind }) => kind === 'defined')?.to ?? '');
  const place =
    defined !== undefined
      ? placeWords(defined)
      : codes.has('next-boot') || codes.has('only-next-boot')
        ? 'what is not on this host'
        : libvirtAgrees(graph, vnic)
          ? libvirt
          : kernel;
  const state = codes.has('next-boot-link') ? opposite[vnic.linkState] : vnic.linkState;
  return place + (codes.has('next-boot-link') ? `, link ${state}` : linkWords(vnic, state));
}

/** Where the definition agrees with the kernel and libvirt does not, the kernel's word is the definition's. */
function libvirtAgrees(graph: Graph, vnic: VnicNode): boolean {
  const ports = graph
    .out(vnic.id)
    .flatMap(({ kind, to }) =>
      kind === 'backs' ? graph.out(to).filter((edge) => edge.kind === 'port') : [],
    );
  return !ports.some(({ conflicts }) => conflicts.some(({ code }) => code === 'other-bridge'));
}

function placeWords(node: TopologyNode): string {
  return node.kind === 'network' ? `network ${node.name}` : node.name;
}

const opposite = { up: 'down', down: 'up' } as const;

function linkWords(vnic: VnicNode, state: 'up' | 'down'): string {
  return state === 'down' && vnic.presence !== 'boot' ? ', link down' : '';
}
