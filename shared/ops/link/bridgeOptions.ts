import { z } from 'zod';
import { findLink } from '#shared/host/snapshot.ts';
import type { BridgeOptions } from '../../host/bridgeOptions.ts';
import { requireLink, withLink } from '../change.ts';
import { bridgeOptionsField, text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { untilForwarding } from './stpDelay.ts';

type SetOptions = Extract<Op, { op: 'bridge-options' }>;

/**
 * Sets a bridge's STP, forward delay and VLAN filtering. The kernel takes them one after the other and in an order of
 * its own, the forward delay first, by the rules of the STP state before: what it refuses halfway is half done
 * then, and has to be put back.
 */
export const bridgeOptions: OpKind<SetOptions> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('bridge-options'), bridge: text, ...bridgeOptionsField }),

  command(op, snapshot) {
    const present = requireLink(snapshot, op.bridge);
    if (isRefusal(present)) return present;
    if (present.bridge === null) return noBridge(op.bridge);
    const options = ['stp_state', op.stp ? '1' : '0', 'forward_delay', delayOf(op)];
    // A kernel without VLAN filtering refuses even to be told that it is off.
    const isKept = op.vlanFiltering === present.bridge.vlanFiltering;
    const vlans = isKept ? [] : ['vlan_filtering', op.vlanFiltering ? '1' : '0'];
    return { argv: ['ip', 'link', 'set', 'dev', op.bridge, 'type', 'bridge', ...options, ...vlans] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.bridge);
    if (isRefusal(present)) return present;
    if (present.bridge === null) return noBridge(op.bridge);
    const { stp, forwardDelay, vlanFiltering } = present.bridge;
    return { ...op, stp, forwardDelay, vlanFiltering };
  },

  expects: ({ op: _, ...options }) => [{ is: 'bridge-options', ...options }],

  after: ({ bridge: name, stp, forwardDelay, vlanFiltering }, snapshot) =>
    withLink(snapshot, name, (present) =>
      present.bridge === null
        ? present
        : { ...present, bridge: { ...present.bridge, stp, forwardDelay, vlanFiltering } },
    ),

  words: (op) => ({
    title: `Set ${op.bridge} to ${bridgeWords(op)}`,
    waitingFor: `waiting for the kernel to show the options of ${op.bridge}`,
  }),

  timing: () => linkTiming,

  links: ({ bridge }) => [bridge],
  // A forward delay alone changes nothing for the ports that forward already.
  cuts: ({ bridge, stp, vlanFiltering }, snapshot) => {
    const was = findLink(snapshot, bridge)?.bridge;
    return was?.stp === stp && was.vlanFiltering === vlanFiltering ? [] : [{ link: bridge, ofGuests: false }];
  },
  silence: ({ bridge, stp, forwardDelay }, snapshot) =>
    stp && findLink(snapshot, bridge)?.bridge?.stp === false ? untilForwarding(forwardDelay) : 0,
  drops: () => [],
};

/** `STP on, a forward delay of 4 s and VLAN filtering off` */
export function bridgeWords({ stp, forwardDelay, vlanFiltering }: BridgeOptions): string {
  return `STP ${onOff(stp)}, a forward delay of ${forwardDelay} s and VLAN filtering ${onOff(vlanFiltering)}`;
}

/** As `ip` takes it: in hundredths of a second. */
export function delayOf({ forwardDelay }: BridgeOptions): string {
  return String(Math.round(forwardDelay * 100));
}

function onOff(flag: boolean): string {
  return flag ? 'on' : 'off';
}

function noBridge(name: string) {
  return refuse(`${name} is no longer a bridge.`, 'Look again at what is there now.');
}
