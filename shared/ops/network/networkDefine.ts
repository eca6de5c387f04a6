import { z } from 'zod';
import type { Network } from '#shared/host/network.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { type OpKind, passesOn } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { CONNECT } from '../vnic/virsh.ts';
import { definitionOf, findNetworkById, networkTiming, withNetwork } from './networks.ts';

type NetworkDefine = Extract<Op, { op: 'network-define' }>;

/** Gives libvirt a network's definition by standard input. Nothing of it runs before it is started. */
export const networkDefine: OpKind<NetworkDefine> = {
  rights: 'libvirt',
  schema: z.strictObject({ op: z.literal('network-define'), network: text, name: text, xml: text }),

  command({ network, name, xml }) {
    const read = parseNetworkXml(xml);
    if (!read.ok) return refuse(read.message, 'Check the network with virsh net-edit.');
    if (read.value.uuid !== network || read.value.name !== name) {
      return refuse(`The definition is for a network other than ${name}.`, '');
    }
    return { argv: [...CONNECT, 'net-define', '/dev/stdin'], stdin: xml };
  },

  inverse(op, snapshot) {
    const present = findNetworkById(snapshot, op.network);
    if (present?.persistent !== true) return { op: 'network-undefine', network: op.network };
    const xml = definitionOf(present);
    return isRefusal(xml) ? xml : { ...op, name: present.name, xml };
  },

  expects: ({ network }) => [{ is: 'network-defined', network, defined: true }],

  after({ network, xml }, snapshot) {
    const read = parseNetworkXml(xml);
    if (!read.ok) return snapshot;
    const present = findNetworkById(snapshot, network);
    const defined = { persistent: true, definition: xml };
    // What runs goes on as it was started.
    const next: Network =
      present?.active === true
        ? { ...present, ...defined }
        : { ...read.value, active: false, autostart: present?.autostart ?? false, ...defined };
    return withNetwork(snapshot, network, () => next, next);
  },

  words: ({ name }) => ({
    title: `Define the network ${name}`,
    waitingFor: `waiting for libvirt to show the network ${name}`,
  }),

  timing: () => networkTiming,

  links: () => [],
  ...passesOn,
};
