import { z } from 'zod';
import { settingsIn, settingsWords, shownSettings, withSettings } from '#shared/host/portSettings.ts';
import { requireLink, withLink } from '../change.ts';
import { portSettingsField, text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, refuse } from '../refusal.ts';

type SetSettings = Extract<Op, { op: 'port-settings' }>;

/** Sets what a bridge does at one of its ports: isolation, learning, flooding, cost, … all by one command. */
export const portSettings: OpKind<SetSettings> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('port-settings'), link: text, settings: portSettingsField }),

  command({ link, settings }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    if (present.bridgePort === null) {
      return refuse(`${link} is not connected to any bridge.`, 'Look again at what is there now.');
    }
    const words = settingsIn(settings).flatMap(([name, value]) =>
      name === 'backup_port' && value === '' ? ['nobackup_port'] : [name, value],
    );
    return { argv: ['ip', 'link', 'set', 'dev', link, 'type', 'bridge_slave', ...words] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    if (isRefusal(present)) return present;
    return { ...op, settings: shownSettings(present.bridgePort?.settings ?? {}, op.settings) };
  },

  expects: ({ link, settings }) => [{ is: 'port-settings', link, settings }],

  after: ({ link, settings }, snapshot) =>
    withLink(snapshot, link, (present) =>
      present.bridgePort === null
        ? present
        : {
            ...present,
            bridgePort: {
              ...present.bridgePort,
              settings: withSettings(present.bridgePort.settings, settings),
            },
          },
    ),

  words: ({ link, settings }) => ({
    title: `Set the port ${link} to ${settingsWords(settings)}`,
    waitingFor: `waiting for the kernel to show ${settingsWords(settings)} on ${link}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link }) => [{ link, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};
