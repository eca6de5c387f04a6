import type { SshTarget } from '#shared/host/sshTarget.ts';
import { BOOT } from '../local/process/laneProgram.ts';
import type { SshAsker } from './askChannel.ts';
import { whereWords } from './whereWords.ts';

/** Who may be asked for a password or about a key: whoever sits at this terminal, or sees the window; or nobody. */
export type SshPrompt = 'terminal' | 'nobody' | SshAsker;

/** Seconds that an idle connection stays, so that the next command line needs no new one. */
const PERSIST_S = 60;
const CONNECT_S = 15;
/** A dead connection is noticed after three of these. */
const ALIVE_S = 5;

/**
 * The words of an `ssh` that starts a remote shell.
 * @param socket where the host’s one connection is
 * @param as `first` opens the connection unless it is open; `further` fails unless it is open
 */
export function sshWords(
  target: SshTarget,
  socket: string,
  as: 'first' | 'further',
  prompt: SshPrompt,
): readonly string[] {
  const options: Readonly<Record<string, string | number>> = {
    ControlMaster: as === 'first' ? 'auto' : 'no',
    // ssh takes % in a path for what it puts in.
    ControlPath: socket.replaceAll('%', '%%'),
    ControlPersist: PERSIST_S,
    // Asked for only where there is no connection to share; it keeps ProxyJump from being gone by, too.
    ...(as === 'first' ? {} : { ProxyCommand: 'false' }),
    ConnectTimeout: CONNECT_S,
    ServerAliveInterval: ALIVE_S,
    ServerAliveCountMax: 3,
    BatchMode: prompt === 'nobody' ? 'yes' : 'no',
    // What ip and virsh print shrinks to a tenth: a long way takes one round trip then and not five.
    Compression: 'yes',
    // Nothing of the user’s configuration that is meant for a login of theirs.
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    // Of OpenSSH 8.7 and later.
    IgnoreUnknown: 'StdinNull,ForkAfterAuthentication,SessionType',
    StdinNull: 'no',
    ForkAfterAuthentication: 'no',
    SessionType: 'default',
    // Why it fails is told in words that are printed.
    LogLevel: 'INFO',
  };
  const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-T', ...words, ...whereWords(target), BOOT];
}
