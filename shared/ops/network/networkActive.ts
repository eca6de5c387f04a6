import { z } from 'zod';
import { ownBridge } from '#shared/host/network.ts';
import type { Condition } from '../condition.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import type { OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { CONNECT } from '../vnic/virsh.ts';
import { startedNetwork, stoppedNetwork } from './networkFacts.ts';
import { findNetworkById, networkName, networkTiming, requireNetwork } from './networks.ts';

type NetworkActive = Extract<Op, { op: 'network-active' }>;

/**
 * Starts a network (its bridge, its dnsmasq, its firewall rules come), or stops it (they go, and the TAPs that were
 * plugged into the bridge are on none).
 */
export const networkActive: OpKind<NetworkActive> = {
  rights: 'libvirt',
  schema: z.strictObject({ op: z.literal('network-active'), network: text, active: z.boolean() }),

  command({ network, active }, snapshot) {
    const present = requireNetwork(snapshot, network);
    if (isRefusal(present)) return present;
    return { argv: [...CONNECT, active ? 'net-start' : 'net-destroy', network] };
  },

  inverse(op, snapshot) {
    const present = requireNetwork(snapshot, op.network);
    return isRefusal(present) ? present : { ...op, active: present.active };
  },

  expects({ network, active }, snapshot) {
    const present = requireNetwork(snapshot, network);
    const bridge = isRefusal(present) ? null : ownBridge(present);
    const conditions: Condition[] = [{ is: 'network-active', network, active }];
    return bridge === null
      ? conditions
      : [...conditions, { is: 'link-present', link: bridge, present: active }];
  },

  after({ network, active }, snapshot) {
    const present = requireNetwork(snapshot, network);
    if (isRefusal(present) || present.active === active) return snapshot;
    return active ? startedNetwork(present, snapshot) : stoppedNetwork(present, snapshot);
  },

  words({ network, active }, snapshot) {
    const name = networkName(snapshot, network);
    return {
      title: `${active ? 'Start' : 'Stop'} the network ${name}`,
      waitingFor: `waiting for libvirt to ${active ? 'start' : 'stop'} the network ${name}`,
    };
  },

  timing: () => networkTiming,

  links: () => [],
  cuts: ({ network, active }, snapshot) => {
    const found = findNetworkById(snapshot, network);
    const bridge = found === null || active ? null : ownBridge(found);
    return bridge === null ? [] : [{ link: bridge, ofGuests: false }];
  },
  silence: () => 0,
  drops: () => [],
};
