import { z } from 'zod';
import { type BondSettings, hashesFlows } from '#shared/host/bondSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { bondWanted, newLinkName } from '../../fields.ts';
import type { BondWanted, LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { joiningLinks } from './bondMembers.ts';
import { joiningEffects, keptWithBridge, modeEffect, switchWarnings } from './bondWords.ts';
import { refuseNewName } from './newName.ts';

type BondCreate = Extract<LinkEdit, { kind: 'bond-create' }>;

/** A bond is made, brought up, and given its members. */
export const bondCreateKind: EditKind<BondCreate> = {
  schema: z.strictObject({ kind: z.literal('bond-create'), name: newLinkName, ...bondWanted }),
  changesHost: true,
  subject: ({ name }) => linkId(name),
  phase: () => 'make-bridge',
  words: ({ name }) => `Create the bond ${name}`,
  draft: draftBondCreate,
};

/** Bytes: the kernel's own for a new bond, which its members take on. */
const BORN_WITH = 1500;

function draftBondCreate(snapshot: HostSnapshot, topology: Topology, edit: BondCreate): EditDraft | Refusal {
  const { name, mode, members } = edit;
  const unfit = refuseNewName(snapshot, name) ?? refuseSettings(edit);
  if (unfit !== null) return unfit;
  const joining = joiningLinks(snapshot, topology, members);
  if (isRefusal(joining)) return joining;
  const names = joining.map((link) => link.name);
  const ops: Op[] = [
    { op: 'link-add', link: { kind: 'bond', name, mac: null, mode, settings: settingsOf(edit) } },
    { op: 'link-state', link: name, state: 'up' },
    ...names.map((link): Op => ({ op: 'port-master', link, master: name })),
  ];
  return {
    edit,
    title: `Create the bond ${name}`,
    effects: [
      `The bond ${name} is created in the mode ${mode} and enabled. ${modeEffect(mode)}`,
      ...(names.length === 0 ? ['It has no members yet.'] : joiningEffects(name, joining, BORN_WITH)),
    ],
    warnings: [...switchWarnings(mode, names), keptWithBridge],
    lasts: 'now',
    persistChoices: ['now'],
    ops,
    undoTitle: `Delete the bond ${name} again`,
    touches: [linkId(name), ...names.map(linkId)],
    done: `Created the bond ${name}`,
  };
}

/** What is asked of a bond of a mode that doesn't have it; null: nothing. */
export function refuseSettings({ mode, lacpRate, hashPolicy }: BondWanted): Refusal | null {
  if (lacpRate !== null && mode !== '802.3ad') {
    return refuse(`Only a bond of the mode 802.3ad has an LACP rate.`, 'Choose 802.3ad, or leave it out.');
  }
  return hashPolicy !== null && !hashesFlows(mode)
    ? refuse(`A bond of the mode ${mode} has no hash policy.`, 'Choose another mode, or leave it out.')
    : null;
}

/** As `ip` takes them; what is left out stays as it is. */
export function settingsOf({ miimon, lacpRate, hashPolicy }: BondWanted): BondSettings {
  return {
    miimon: String(miimon),
    ...(hashPolicy === null ? {} : { xmit_hash_policy: hashPolicy }),
    ...(lacpRate === null ? {} : { lacp_rate: lacpRate }),
  };
}
