import { defaultSettings, MOST_PATIENCE, type Settings } from '#shared/kept.ts';
import { bold, entry, italic, literal, prose } from './roff.ts';

/** What each field of settings.json is; the README tells the same. */
export const settingsFields: Readonly<Record<keyof Settings, string>> = {
  version: '1, always',
  theme: 'system, light or dark; by default system',
  pollMs: `milliseconds between two reads of the host while nothing tells of a change, 500 to 60000; by default ${defaultSettings.pollMs}`,
  patience: `how many times as long as usual each command of this machine may take, 1 to ${MOST_PATIENCE}; by default 1`,
};

/** Where the files are, by the XDG Base Directory Specification. */
const CONFIG = '$XDG_CONFIG_HOME/patchbay';
const STATE = '$XDG_STATE_HOME/patchbay';
const CACHE = '$XDG_CACHE_HOME/patchbay';

export function files(): string[] {
  return [
    prose(
      'Each variable that is not set, or no absolute path, stands for its usual folder, as in ENVIRONMENT.',
    ),
    ...entry(
      italic(`${CONFIG}/settings.json`),
      prose('The settings, a JSON object with these fields. Only version, theme and pollMs must be there.'),
    ),
    '.RS',
    ...Object.entries(settingsFields).flatMap(([field, what]) => entry(bold(field), `${prose(what)}.`)),
    '.RE',
    ...entry(
      italic(`${CONFIG}/read-only.json`),
      prose('Whether the lock in the toolbar is on: nothing is then changed on any host.'),
    ),
    ...entry(italic(`${CONFIG}/layout-*.json`), prose('Where you put the cards, for each host.')),
    ...entry(
      italic(`${CONFIG}/dismissed-*.json`),
      prose('The findings that you dismissed as “meant so”, for each host. doctor lists them all the same.'),
    ),
    ...entry(italic(`${CONFIG}/window.json`), prose('Where the window was, and how large.')),
    ...entry(
      italic(`${STATE}/history-local.jsonl`),
      prose(
        'Every edit of this machine with its commands and their output, written before each command runs.',
      ),
    ),
    ...entry(italic(CACHE), prose('What the window keeps for its next start. It may be deleted.')),
    '.PP',
    prose(
      'A file that can’t be understood is set aside under another name, never overwritten. All of them are readable\nby their owner alone.',
    ),
    `Deleting ${literal(STATE)} loses the history.`,
  ];
}
