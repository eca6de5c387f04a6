import { z } from 'zod';
import { newPortVlans } from '#shared/host/portVlan.ts';
import { requireLink } from '../change.ts';
import type { Condition } from '../condition.ts';
import { newLinkField } from '../fields.ts';
import type { NewLink } from '../hostOp.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { addArgv, madeWords } from './linkAddWords.ts';
import { newLinkFacts } from './newLink.ts';

type LinkAdd = Extract<Op, { op: 'link-add' }>;

/**
 * Makes a bridge, a bond, a VLAN, or a TAP that stays when nobody holds it; each is born down, and gone at the next
 * boot.
 */
export const linkAdd: OpKind<LinkAdd> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-add'), link: newLinkField }),
  failsWhole: true,

  command({ link }, snapshot) {
    const { name } = link;
    if (snapshot.links.some((each) => each.name === name || each.altNames.includes(name))) {
      return refuse(`The host already has a link ${name}.`, 'Choose another name.');
    }
    const lower = link.kind === 'vlan' ? requireLink(snapshot, link.lower) : null;
    return lower !== null && isRefusal(lower) ? lower : { argv: addArgv(link) };
  },

  inverse: ({ link }) => ({ op: 'link-del', link: link.name }),

  expects: ({ link }) => [{ is: 'link-present', link: link.name, present: true }, ...ownConditions(link)],

  after: ({ link }, snapshot) => ({
    ...snapshot,
    ...(link.kind === 'bridge' && link.vlanFiltering
      ? { portVlans: { ...snapshot.portVlans, [link.name]: newPortVlans(1) } }
      : {}),
    links: [...snapshot.links.filter(({ name }) => name !== link.name), newLinkFacts(link, snapshot)],
  }),

  words: ({ link }) => ({
    title: `Create ${madeWords(link)}`,
    waitingFor: `waiting for the kernel to show ${link.name}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link.name],
  ...passesOn,
};

function ownConditions(link: NewLink): readonly Condition[] {
  switch (link.kind) {
    case 'tap':
      return [];
    case 'bridge': {
      const { name: bridge, stp, forwardDelay, vlanFiltering } = link;
      return [{ is: 'bridge-options', bridge, stp, forwardDelay, vlanFiltering }];
    }
    case 'bond':
      return [{ is: 'bond-options', bond: link.name, mode: link.mode, settings: link.settings }];
    case 'vlan': {
      const { name, lower, id, protocol } = link;
      return [{ is: 'vlan', link: name, lower, id, protocol }];
    }
  }
}
