import { cableOf, offersFor } from '#shared/edits/repairs.ts';
import type { Contradiction } from '#shared/topology/contradiction.ts';
import { type NodeId, networkId, type TopologyEdge } from '#shared/topology/model.ts';
import { conflictTitle } from '#shared/topology/words.ts';
import type { FindingCode } from './codes.ts';
import { consequences } from './consequences.ts';
import type { Severity } from './finding.ts';
import { cableName } from './guestCables.ts';
import { quotesOf } from './quotes.ts';
import type { Found } from './rule.ts';
import type { Scene } from './scene.ts';

/** What each contradiction of a cable is as a finding. */
const KINDS: { readonly [Code in Contradiction['code']]: readonly [FindingCode, Severity] } = {
  'other-bridge': ['libvirt-record-wrong', 'warning'],
  'pve-bridge': ['libvirt-record-wrong', 'warning'],
  'other-vlans': ['libvirt-record-wrong', 'warning'],
  'missing-tap': ['libvirt-record-wrong', 'error'],
  'renamed-tap': ['libvirt-record-wrong', 'warning'],
  'other-holder': ['libvirt-record-wrong', 'error'],
  orphaned: ['tap-no-bridge', 'error'],
  'next-boot': ['live-differs-from-saved', 'warning'],
  'next-boot-link': ['live-differs-from-saved', 'warning'],
  'only-now': ['live-differs-from-saved', 'warning'],
  'only-next-boot': ['live-differs-from-saved', 'info'],
  'pending-change': ['live-differs-from-saved', 'info'],
  'live-only': ['live-differs-from-saved', 'info'],
  'saved-otherwise': ['saved-image-decides', 'warning'],
  elsewhere: ['cable-ambiguous', 'info'],
  'ambiguous-mac': ['cable-ambiguous', 'warning'],
  'ambiguous-tap': ['cable-ambiguous', 'warning'],
};

interface Told {
  readonly edge: TopologyEdge;
  readonly conflict: Contradiction;
  readonly severity: Severity;
}

/** What contradicts cables, as findings of that code: one for each cable, with all that mends it. */
export function contradictionsAs(code: FindingCode, scene: Scene): readonly Found[] {
  const byCable = new Map<
    string,
    { readonly name: string; readonly subject: Set<string>; readonly told: Told[] }
  >();
  for (const edge of scene.topology.edges) {
    for (const conflict of edge.conflicts) {
      const [own, severity] = KINDS[conflict.code];
      if (own !== code && !(code === 'tap-no-bridge' && conflict.code === 'next-boot')) continue;
      const { id, name } = subjectOf(edge, scene);
      const known = byCable.get(id) ?? { name, subject: new Set([id]), told: [] };
      for (const one of [...endsOf(edge, scene), edge.id]) known.subject.add(one);
      known.told.push({ edge, conflict, severity });
      byCable.set(id, known);
    }
  }
  const orphans = code === 'live-differs-from-saved' ? orphanedCables(scene) : null;
  return [...byCable].flatMap(([id, { name, subject, told }]): Found[] => {
    // A cable that hangs loose is one finding, with what its definition says among the repairs.
    if (code === 'tap-no-bridge' && !told.some(({ conflict }) => conflict.code === 'orphaned')) return [];
    const own = orphans?.has(id) ? told.filter(({ conflict }) => conflict.code !== 'next-boot') : told;
    return own.length === 0 ? [] : [foundOf(name, [id, ...subject], own, scene)];
  });
}

function foundOf(name: string, subject: readonly string[], told: readonly Told[], scene: Scene): Found {
  const [first] = told;
  const leading = told.find(({ severity }) => severity === 'error') ?? first;
  const [head = '', ...others] = new Set(subject);
  const offers = told.flatMap(({ edge, conflict }) => offersFor(scene.topology, edge, conflict));
  const repairs = new Map(
    offers.map(({ label, edit }) => [edit.repair, { kind: 'edit' as const, label, edit }]),
  );
  const title = leading === undefined ? '' : conflictTitle(leading.conflict.code);
  return {
    severity: leading?.severity ?? 'info',
    subject: [head, ...others],
    title: `${name}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    why: [...new Set(told.flatMap(whyOf)), ...networkRestarted(told, scene)].join(' '),
    evidence: [...new Set(told.flatMap(({ edge, conflict }) => quotesOf(edge, conflict, scene)))],
    repairs: [...repairs.values()],
  };
}

function whyOf({ conflict: { code, message } }: Told): readonly string[] {
  const consequence = consequences[code];
  return consequence === null ? [message] : [message, consequence];
}

/** A network that was stopped and started has a new bridge, and the TAPs of VMs that ran stay on none: all of them. */
function networkRestarted(told: readonly Told[], { topology, graph }: Scene): string[] {
  const orphan = told.find(({ conflict }) => conflict.code === 'orphaned');
  const vnic = orphan === undefined ? undefined : cableOf(topology, orphan.edge)?.vnic;
  if (vnic?.sourceType !== 'network' || vnic.source === null) return [];
  const network = graph.nodes.get(networkId(vnic.source));
  if (network?.kind !== 'network' || !network.active) return [];
  return [
    `${network.name} has probably been stopped and started, which leaves the TAPs of running VMs on no bridge. A restart of libvirt’s daemon (libvirtd or virtqemud) connects all of them again.`,
  ];
}

function orphanedCables(scene: Scene): ReadonlySet<string> {
  const found = scene.topology.edges.filter(({ conflicts }) =>
    conflicts.some(({ code }) => code === 'orphaned'),
  );
  return new Set(found.map((edge) => subjectOf(edge, scene).id));
}

/** A vNIC and the TAP behind it are one cable to the user. */
function subjectOf(
  edge: TopologyEdge,
  { topology, graph }: Scene,
): { readonly id: NodeId; readonly name: string } {
  const cable = cableOf(topology, edge);
  if (cable !== null) return { id: cable.vnic.id, name: cableName({ guest: cable.vm, vnic: cable.vnic }) };
  const id = edge.kind === 'uplink' ? edge.to : edge.from;
  return { id, name: graph.nodes.get(id)?.name ?? id };
}

function endsOf({ kind, from, to }: TopologyEdge, { graph }: Scene): readonly NodeId[] {
  if (kind === 'backs') return [from, to];
  if (kind === 'port') return [from];
  if (kind === 'has' || kind === 'uplink') return [to];
  return [from, ...graph.out(from).flatMap((edge) => (edge.kind === 'backs' ? [edge.to] : []))];
}
