import { z } from 'zod';
import {
  type BondSettings,
  bondSettingsApart,
  bondSettingsWords,
  hasActiveMember,
} from '#shared/host/bondSettings.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Op } from '#shared/ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { bondWanted, nodeId } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { refuseSettings, settingsOf } from './bondCreate.ts';
import { joiningLinks } from './bondMembers.ts';
import { joiningEffects, leavingEffects, modeEffect, switchWarnings } from './bondWords.ts';
import { forgottenAtBoot, howToKeep } from './hostWords.ts';
import { changeableLink, portsOf } from './linkOf.ts';

type BondSet = Extract<LinkEdit, { kind: 'bond-set' }>;

/** Mode, link check, LACP rate, hash policy, members and the active member of a bond that is there. */
export const bondSetKind: EditKind<BondSet> = {
  schema: z.strictObject({
    kind: z.literal('bond-set'),
    bond: nodeId,
    active: nodeId.nullable(),
    ...bondWanted,
  }),
  changesHost: true,
  subject: ({ bond }) => bond,
  phase: () => 'plug',
  words: ({ bond }, name) => `Change ${name(bond)}`,
  draft: draftBondSet,
};

/** What differs from how the bond is. */
interface Difference {
  /** Null: it stays. */
  readonly mode: BondSet['mode'] | null;
  readonly settings: BondSettings;
  readonly leaving: readonly string[];
  readonly joining: readonly Link[];
  /** Null: it stays. */
  readonly active: string | null;
}

function draftBondSet(snapshot: HostSnapshot, topology: Topology, edit: BondSet): EditDraft | Refusal {
  const found = changeableLink(snapshot, topology, edit.bond);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  if (link.bondMode === null) return refuse(`${link.name} is not a bond.`, 'Choose a bond.');
  const unfit = refuseSettings(edit);
  if (unfit !== null) return unfit;
  const differs = differenceOf(snapshot, topology, link, edit);
  if (isRefusal(differs)) return differs;
  const words = changeWords(link.name, differs);
  if (words.length === 0) return alreadySo(`${link.name} is already set so.`);
  const { joining, leaving, mode } = differs;
  const title = `Change ${link.name}: ${listed(words)}`;
  return {
    edit,
    title,
    effects: [
      ...(mode === null ? [] : [`${link.name} gets the mode ${mode}. ${modeEffect(mode)}`]),
      ...(isHalting(link, differs)
        ? [`${link.name} is disabled for a moment: the kernel changes this only then.`]
        : []),
      ...leavingEffects(link.name, leaving),
      ...joiningEffects(link.name, joining, link.mtu),
      ...(differs.active === null ? [] : [`${link.name} sends through ${differs.active} immediately.`]),
    ],
    warnings: [
      ...(mode === null && joining.length === 0
        ? []
        : switchWarnings(
            edit.mode,
            joining.map(({ name }) => name),
          )),
      ...lastMemberWarnings(snapshot, link.name, differs),
      link.master === null ? forgottenAtBoot : howToKeep(link.master),
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: opsOf(link, differs),
    undoTitle: `Set ${link.name} back`,
    touches: [node.id, ...leaving.map(linkId), ...joining.map(({ name }) => linkId(name))],
    done: `Changed ${link.name}: ${listed(words)}`,
  };
}

function differenceOf(
  snapshot: HostSnapshot,
  topology: Topology,
  { name, bondMode, bond }: Link,
  edit: BondSet,
): Difference | Refusal {
  const now = portsOf(snapshot, name).map((member) => member.name);
  const wanted = new Set(edit.members);
  const leaving = now.filter((member) => !wanted.has(linkId(member)));
  const staying = now.filter((member) => wanted.has(linkId(member)));
  const joining = joiningLinks(
    snapshot,
    topology,
    edit.members.filter((id) => !now.some((member) => linkId(member) === id)),
  );
  if (isRefusal(joining)) return joining;
  const mode = edit.mode === bondMode ? null : edit.mode;
  if (mode !== null && staying.length > 0) {
    return refuse(
      `The kernel changes a bond’s mode only while it has no members; ${name} has ${listed(staying)}.`,
      'Remove its members first, or create another bond with this mode.',
    );
  }
  const active = activeOf(snapshot, edit, staying, joining);
  if (active !== null && isRefusal(active)) return active;
  const settings = bondSettingsApart(settingsOf(edit), bond?.settings ?? {});
  return { mode, settings, leaving, joining, active: active === bond?.active ? null : active };
}

/** The member that is to be the active one, or why it can't be; null: none is asked for. */
function activeOf(
  snapshot: HostSnapshot,
  { active, mode }: BondSet,
  staying: readonly string[],
  joining: readonly Link[],
): string | null | Refusal {
  if (active === null) return null;
  if (!hasActiveMember(mode)) {
    return refuse(`A bond of the mode ${mode} has no active member.`, 'All its members carry traffic.');
  }
  const name = [...staying, ...joining.map((link) => link.name)].find((member) => linkId(member) === active);
  if (name === undefined) {
    return refuse('The active member has to be a member of the bond.', 'Choose one of its members.');
  }
  const link = snapshot.links.find((each) => each.name === name);
  const isDead = staying.includes(name) && link?.carrier !== true;
  return isDead || joining.some((each) => each.name === name)
    ? refuse(
        isDead
          ? `${name} has no link, and the kernel makes no such member the active one.`
          : `${name} has to join first: the kernel makes only a member with a link the active one.`,
        'Choose a member that is up.',
      )
    : name;
}

/** The kernel changes these only while the bond is down (bond_options.c, BOND_OPTFLAG_IFDOWN). */
function isHalting({ up }: Link, { mode, settings }: Difference): boolean {
  return up && (mode !== null || settings.lacp_rate !== undefined);
}

function opsOf(link: Link, differs: Difference): Op[] {
  const { name } = link;
  const { mode, settings, leaving, joining, active } = differs;
  const halts = isHalting(link, differs);
  const isSet = mode !== null || Object.keys(settings).length > 0;
  const state = (to: 'up' | 'down'): Op => ({ op: 'link-state', link: name, state: to });
  return [
    ...leaving.map((member): Op => ({ op: 'port-master', link: member, master: null })),
    ...(halts ? [state('down')] : []),
    ...(isSet
      ? [{ op: 'bond-options', bond: name, ...(mode === null ? {} : { mode }), settings } as const]
      : []),
    ...(halts ? [state('up')] : []),
    ...joining.map((member): Op => ({ op: 'port-master', link: member.name, master: name })),
    ...(active === null ? [] : [{ op: 'bond-active', bond: name, member: active } as const]),
  ];
}

function changeWords(bond: string, { mode, settings, leaving, joining, active }: Difference): string[] {
  return [
    ...(mode === null ? [] : [`mode ${mode}`]),
    ...(Object.keys(settings).length === 0 ? [] : [bondSettingsWords(settings)]),
    ...(joining.length === 0 ? [] : [`add ${listed(joining.map(({ name }) => name))}`]),
    ...(leaving.length === 0 ? [] : [`remove ${listed(leaving)}`]),
    ...(active === null ? [] : [`${active} active in ${bond}`]),
  ];
}

function lastMemberWarnings(
  snapshot: HostSnapshot,
  bond: string,
  { leaving, joining }: Difference,
): string[] {
  const left = portsOf(snapshot, bond).filter(({ name }) => !leaving.includes(name));
  return leaving.length > 0 && left.length + joining.length === 0
    ? [`${bond} then has no members and carries nothing.`]
    : [];
}
