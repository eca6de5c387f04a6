import { openHost } from '../engine/session/openHost.ts';
import { patienceAsked } from '../engine/session/patienceSetting.ts';
import { configDirectory, settingsFile } from '../files/kept.ts';
import type { Host } from '../hosts/host.ts';
import { yellow } from './line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Opens the host that a command is about, with the patience that the environment asks for, or the settings.
 * @throws {UserFailure} when there is no such host
 */
export async function openAtTerminal(name: string, terminal: Pick<Terminal, 'note'>): Promise<Host> {
  const asked = patienceAsked(process.env);
  return openHost(name, async () => {
    if (asked !== undefined) return asked;
    const { value, remark } = await settingsFile(configDirectory()).read();
    if (remark !== null) terminal.note(yellow('! '), remark);
    return value.patience ?? 1;
  });
}
