import { z } from 'zod';
import { newPortVlans } from '#shared/host/portVlan.ts';
import { newLinkField } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind, passesOn } from '../opKind.ts';
import { refuse } from '../refusal.ts';
import { bridgeWords, delayOf } from './bridgeOptions.ts';
import { newLinkFacts } from './newLink.ts';

type LinkAdd = Extract<Op, { op: 'link-add' }>;

/** Makes a bridge or a TAP that stays when nobody holds it; either is born down, and gone at the next boot. */
export const linkAdd: OpKind<LinkAdd> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-add'), link: newLinkField }),
  failsWhole: true,

  command({ link }, snapshot) {
    const { name } = link;
    if (snapshot.links.some((each) => each.name === name || each.altNames.includes(name))) {
      return refuse(`The host already has a link ${name}.`, 'Choose another name.');
    }
    if (link.kind === 'tap') {
      const owner = link.owner === null ? [] : ['user', link.owner];
      return { argv: ['ip', 'tuntap', 'add', 'dev', name, 'mode', 'tap', ...owner] };
    }
    const address = link.mac === null ? [] : ['address', link.mac];
    const options = ['stp_state', link.stp ? '1' : '0', 'forward_delay', delayOf(link)];
    // Off is what it is born with, and a kernel without VLAN filtering refuses even to be told so.
    const vlans = link.vlanFiltering ? ['vlan_filtering', '1'] : [];
    return {
      argv: ['ip', 'link', 'add', 'name', name, ...address, 'type', 'bridge', ...options, ...vlans],
    };
  },

  inverse: ({ link }) => ({ op: 'link-del', link: link.name }),

  expects({ link }) {
    const isThere = { is: 'link-present', link: link.name, present: true } as const;
    if (link.kind === 'tap') return [isThere];
    const { name: bridge, stp, forwardDelay, vlanFiltering } = link;
    return [isThere, { is: 'bridge-options', bridge, stp, forwardDelay, vlanFiltering }];
  },

  after: ({ link }, snapshot) => ({
    ...snapshot,
    ...(link.kind === 'bridge' && link.vlanFiltering
      ? { portVlans: { ...snapshot.portVlans, [link.name]: newPortVlans(1) } }
      : {}),
    links: [...snapshot.links.filter(({ name }) => name !== link.name), newLinkFacts(link, snapshot)],
  }),

  words({ link }) {
    const { kind, name } = link;
    const title =
      kind === 'bridge'
        ? `Create the bridge ${name}, with ${bridgeWords(link)}`
        : `Create the TAP ${name}${link.owner === null ? '' : ` for the user ${link.owner}`}`;
    return { title, waitingFor: `waiting for the kernel to show ${name}` };
  },

  timing: () => linkTiming,

  links: ({ link }) => [link.name],
  ...passesOn,
};
