import { z } from 'zod';
import { findLink } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type SetActive = Extract<Op, { op: 'bond-active' }>;

/** Makes a member the one by which its bond sends; the kernel refuses one that has no link. */
export const bondActive: OpKind<SetActive> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('bond-active'), bond: text, member: text }),
  failsWhole: true,

  command({ bond, member }, snapshot) {
    const present = requireLink(snapshot, bond);
    if (isRefusal(present)) return present;
    const wanted = requireLink(snapshot, member);
    if (isRefusal(wanted)) return wanted;
    if (wanted.master !== bond) {
      return refuse(`${member} is no longer a member of ${bond}.`, 'Look again at what is there now.');
    }
    return { argv: ['ip', 'link', 'set', 'dev', bond, 'type', 'bond', 'active_slave', member] };
  },

  inverse({ bond }, snapshot) {
    const active = findLink(snapshot, bond)?.bond?.active;
    return active === undefined
      ? refuse(`${bond} has no active member, which could be made active again.`, '')
      : { op: 'bond-active', bond, member: active };
  },

  expects: ({ bond, member }) => [{ is: 'bond-active', bond, member }],

  after: ({ bond: name, member }, snapshot) =>
    withLink(snapshot, name, (present) =>
      present.bond === undefined ? present : { ...present, bond: { ...present.bond, active: member } },
    ),

  words: ({ bond, member }) => ({
    title: `Make ${member} the active member of ${bond}`,
    waitingFor: `waiting for the kernel to show ${member} as the active member of ${bond}`,
  }),

  timing: () => linkTiming,

  links: ({ bond, member }) => [bond, member],
  cuts: ({ bond }) => [{ link: bond, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};
