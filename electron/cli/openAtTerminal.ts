import { type OpenHost, openHost } from '../engine/session/openHost.ts';
import { patienceAsked } from '../engine/session/patienceSetting.ts';
import { configDirectory, settingsFile } from '../files/kept.ts';
import type { Host } from '../hosts/host.ts';
import type { Invocation } from './command.ts';
import { yellow } from './line.ts';
import type { Terminal } from './terminal.ts';
import { tellingHost, tellWhere } from './verbose.ts';

/** Which host a command is about, and whether it tells what it does there. */
export type HostChoice = Pick<Invocation, 'host' | 'connect' | 'verbose'>;

/**
 * Opens the host that a command is about, with the patience that the environment asks for, or the settings.
 * @throws {UserFailure} when there is no such host
 */
export async function openAtTerminal(choice: HostChoice, terminal: Pick<Terminal, 'note'>): Promise<Host> {
  const asked = patienceAsked(process.env);
  return openerFor(choice, terminal)(
    choice.host,
    async () => {
      if (asked !== undefined) return asked;
      const { value, remark } = await settingsFile(configDirectory()).read();
      if (remark !== null) terminal.note(yellow('! '), remark);
      return value.patience ?? 1;
    },
    null,
  );
}

/** Opens hosts on the libvirt that was chosen, asks at the terminal where no window does, and, where that is asked for, tells at the terminal what is run on them. */
export function openerFor(
  { connect, verbose }: Omit<HostChoice, 'host'>,
  terminal: Pick<Terminal, 'note'>,
): OpenHost {
  return async (name, patience, asker) => {
    const host = await openHost(name, patience, connect, asker ?? 'terminal');
    if (!verbose) return host;
    tellWhere(host, terminal);
    return tellingHost(host, terminal);
  };
}
