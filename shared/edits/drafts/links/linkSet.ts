import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
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
  words: ({ link, state }, name) => `Set ${name(link)} ${state}`,
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
    return refuse(`${name} is how the host talks to itself, and stays up.`, '');
  }
  if (link.up === (state === 'up')) return alreadySo(`${name} is ${state} already.`);
  return {
    edit,
    title: `Set ${name} ${state}`,
    effects:
      state === 'up'
        ? [`The ${kindWord(node.kind)} ${name} is brought up${carriesWords(node)}.`]
        : [`The ${kindWord(node.kind)} ${name} is set down: nothing passes through it until it is up again.`],
    warnings: [
      ...(state === 'down' ? downWarnings(snapshot, topology, node) : []),
      ...(state === 'up' && node.kind === 'pnic'
        ? [
            `What configures the network on this host may take ${name} up as well, and ask for an address on it.`,
          ]
        : []),
      forgottenAtBoot,
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [{ op: 'link-state', link: name, state }],
    undoTitle: `Set ${name} ${state === 'up' ? 'down' : 'up'} again`,
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
            `${listed(guests)} ${guests.length === 1 ? 'is' : 'are'} cut off. The guests see no change of their link.`,
          ]
        : [
            `${listed(guests)} is cut off there, and its guest sees no change: to pull the cable as the guest sees it, set the link of its vNIC down instead.`,
          ]),
    ...(uppers.length === 0
      ? []
      : [`${listed(uppers)}, which ${uppers.length === 1 ? 'sits' : 'sit'} on it, goes down with it.`]),
    ...(addresses.length === 0
      ? []
      : [
          `The host’s address on it (${listed(addresses)}) answers no more, and its IPv6 addresses and routes are lost.`,
        ]),
  ];
}
