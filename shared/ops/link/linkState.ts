import { z } from 'zod';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { linkStateField, text } from '../fields.ts';
import { linkVerb } from '../names.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { forwardingAfter } from './stpDelay.ts';

type LinkState = Extract<Op, { op: 'link-state' }>;

/** Sets a link administratively up or down: the host's end, of which a guest behind a TAP sees nothing. */
export const linkState: OpKind<LinkState> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-state'), link: text, state: linkStateField }),

  command({ link, state }, snapshot) {
    const present = requireLink(snapshot, link);
    return isRefusal(present) ? present : { argv: ['ip', 'link', 'set', 'dev', link, state] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    return isRefusal(present) ? present : { ...op, state: present.up ? 'up' : 'down' };
  },

  expects: ({ link, state }) => [{ is: 'link-state', link, state }],

  after: ({ link, state }, snapshot) =>
    withLink(snapshot, link, (present) =>
      present.up === (state === 'up') ? present : { ...present, ...afterwards(present, state, snapshot) },
    ),

  words: ({ link, state }) => ({
    title: `${linkVerb[state]} ${link}`,
    waitingFor: `waiting for the kernel to show ${link} ${state}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link, state }) => (state === 'up' ? [] : [{ link, ofGuests: false }]),
  silence: ({ link, state }, snapshot) => (state === 'up' ? forwardingAfter(snapshot, link) : 0),
  // Routes and IPv6 addresses go when a link goes down, and don’t come back with it.
  drops: ({ link, state }, snapshot) =>
    state === 'up'
      ? []
      : [...vlansOn(snapshot, link), link].map((each) => ({ link: each, families: ['inet6'] })),
};

/** A TAP has a carrier while somebody holds it open; of a wire it is not known before. */
function afterwards({ name, tun }: Link, state: 'up' | 'down', { tapHolders }: HostSnapshot) {
  if (state === 'down') return { up: false, carrier: false, operState: 'DOWN' };
  const carrier = tun === null || tapHolders.some(({ link }) => link === name);
  return { up: true, carrier, operState: carrier ? 'UNKNOWN' : 'DOWN' };
}

/** VLANs go down with what they sit on, those on top of them first. */
function vlansOn(snapshot: HostSnapshot, link: string): string[] {
  const own = snapshot.links.filter(
    ({ infoKind, lower, name }) => infoKind === 'vlan' && lower?.name === link && name !== link,
  );
  return own.flatMap(({ name }) => [...vlansOn(snapshot, name), name]);
}
