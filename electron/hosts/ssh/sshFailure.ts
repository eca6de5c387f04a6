import type { SshTarget } from '#shared/host/sshTarget.ts';
import { excerpt } from '#shared/parse/result.ts';
import { fileReason } from '../../files/fileReason.ts';
import type { launchFailure } from '../local/process/launchFailure.ts';

/** Why there is no connection, for the user. */
export interface SshFailure {
  readonly message: string;
  readonly advice: string;
  /** Trying again comes to the same until the user has done something. */
  readonly isFinal: boolean;
}

type Row = readonly [
  pattern: RegExp,
  words: (host: string, command: string) => readonly [string, string],
  isFinal?: true,
];

/** What OpenSSH prints (sshconnect.c, ssh.c, readpass.c; kex and packet errors of ssherr.c), the surest first. */
const rows: readonly Row[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Offending \w+ key in/,
    (host) => [
      `The key of ${host} is not the one that this machine knows. Somebody may be in between.`,
      'Nothing was sent. Find out why the key has changed (a new installation?) before you remove the old one with ssh-keygen -R.',
    ],
    true,
  ],
  [
    /Host key verification failed|key fingerprint is|No \w+ host key is known/,
    (host, command) => [
      `This machine doesn’t know the key of ${host} yet.`,
      `Connect once in a terminal and compare the fingerprint: ${command}`,
    ],
    true,
  ],
  [
    /Permission denied|Too many authentication failures|No more authentication methods/,
    (host, command) => [
      `${host} lets nobody in by what ssh offered.`,
      `Check the user, and that a key of yours is in its authorized_keys: ${command}`,
    ],
    true,
  ],
  [
    /Could not resolve hostname/,
    (host) => [`There is no host called ${host}.`, 'Check its spelling, or add it to ~/.ssh/config.'],
  ],
  [
    /Connection refused/,
    (host) => [
      `${host} refuses the connection.`,
      'Check that sshd runs there, and its port: ssh://host:2222.',
    ],
  ],
  [
    /No route to host|Network is unreachable/,
    (host) => [`There is no way to ${host} from here.`, 'Check that it is on, and your own network.'],
  ],
  [
    /timed out|Timeout, server .* not responding/,
    (host) => [`${host} doesn’t answer.`, 'Check that it is on, and that no firewall is in between.'],
  ],
  [
    /Connection (?:closed|reset) by|kex_exchange_identification|Broken pipe|banner exchange/,
    (host) => [`${host} closed the connection.`, 'Check its sshd’s log: journalctl -u ssh.'],
  ],
];

/** @param stderr of an `ssh` that did not get as far as to run anything */
export function sshFailure({ host, user, port }: SshTarget, stderr: string): SshFailure {
  const where = [...(port === null ? [] : ['-p', port]), user === null ? host : `${user}@${host}`].join(' ');
  const known = rows.find(([pattern]) => pattern.test(stderr));
  if (known === undefined) {
    const said = stderr.trim() === '' ? 'it said nothing' : excerpt(lastLine(stderr));
    return {
      message: `There is no connection to ${host}: ${said}.`,
      advice: `Try: ssh ${where}`,
      isFinal: false,
    };
  }
  const [message, advice] = known[1](host, `ssh ${where}`);
  return { message, advice, isFinal: known[2] === true };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
}

/** There was a login there, and no shell that Patchbay can use. */
export function notUnderstood({ host }: SshTarget, said: string): SshFailure {
  const why = said === '' ? 'it printed nothing' : excerpt(lastLine(said));
  return {
    message: `The shell of ${host} runs no commands for Patchbay: ${why}.`,
    advice:
      'Patchbay needs an account whose shell may run sh: a restricted shell or a forced command won’t do.',
    isFinal: true,
  };
}

/** Whoever was asked gave it up. */
export function cancelledFailure({ host }: SshTarget): SshFailure {
  return { message: `The connection to ${host} was cancelled.`, advice: '', isFinal: true };
}

/** Connected again, it has another machine-id. */
export function strangerFailure({ host }: SshTarget): SshFailure {
  return {
    message: `${host} is another machine now than the one that was connected before.`,
    advice: 'Nothing is done there. If that is intended, restart Patchbay.',
    isFinal: true,
  };
}

/** Why `ssh` itself did not start. */
export function ownFailure(failure: ReturnType<typeof launchFailure>): SshFailure {
  if (failure.kind !== 'missing') return { message: failure.message, advice: '', isFinal: false };
  return {
    message: 'ssh is not installed on this machine.',
    advice: 'Install the package openssh-client (Debian, Ubuntu) or openssh-clients (Fedora).',
    isFinal: true,
  };
}

/** The folder of the connection’s socket can’t be had. */
export function socketFailure(error: unknown): SshFailure {
  const isNode = error instanceof Error && 'code' in error;
  const why = isNode || !(error instanceof Error) ? fileReason(error) : error.message;
  return {
    message: `There is no place for the socket of the connection (${why}).`,
    advice: 'Set XDG_RUNTIME_DIR to a folder of your own, with a short path.',
    isFinal: false,
  };
}
