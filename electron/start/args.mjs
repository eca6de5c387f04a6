// @ts-check
import { parseArgs } from 'node:util';
import { isChromiumSwitch } from './chromiumSwitches.mjs';

export const usage = `npm start -- [--host HOST] [--read-only] [--browser] [--no-open] [--port N]

  --host HOST   local, demo, ssh://host or replay:FILE; by default this machine if it has anything to show, else the demo
  --read-only   change nothing on the host, whoever asks; holds until Patchbay ends
  --browser     in a browser even where Electron could open a window
  --no-open     open nothing: print the address and serve it
  --port N      serve on this port of 127.0.0.1; by default any free one

Switches of Chromium, such as --disable-gpu or --ozone-platform=x11, are passed on to Electron.`;

/**
 * @typedef {object} StartOptions what was asked for on the command line
 * @property {string | undefined} host
 * @property {boolean} readOnly
 * @property {boolean} browser
 * @property {boolean} open
 * @property {number} port 0: any free one
 * @property {string[]} chromium switches for Chromium
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {{ options: StartOptions } | { wrong: string }}
 */
export function parseStartOptions(args) {
  try {
    const chromium = args.filter((argument) => isChromiumSwitch(argument));
    const { values } = parseArgs({
      args: args.filter((argument) => !isChromiumSwitch(argument)),
      options: {
        host: { type: 'string' },
        'read-only': { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : -1;
    if (port < 0 || port > 65535)
      return { wrong: `--port is a number from 0 to 65535, not "${values.port}".` };
    if (values.host === '') return { wrong: '--host is empty.' };
    return {
      options: {
        host: values.host,
        readOnly: values['read-only'],
        browser: values.browser,
        open: !values['no-open'],
        port,
        chromium,
        help: values.help,
      },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
