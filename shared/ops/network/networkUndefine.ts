import { z } from 'zod';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { type OpKind, passesOn } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { CONNECT } from '../vnic/virsh.ts';
import { definitionOf, networkName, networkTiming, requireNetwork, withNetwork } from './networks.ts';

type NetworkUndefine = Extract<Op, { op: 'network-undefine' }>;

/** Makes libvirt forget a network's definition, its autostart with it. Where it runs, it runs on until it is stopped. */
export const networkUndefine: OpKind<NetworkUndefine> = {
  rights: 'libvirt',
  schema: z.strictObject({ op: z.literal('network-undefine'), network: text }),

  command({ network }, snapshot) {
    const present = requireNetwork(snapshot, network);
    return isRefusal(present) ? present : { argv: [...CONNECT, 'net-undefine', network] };
  },

  inverse({ network }, snapshot) {
    const present = requireNetwork(snapshot, network);
    if (isRefusal(present)) return present;
    const xml = definitionOf(present);
    return isRefusal(xml) ? xml : { op: 'network-define', network, name: present.name, xml };
  },

  expects: ({ network }) => [{ is: 'network-defined', network, defined: false }],

  after: ({ network }, snapshot) =>
    withNetwork(snapshot, network, (present) =>
      present.active ? { ...present, persistent: false, autostart: false, definition: null } : null,
    ),

  words({ network }, snapshot) {
    const name = networkName(snapshot, network);
    return {
      title: `Delete the definition of the network ${name}`,
      waitingFor: `waiting for libvirt to forget the network ${name}`,
    };
  },

  timing: () => networkTiming,

  links: () => [],
  ...passesOn,
};
