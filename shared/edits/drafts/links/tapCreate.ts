import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { newLinkFacts } from '#shared/ops/link/newLink.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { linkId, type NodeId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { newLinkName, nodeId, owner } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import { targetNode } from '../../targets.ts';
import type { EditDraft } from '../draft.ts';
import { type Place, placeOf } from '../place.ts';
import { placeEffects, placeWarnings } from '../placeWords.ts';
import { forgottenAtBoot } from './hostWords.ts';
import { refuseNewName } from './newName.ts';
import { joiningWarnings } from './portWords.ts';

type TapCreate = Extract<LinkEdit, { kind: 'tap-create' }>;

/** Above it the kernel reads nobody in particular, or, past 32 bits, somebody else. */
const HIGHEST_USER = 2 ** 32 - 2;

/** A TAP that stays is made, plugged in where that is asked for, and brought up. */
export const tapCreateKind: EditKind<TapCreate> = {
  schema: z.strictObject({
    kind: z.literal('tap-create'),
    name: newLinkName,
    owner: owner.nullable(),
    to: nodeId.nullable(),
  }),
  changesHost: true,
  subject: ({ name }) => linkId(name),
  phase: () => 'make-tap',
  words: ({ name }) => `Create the TAP ${name}`,
  draft: draftTapCreate,
};

function draftTapCreate(snapshot: HostSnapshot, topology: Topology, edit: TapCreate): EditDraft | Refusal {
  const { name, owner, to } = edit;
  const taken = refuseNewName(snapshot, name);
  if (taken !== null) return taken;
  if (owner !== null && /^\d+$/.test(owner) && Number(owner) > HIGHEST_USER) {
    return refuse(`${owner} can’t be a user.`, 'Choose a user of this host, by name or number.');
  }
  const place = to === null ? null : bridgeAt(snapshot, topology, to);
  if (place !== null && isRefusal(place)) return place;
  const bridge = place?.bridge ?? null;
  const made = { kind: 'tap', name, owner } as const;
  const ops: Op[] = [
    { op: 'link-add', link: made },
    ...(bridge === null ? [] : [{ op: 'port-master', link: name, master: bridge } as const]),
    { op: 'link-state', link: name, state: 'up' },
  ];
  const who = owner === null ? 'Only root can open it' : `Only ${owner} and root can open it`;
  return {
    edit,
    title: bridge === null ? `Create the TAP ${name}` : `Create the TAP ${name} on ${bridge}`,
    effects: [
      `The TAP ${name} is created and enabled${bridge === null ? ', not connected to any bridge' : ` as a port of ${bridge}`}. ${who}; it has no carrier until then.`,
      ...(place === null ? [] : placeEffects(place)),
    ],
    warnings: [
      ...(place === null ? [] : placeWarnings(place, snapshot, 'now')),
      ...joiningWarnings(snapshot, newLinkFacts(made, snapshot), bridge),
      forgottenAtBoot,
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops,
    undoTitle: `Delete the TAP ${name} again`,
    touches: to === null ? [linkId(name)] : [linkId(name), to],
    done: bridge === null ? `Created the TAP ${name}` : `Created the TAP ${name} on ${bridge}`,
  };
}

function bridgeAt(snapshot: HostSnapshot, topology: Topology, id: NodeId): Place | Refusal {
  const node = targetNode(topology, id);
  const place = isRefusal(node) ? node : placeOf(snapshot, node);
  if (isRefusal(place) || place.bridge !== null) return place;
  return refuse(`${place.name} has no bridge to connect a TAP to.`, 'Choose a bridge.');
}
