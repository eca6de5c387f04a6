import { z } from 'zod';
import { findLink } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type LinkMac = Extract<Op, { op: 'link-mac' }>;

/**
 * Gives a bridge a MAC that no port changes any more. Taken back, it has the one from before, but goes on not following
 * its ports: the kernel forgets only with the bridge that it was set.
 */
export const linkMac: OpKind<LinkMac> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-mac'), link: text, mac: text }),

  command({ link, mac }, snapshot) {
    const present = requireLink(snapshot, link);
    return isRefusal(present) ? present : { argv: ['ip', 'link', 'set', 'dev', link, 'address', mac] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    if (isRefusal(present)) return present;
    return present.mac === null ? refuse(`${op.link} has no MAC.`, '') : { ...op, mac: present.mac };
  },

  expects: ({ link, mac }) => [{ is: 'link-mac', link, mac }],

  after: ({ link, mac }, snapshot) => withLink(snapshot, link, (present) => ({ ...present, mac })),

  words: ({ link, mac }) => ({
    title: `Set the MAC of ${link} to ${mac}`,
    waitingFor: `waiting for the kernel to show ${link} with the MAC ${mac}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link, mac }, snapshot) =>
    findLink(snapshot, link)?.mac === mac ? [] : [{ link, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};
