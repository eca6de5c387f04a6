import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';

type LinkState = Extract<Op, { op: 'link-state' }>;

/** Sets a link administratively up or down: the host's end, of which a guest behind a TAP sees nothing. */
export const linkState: OpKind<LinkState> = {
  rights: 'net-admin',

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
    title: `Set ${link} ${state}`,
    waitingFor: `waiting for the kernel to show ${link} ${state}`,
  }),

  timing: () => linkTiming,
};

/** A TAP has a carrier while somebody holds it open; of a wire it is not known before. */
function afterwards({ name, tun }: Link, state: 'up' | 'down', { tapHolders }: HostSnapshot) {
  if (state === 'down') return { up: false, carrier: false, operState: 'DOWN' };
  const carrier = tun === null || tapHolders.some(({ link }) => link === name);
  return { up: true, carrier, operState: carrier ? 'UNKNOWN' : 'DOWN' };
}
