import { z } from 'zod';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { type OpKind, passesOn } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { CONNECT } from '../vnic/virsh.ts';
import { networkName, networkTiming, requireNetwork, withNetwork } from './networks.ts';

type NetworkAutostart = Extract<Op, { op: 'network-autostart' }>;

/** Whether libvirt starts a network when it is started itself, which is when the host boots. */
export const networkAutostart: OpKind<NetworkAutostart> = {
  rights: 'libvirt',
  schema: z.strictObject({ op: z.literal('network-autostart'), network: text, on: z.boolean() }),

  command({ network, on }, snapshot) {
    const present = requireNetwork(snapshot, network);
    if (isRefusal(present)) return present;
    return { argv: [...CONNECT, 'net-autostart', network, ...(on ? [] : ['--disable'])] };
  },

  inverse(op, snapshot) {
    const present = requireNetwork(snapshot, op.network);
    return isRefusal(present) ? present : { ...op, on: present.autostart };
  },

  expects: ({ network, on }) => [{ is: 'network-autostart', network, on }],

  after: ({ network, on }, snapshot) =>
    withNetwork(snapshot, network, (present) => ({ ...present, autostart: on })),

  words({ network, on }, snapshot) {
    const name = networkName(snapshot, network);
    return {
      title: on ? `Start the network ${name} with the host` : `Don’t start the network ${name} with the host`,
      waitingFor: `waiting for libvirt to set the autostart of the network ${name}`,
    };
  },

  timing: () => networkTiming,

  links: () => [],
  ...passesOn,
};
