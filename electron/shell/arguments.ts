import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { nearest } from '#shared/nearest.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import { isChromiumSwitch } from '../start/chromiumSwitches.mjs';

/** What the app is asked for, by its own command line or by that of a second launch, which passes it on. */
export const askedSchema = z.strictObject({
  /** As given to `--host`, the file of a capture by its whole path; null: whatever there is. */
  host: z.string().min(1).max(4200).nullable(),
  readOnly: z.boolean(),
});

export type Asked = z.infer<typeof askedSchema>;

const replay = 'replay:';

/**
 * Reads the app’s own options among Chromium’s and Electron’s, which stand in the same list. What is neither ours nor known
 * to be theirs is theirs all the same, such as what a test or a debugger gives; a mistyped one of ours is told at the
 * terminal.
 * @param argv with the program’s own name
 * @param directory that the path of a capture starts from
 * @throws {UserFailure} where `--host` names no host
 */
export function readArguments(argv: readonly string[], directory: string): Asked {
  const args = argv.slice(1).filter((argument) => !isChromiumSwitch(argument));
  const {
    host,
    'read-only': readOnly,
    ...others
  } = parseArgs({
    args,
    options: { host: { type: 'string' }, 'read-only': { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  }).values;
  for (const name of Object.keys(others)) {
    const meant = nearest(name, ['host', 'read-only']);
    if (meant !== null) reportToTerminal(`--${name} is no option of Patchbay’s. Did you mean --${meant}?`);
  }
  // `--read-only=yes` is no less a wish.
  return { host: host === undefined ? null : hostOf(host, directory), readOnly: readOnly !== undefined };
}

function hostOf(host: string | boolean | (string | boolean)[], directory: string): string {
  if (typeof host !== 'string' || host === '' || host.startsWith('-'))
    throw new UserFailure(
      '--host is followed by no host.',
      'Use --host local, --host demo or --host replay:FILE.',
    );
  return host.startsWith(replay) && host !== replay
    ? `${replay}${resolve(directory, host.slice(replay.length))}`
    : host;
}
