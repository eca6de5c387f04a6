import { z } from 'zod';
import { LEAST_OF_IPV6 } from '#shared/host/link.ts';
import { requireLink, withLink } from '../change.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type LinkMtu = Extract<Op, { op: 'link-mtu' }>;

/** Sets a link's MTU. A bridge that was set to one other than it had keeps it, and no longer follows its ports. */
export const linkMtu: OpKind<LinkMtu> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-mtu'), link: text, mtu: z.number() }),

  command({ link, mtu }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    return { argv: ['ip', 'link', 'set', 'dev', link, 'mtu', String(mtu)] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    return isRefusal(present) ? present : { ...op, mtu: present.mtu };
  },

  expects: ({ link, mtu }) => [{ is: 'link-mtu', link, mtu }],

  after: ({ link, mtu }, snapshot) => withLink(snapshot, link, (present) => ({ ...present, mtu })),

  words: ({ link, mtu }) => ({
    title: `Set the MTU of ${link} to ${mtu} bytes`,
    waitingFor: `waiting for the kernel to show ${link} with an MTU of ${mtu} bytes`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link }) => [{ link, ofGuests: false }],
  silence: () => 0,
  drops: ({ link, mtu }, { addresses }) =>
    mtu < LEAST_OF_IPV6 && addresses.some((each) => each.link === link && each.family === 'inet6')
      ? refuse(
          `With an MTU below ${LEAST_OF_IPV6} bytes ${link} would lose IPv6, and not get it back with its MTU.`,
          `Choose ${LEAST_OF_IPV6} or more.`,
        )
      : [],
};
