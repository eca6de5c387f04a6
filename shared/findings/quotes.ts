import { cableOf } from '#shared/edits/repairs.ts';
import { shellWord } from '#shared/edits/shellWords.ts';
import type { DomainInterface, DomainSide } from '#shared/host/domain.ts';
import { vlanList } from '#shared/host/portVlan.ts';
import type { Contradiction } from '#shared/topology/contradiction.ts';
import { isLink, linkId, type TopologyEdge, type VnicNode } from '#shared/topology/model.ts';
import { evidenceWords } from '#shared/topology/words.ts';
import type { Scene } from './scene.ts';

const COMMANDS: Readonly<Record<DomainSide, (name: string) => string>> = {
  live: (name) => `virsh dumpxml ${shellWord(name)}`,
  defined: (name) => `virsh dumpxml --inactive ${shellWord(name)}`,
  saved: (name) => `virsh managedsave-dumpxml ${shellWord(name)}`,
};

/** What each contradiction is known by: which sides of the VM’s XML, whether the kernel, and whether the VLANs of a port. */
const KNOWN_BY: { readonly [Code in Contradiction['code']]: readonly (DomainSide | 'kernel' | 'port')[] } = {
  'other-bridge': ['kernel', 'live'],
  'pve-bridge': ['kernel'],
  'other-vlans': ['port', 'live'],
  orphaned: ['kernel', 'live'],
  'next-boot': ['kernel', 'live', 'defined'],
  'next-boot-link': ['live', 'defined'],
  'only-now': ['live', 'defined'],
  'pending-change': [],
  'only-next-boot': ['live', 'defined'],
  'saved-otherwise': ['saved', 'defined'],
  'live-only': ['kernel'],
  'missing-tap': ['kernel', 'live'],
  'renamed-tap': ['live'],
  elsewhere: [],
  'other-holder': ['live'],
  'ambiguous-mac': [],
  'ambiguous-tap': [],
};

/** What was read that contradicts a cable, a line each; in general words where no line of it can be quoted. */
export function quotesOf(edge: TopologyEdge, { code }: Contradiction, scene: Scene): readonly string[] {
  const cable = cableOf(scene.topology, edge);
  const domain = scene.domains.get(cable?.vm.uuid ?? '');
  const quotes = KNOWN_BY[code].flatMap((by): string[] => {
    if (cable === null) return [];
    if (by === 'kernel') return masterLine(cable.vnic.tap, scene);
    if (by === 'port') return vlanLine(edge, scene);
    if (domain === undefined) return [];
    const command = COMMANDS[by](domain.name);
    return [`${command}: ${wordsOf(domain[by] ?? [], cable.vnic)}`];
  });
  return quotes.length > 0 ? quotes : edge.evidence.map(evidenceWords);
}

function masterLine(tap: string | null, { graph }: Scene): string[] {
  if (tap === null) return [];
  const link = graph.nodes.get(linkId(tap));
  if (!isLink(link)) return [`ip link: no ${tap}`];
  return [`ip link: ${tap} has ${link.master === null ? 'no master' : `master ${link.master}`}`];
}

function vlanLine({ from, to, vlans, vlanMode, tag, trunks = [] }: TopologyEdge, { graph }: Scene): string[] {
  const [port, bridge] = [from, to].map((id) => graph.nodes.get(id)?.name ?? id);
  if (vlans !== undefined) return [`bridge vlan show dev ${port}: ${vlanList(vlans)}`];
  return vlanMode === undefined
    ? [`ip -d link show ${bridge}: vlan_filtering 0`]
    : [`ovs-vsctl get Port ${port} tag trunks: ${tag ?? '[]'} [${trunks.join(', ')}]`];
}

/** The elements of its XML that say where it is, and in which VLANs. */
function wordsOf(interfaces: readonly DomainInterface[], { mac, alias }: VnicNode): string {
  const same = interfaces.filter((one) => one.mac === mac);
  const one = same.length > 1 ? same.find((each) => each.alias === alias) : same[0];
  const name = mac === null ? 'it' : `MAC ${mac}`;
  if (one === undefined) return `no vNIC with ${name}`;
  const parts = one.xml.match(/<(?:source|target|link|tag) [^<>]*>|<vlan[^<>]*>/g) ?? [];
  return `${name}, ${parts.length === 0 ? `type ${one.type}` : parts.join(' ')}`;
}
