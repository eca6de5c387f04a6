import type { SshTarget } from '#shared/host/sshTarget.ts';

/** The words that say where: for `ssh`, behind its options. */
export function whereWords({ host, user, port }: SshTarget): readonly string[] {
  return [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)]), '--', host];
}
