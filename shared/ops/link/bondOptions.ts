import { z } from 'zod';
import {
  type BondSettings,
  bondSettingsIn,
  bondSettingsWords,
  shownBondSettings,
  withBondSettings,
} from '#shared/host/bondSettings.ts';
import type { BondFacts } from '#shared/host/link.ts';
import { requireLink, withLink } from '../change.ts';
import { bondSettingsField, text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type SetOptions = Extract<Op, { op: 'bond-options' }>;

/**
 * Sets what a bond does. Its mode, and in 802.3ad the LACP rate, only while it is down, the mode only without members
 * (drivers/net/bonding/bond_options.c, bond_opts): ops before and after this one see to that.
 */
export const bondOptions: OpKind<SetOptions> = {
  rights: 'net-admin',
  schema: z.strictObject({
    op: z.literal('bond-options'),
    bond: text,
    mode: text.optional(),
    settings: bondSettingsField,
  }),

  command({ bond, mode, settings }, snapshot) {
    const present = requireLink(snapshot, bond);
    if (isRefusal(present)) return present;
    if (present.bondMode === null) return noBond(bond);
    const modeWords = mode === undefined ? [] : ['mode', mode];
    return {
      argv: ['ip', 'link', 'set', 'dev', bond, 'type', 'bond', ...modeWords, ...settingWords(settings)],
    };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.bond);
    if (isRefusal(present)) return present;
    const { bondMode: was, bond } = present;
    if (was === null) return noBond(op.bond);
    const { lacp_rate: rate, ...others } = shownBondSettings(bond?.settings ?? {}, op.settings);
    // Other modes than 802.3ad don't take a rate.
    const settings = rate === undefined || was !== '802.3ad' ? others : { ...others, lacp_rate: rate };
    return { ...op, ...(op.mode === undefined ? {} : { mode: was }), settings };
  },

  expects: ({ bond, mode = null, settings }) => [{ is: 'bond-options', bond, mode, settings }],

  after: ({ bond: name, mode, settings }, snapshot) =>
    withLink(snapshot, name, (present) => {
      if (present.bondMode === null) return present;
      const bondMode = mode ?? present.bondMode;
      const shown = withBondSettings(present.bond?.settings ?? {}, settings);
      return { ...present, bondMode, bond: { ...present.bond, ...bondFactsOf(bondMode, shown) } };
    }),

  words: ({ bond, mode, settings }) => {
    const to = [
      ...(mode === undefined ? [] : [`the mode ${mode}`]),
      ...(Object.keys(settings).length === 0 ? [] : [bondSettingsWords(settings)]),
    ].join(', ');
    return {
      title: `Set the bond ${bond} to ${to}`,
      waitingFor: `waiting for the kernel to show the options of ${bond}`,
    };
  },

  timing: () => linkTiming,

  links: ({ bond }) => [bond],
  ...passesOn,
};

/** As `ip link … type bond` takes them. */
export function settingWords(settings: BondSettings): string[] {
  return bondSettingsIn(settings).flat();
}

/** What a read would show of a bond that is set so. */
export function bondFactsOf(mode: string, settings: BondSettings): BondFacts {
  return {
    miimon: Number(settings.miimon ?? 0),
    hashPolicy: settings.xmit_hash_policy ?? 'layer2',
    lacpRate: mode === '802.3ad' ? (settings.lacp_rate ?? 'slow') : null,
    settings,
  };
}

function noBond(name: string) {
  return refuse(`${name} is no longer a bond.`, 'Look again at what is there now.');
}
