// @ts-check
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `$XDG_STATE_HOME/patchbay`, by default `~/.local/state/patchbay` (XDG Base Directory Specification). */
export function stateDirectory() {
  const configured = process.env.XDG_STATE_HOME;
  return join(
    configured && isAbsolute(configured) ? configured : join(homedir(), '.local/state'),
    'patchbay',
  );
}
