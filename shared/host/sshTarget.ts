/** Where a host of the name `ssh://[user@]host[:port]` is. */
export interface SshTarget {
  /** As given to `--host`. */
  readonly name: string;
  /** What `ssh` is told: a name of its own configuration, a DNS name or an address, without brackets. */
  readonly host: string;
  /** Null: as ssh’s configuration says, else the user’s own name. */
  readonly user: string | null;
  /** Null: as ssh’s configuration says, else 22. */
  readonly port: number | null;
}

// ssh://root@pve:2222   ssh://[fe80::1%enp3s0]   ssh://lab
const NAME =
  /^ssh:\/\/(?:([^@/\s:]+)@)?(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^@/\s:[\]]+))(?::(\d{1,5}))?\/?$/;

/** @returns null where it is no such name, or one that `ssh` would take for an option */
export function sshTarget(name: string): SshTarget | null {
  const [whole, user = null, address, alias, digits] = NAME.exec(name) ?? [];
  const host = address ?? alias;
  if (whole === undefined || host === undefined || host.startsWith('-') || user?.startsWith('-')) return null;
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { name, host, user, port };
}
