import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { linkVerb } from '../../../ops/names.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId, upOrDown } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { forgottenAtBoot } from './hostWords.ts';
import { changeableLink, guestsOn, linkOf, uppersOf, vmsBehind } from './linkOf.ts';

type LinkSet = Extract<LinkEdit, { kind: 'link-set' }>;

/** The host's end of a link, administratively up or down. */
export const linkSetKind: EditKind<LinkSet> = {
  schema: z.strictObject({ kind: z.literal('link-set'), link: nodeId, state: upOrDown }),
  changesHost: true,
  subject: ({ link }) => link,
  phase: () => 'plug',
  words: ({ link, state }, name) => `${linkVerb[state]} ${name(link)}`,
  draft: draftLinkSet,
};

function draftLinkSet(snapshot: HostSnapshot, topology: Topology, edit: LinkSet): EditDraft | Refusal {
  const { state } = edit;
  // What a manager of guests keeps is not taken away from it, and may be set up again.
  const find = state === 'up' ? linkOf : changeableLink;
  const found = find(snapshot, topology, edit.link);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  const { name } = link;
  if (link.linkType === 'loopback') {
    return refuse(`${name} is the host’s loopback interface and stays enabled.`, '');
  }
  if (link.up === (state === 'up'))
    return alreadySo(`${name} is already ${state === 'up' ? 'enabled' : 'disabled'}.`);
  return {
    edit,
    title: `${linkVerb[state]} ${name}`,
    effects:
      state === 'up'
        ? [`The ${kindWord(node.kind)} ${name} is enabled${carriesWords(node)}.`]
        : [
            `The ${kindWord(node.kind)} ${name} is disabled: nothing passes through it until it is enabled again.`,
          ],
    warnings: [
      ...(state === 'down' ? downWarnings(snapshot, topology, node) : []),
      ...(state === 'up' && node.kind === 'pnic'
        ? [
            `The program that configures this host’s network may also use ${name} and request an address on it.`,
          ]
        : []),
      forgottenAtBoot,
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [{ op: 'link-state', link: name, state }],
    undoTitle: `${linkVerb[state === 'up' ? 'down' : 'up']} ${name} again`,
    touches: [node.id],
    done: `${state === 'up' ? 'Enabled' : 'Disabled'} ${name}`,
  };
}

function carriesWords({ kind, held }: LinkNode): string {
  return kind === 'tap' && held === 'no' ? '; it has no carrier until a program opens it' : '';
}

function downWarnings(
  snapshot: HostSnapshot,
  topology: Topology,
  { id, kind, name, addresses }: LinkNode,
): string[] {
  const guests = kind === 'bridge' ? guestsOn(topology, id) : vmsBehind(topology, id);
  const uppers = uppersOf(snapshot, name).map((each) => each.name);
  return [
    ...(guests.length === 0
      ? []
      : kind === 'bridge'
        ? [
            `${listed(guests)} ${guests.length === 1 ? 'loses its' : 'lose their'} network. The guests see no change of their link.`,
          ]
        : [
            `${listed(guests)} loses its network there, but its guest sees no change: to show the guest an unplugged cable, unplug the guest’s cable instead.`,
          ]),
    ...(uppers.length === 0
      ? []
      : [
          `${listed(uppers)}, which ${uppers.length === 1 ? 'uses' : 'use'} it, ${uppers.length === 1 ? 'goes' : 'go'} down with it.`,
        ]),
    ...(addresses.length === 0
      ? []
      : [
          `The host’s address on it (${listed(addresses)}) no longer answers, and its IPv6 addresses and routes are lost.`,
        ]),
  ];
}
