import { requireLink, withLink } from '../change.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';

type LinkMtu = Extract<Op, { op: 'link-mtu' }>;

/** Sets a link's MTU. A bridge that was set to one other than it had keeps it, and no longer follows its ports. */
export const linkMtu: OpKind<LinkMtu> = {
  rights: 'net-admin',

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
};
