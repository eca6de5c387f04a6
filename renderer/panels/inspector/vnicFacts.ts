import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { vlanList } from '#shared/host/portVlan.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isBare, isGuest, type MacEvidence, type Topology, type VnicNode } from '#shared/topology/model.ts';
import { whyNoAddress } from '#shared/topology/whyNoAddress.ts';
import { type MaybeFact, mac, name, words } from './fact.ts';
import { processFacts } from './processFacts.ts';

const presenceWords = {
  both: null,
  now: 'no: disappears at the next boot',
  boot: 'yes, from the next boot on',
} as const;

const macSources: Readonly<Record<MacEvidence, string>> = {
  'qemu-default': 'QEMU’s default',
  fdb: 'seen behind the TAP',
  'tap-mac': 'matches the TAP’s MAC',
  lease: 'DHCP lease',
  arp: 'ARP',
};

const ipSources = {
  agent: 'guest agent',
  lease: 'DHCP lease',
  arp: 'ARP',
  namespace: 'seen inside',
  runtime: 'its runtime',
} as const;

/** What is asked first of a vNIC, among the facts of its VM: its MAC, TAP, bridge and address. */
export function cableFacts(topology: Topology, vnic: VnicNode): readonly MaybeFact[] {
  const isUnknown = whyNoAddress(topology, vnic) !== null;
  return [
    vnic.mac === null ? words('MAC', 'not known') : mac('MAC', vnic.mac),
    endFact(vnic, graphOf(topology).nodes.get(vnic.vm)?.kind === 'container'),
    ...placeFacts(topology, vnic),
    ...vnic.ips.map((address) => name('IP', address)),
    words('IP', isUnknown ? 'not known' : null),
    words('Guest’s cable', vnic.linkState === 'up' ? null : unpluggedWords),
  ];
}

/** A vNIC's facts, its cable down to the bridge first. */
export function vnicFacts(topology: Topology, vnic: VnicNode): readonly MaybeFact[] {
  const vm = graphOf(topology).nodes.get(vnic.vm);
  const isContainers = vm?.kind === 'container';
  return [
    mac('MAC', vnic.mac),
    words('MAC known by', vnic.macEvidence?.map((one) => macSources[one]).join(', ') ?? null),
    endFact(vnic, isContainers),
    name('TAP’s chosen name', vnic.tapName ?? null),
    ...placeFacts(topology, vnic),
    { ...words(isContainers ? 'Container' : 'VM', vm?.name ?? null), to: vnic.vm },
    words('Model', vnic.model),
    ...vnic.ipEvidence.map(({ address, source }) => name(`IP (${ipSources[source]})`, address)),
    words('IP', noAddressWords(topology, vnic)),
    ...(vnic.sourceType === 'container' ? [] : vmOnlyFacts(vnic, isGuest(vm) && isBare(vm))),
    ...processFacts(vnic, vm),
  ];
}

const unpluggedWords = 'unplugged (link down)';

/** The host's end of its cable. */
function endFact({ tap }: VnicNode, isContainers: boolean): MaybeFact {
  return { ...name(isContainers ? 'veth' : 'TAP', tap), to: tap === null ? null : `link:${tap}` };
}

/** @param isByProcess no XML tells of it, only its process */
function vmOnlyFacts(vnic: VnicNode, isByProcess: boolean): readonly MaybeFact[] {
  return [
    words('Guest’s cable', vnic.linkState === 'up' ? 'plugged in' : unpluggedWords),
    ...(vnic.pve === undefined ? [sourceFact(vnic, isByProcess)] : pveFacts(vnic.pve)),
    words('Saved', presenceWords[vnic.presence]),
  ];
}

function noAddressWords(topology: Topology, vnic: VnicNode): string | null {
  const why = whyNoAddress(topology, vnic);
  return why === null ? null : `unknown: ${why}`;
}

/** @param isByProcess no XML tells of it, only its process */
function sourceFact({ sourceType, source }: VnicNode, isByProcess: boolean): MaybeFact {
  const all = (type: string) => [type, source].filter((part) => part !== null).join(' ');
  if (!isByProcess) return words('XML source', all(sourceType));
  return words(
    'Connected by',
    sourceType === 'tap' ? null : all(interfaceKind(sourceType).end ?? sourceType),
  );
}

/** What Proxmox VE has on file, and the line of what waits for the next start where that differs. */
function pveFacts({ now, next }: NonNullable<VnicNode['pve']>): readonly MaybeFact[] {
  const net = now ?? next;
  if (net === null) return [];
  const number = (label: string, value: number | null) => name(label, value === null ? null : String(value));
  return [
    words('On file', `net${net.index} on ${net.bridge ?? 'user networking (NAT by QEMU)'}`),
    number('VLAN tag', net.tag),
    name('Trunks', net.trunks),
    words('Firewall', net.firewall ? 'on' : 'off'),
    words('Rate limit', net.rate === null ? null : `${net.rate} MB/s`),
    number('Queues', net.queues),
    net.mtu === 1 ? words('MTU', 'the bridge’s') : number('MTU', net.mtu),
    name('Guest’s name for it', net.guestName),
    name('Line', net.value),
    name(
      'Waits for the next start',
      now !== null && next !== null && next.value !== now.value ? next.value : null,
    ),
  ];
}

/** What libvirt has on record, and what that takes where the VM has yet to start. */
function recordWords({ vlans, sourceType, tap }: VnicNode): string | null {
  if (vlans === undefined) return null;
  const needs = tap === null && (sourceType === 'bridge' || sourceType === 'network');
  return `${vlanList(vlans)}${needs ? '; on a Linux bridge this needs libvirt 11.0' : ''}`;
}

/** Where it is connected now, and where its definition has it where that differs. */
function placeFacts(topology: Topology, vnic: VnicNode): readonly MaybeFact[] {
  const graph = graphOf(topology);
  const backing = graph.out(vnic.id).find(({ kind }) => kind === 'backs');
  const now =
    (backing && graph.out(backing.to).find(({ kind }) => kind === 'port' || kind === 'lower')) ??
    graph.out(vnic.id).find(({ kind }) => kind === 'lower');
  const next = graph.out(vnic.id).find(({ kind }) => kind === 'defined');
  const fact = (label: string, to: string | undefined) => ({
    ...name(label, (to !== undefined && graph.nodes.get(to)?.name) || null),
    to: to ?? null,
  });
  const end = backing === undefined ? undefined : graph.nodes.get(backing.to);
  const isLoose = now === undefined && end?.kind === 'tap';
  return [
    fact(now?.kind === 'lower' ? 'On top of' : 'On bridge', now?.to),
    words('On bridge', isLoose ? 'not connected to any bridge' : null),
    words('VLANs on record', recordWords(vnic)),
    words('VLANs there', now?.vlans === undefined ? null : vlanList(now.vlans)),
    fact('At next boot', next?.to),
  ];
}
