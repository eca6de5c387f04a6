import { z } from 'zod';
import type { Link } from '#shared/host/link.ts';
import { vlanChanges, vlansOf, vlanWords } from '#shared/host/portVlan.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { listed } from '#shared/ops/listed.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId, portVlans } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import { managedWarnings } from '../../managed.ts';
import type { EditDraft } from '../draft.ts';
import { forgottenAtBoot, howToKeep } from './hostWords.ts';
import { changeableLink, type FoundLink, vmsBehind } from './linkOf.ts';

type PortVlans = Extract<LinkEdit, { kind: 'port-vlans' }>;

/** The VLANs of a port, or those that the host itself takes from a bridge: these and no others. */
export const portVlansKind: EditKind<PortVlans> = {
  schema: z.strictObject({ kind: z.literal('port-vlans'), link: nodeId, vlans: portVlans }),
  changesHost: true,
  subject: ({ link }) => link,
  phase: () => 'plug',
  words: ({ link, vlans }, name) => putWords(name(link), vlans),
  draft: draftPortVlans,
};

function draftPortVlans(snapshot: HostSnapshot, topology: Topology, edit: PortVlans): EditDraft | Refusal {
  const found = changeableLink(snapshot, topology, edit.link);
  if (isRefusal(found)) return found;
  const draft = draftVlans(snapshot, found, edit);
  if (isRefusal(draft)) return draft;
  const { link, node } = found;
  const lasts = link.bridge === null ? lastsWords(topology, node) : [howToKeep(link.name)];
  return { ...draft, warnings: [...draft.warnings, ...lasts] };
}

/** The same, without a word on how long it lasts. */
export function draftVlans(
  snapshot: HostSnapshot,
  { link, node }: FoundLink,
  edit: PortVlans,
): EditDraft | Refusal {
  const { name } = link;
  const was = shownOf(snapshot, link);
  if (isRefusal(was)) return was;
  const wanted = edit.vlans.toSorted((one, other) => one.first - other.first);
  const changes = vlanChanges(was, wanted);
  const self = link.bridge !== null;
  const subject = self ? `the host on ${name}` : name;
  if (changes.length === 0) return alreadySo(`${capital(subject)} is already in ${vlanWords(was)} only.`);
  return {
    edit,
    title: putWords(subject, wanted),
    effects: effectsOf(subject, was, wanted),
    warnings: warningsOf(subject, was, wanted),
    lasts: 'now',
    persistChoices: ['now'],
    ops: changes.map((change) => ({ op: 'port-vlan', link: name, ...change })),
    undoTitle: `${putWords(subject, was)} again`,
    touches: [node.id, ...(link.master === null || self ? [] : [linkId(link.master)])],
    done: wanted.length === 0 ? `Took ${subject} out of all VLANs` : putWords(subject, wanted),
  };
}

/** The VLANs as they are, or why there are none to be changed. */
function shownOf(snapshot: HostSnapshot, link: Link): readonly VlanRange[] | Refusal {
  const bridge = link.bridge === null ? findLink(snapshot, link.master) : link;
  if (bridge === null || bridge.bridge === null) {
    return refuse(
      `${link.name} is not a port of a bridge, so it is in no VLAN of one.`,
      'Connect it to a bridge that filters VLANs first.',
    );
  }
  if (!bridge.bridge.vlanFiltering) {
    return refuse(
      `${bridge.name} doesn’t filter VLANs: each of its ports passes every VLAN.`,
      `Turn on VLAN filtering in the options of ${bridge.name} first.`,
    );
  }
  return (
    vlansOf(link, snapshot) ??
    refuse('The VLANs of this host’s ports couldn’t be read.', 'Look at its sources, in the header.')
  );
}

function putWords(subject: string, vlans: readonly VlanRange[]): string {
  return vlans.length === 0 ? `Take ${subject} out of all VLANs` : `Put ${subject} into ${vlanWords(vlans)}`;
}

function effectsOf(subject: string, was: readonly VlanRange[], wanted: readonly VlanRange[]): string[] {
  const [before, now] = [pvidOf(was), pvidOf(wanted)];
  const changes = vlanChanges(was, wanted);
  const out = changes.filter(({ present }) => !present).map(({ vlans }) => vlans);
  const made = changes.filter(({ present }) => present).map(({ vlans }) => vlans);
  return [
    ...(out.length === 0 ? [] : [`${capital(subject)} leaves ${vlanWords(out.map(bare))}.`]),
    ...(made.length === 0 ? [] : [`${capital(subject)} is in ${vlanWords(made)} from now on.`]),
    ...(before === now || now === null
      ? []
      : [`Frames that arrive without a tag belong to VLAN ${now} from now on.`]),
  ];
}

function warningsOf(subject: string, was: readonly VlanRange[], wanted: readonly VlanRange[]): string[] {
  if (wanted.length === 0) return [`Nothing passes ${subject} any more: it is in no VLAN.`];
  const bareOnes = wanted.filter(({ pvid, untagged }) => untagged && !pvid);
  return [
    ...(pvidOf(wanted) === null && pvidOf(was) !== null
      ? [`Frames that arrive without a tag are dropped: ${subject} has no PVID.`]
      : []),
    ...(bareOnes.length === 0
      ? []
      : [
          `Frames of ${vlanWords(bareOnes.map(bare))} leave without a tag, but answers without a tag don’t get back into ${isOne(bareOnes) ? 'it' : 'them'}.`,
        ]),
  ];
}

/** How long it lasts: a VM’s TAP is made again at each start. */
function lastsWords(topology: Topology, { id, name, kind, master }: LinkNode): string[] {
  const guests = vmsBehind(topology, id);
  if (kind === 'tap' && guests.length > 0) {
    const managed = managedWarnings({ name });
    return managed.length > 0
      ? managed
      : [
          `Lost when ${listed(guests)} ${guests.length === 1 ? 'stops' : 'stop'}: ${name} is made again at the next start.`,
        ];
  }
  return [master === null ? forgottenAtBoot : howToKeep(master)];
}

function pvidOf(vlans: readonly VlanRange[]): number | null {
  return vlans.find(({ pvid }) => pvid)?.first ?? null;
}

function bare(range: VlanRange): VlanRange {
  return { ...range, pvid: false, untagged: false };
}

function isOne([first, ...others]: readonly VlanRange[]): boolean {
  return others.length === 0 && first?.first === first?.last;
}

function capital(text: string): string {
  return text.startsWith('the ') ? `The ${text.slice(4)}` : text;
}
