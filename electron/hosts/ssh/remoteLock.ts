import type { HostLock, LockAttempt } from '../host.ts';
import { freshToken, type SshConnection } from './connection.ts';
import { PROLOGUE } from './remoteScript.ts';

/** How long the host may take to answer, milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * A lock file on the host itself, such as a Patchbay there leaves (electron/hosts/local/hostLock.ts). It names a shell that
 * lives there for as long as the lock is held, and ends with the connection: so nothing that is left behind counts.
 */
export class RemoteLock implements HostLock {
  readonly #connection: SshConnection;

  constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  take(): Promise<LockAttempt> {
    const token = freshToken();
    return new Promise((resolve) => {
      const settle = (attempt: LockAttempt): void => {
        clearTimeout(timer);
        if (!attempt.ok) held.stop();
        resolve(attempt);
      };
      let last = '';
      const held = this.#connection.follow(
        lockScript(token),
        (line) => {
          if (line === `${token} held`) settle({ ok: true, release: async () => held.stop() });
          else if (line.startsWith(`${token} by `)) settle(refused(line.slice(token.length + 4)));
          else if (line !== '') last = line;
        },
        (said) => settle(unknown(said || last)),
      );
      const timer = setTimeout(() => settle(unknown('the host doesn’t answer')), PATIENCE_MS);
    });
  }
}

function refused(pid: string): LockAttempt {
  return {
    ok: false,
    message: `Another Patchbay edits this host: process ${/^\d+/.exec(pid)?.[0] ?? 'unknown'} there.`,
    advice: 'Wait until that edit has ended, then try again.',
    ignorable: false,
  };
}

function unknown(why: string): LockAttempt {
  return {
    ok: false,
    message: `Couldn’t check whether another Patchbay edits this host (${why.replace(/\.$/, '')}).`,
    advice: 'Check the connection, then try again.',
    ignorable: false,
  };
}

/**
 * Leaves a file first and looks for others’ then: of two that do so at once, one at least sees the other and steps back. A
 * file counts where its owner is the owner of the process that it names, which was started when the file says.
 */
function lockScript(token: string): string {
  return `${PROLOGUE}folder=/run/lock
[ -d "$folder" ] && [ -k "$folder" ] && [ -w "$folder" ] || folder=/tmp
ns=$(readlink /proc/self/ns/net | tr -cd 0-9); [ -n "$ns" ] || ns=host
boot=$(cat /proc/sys/kernel/random/boot_id)
started() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
mine=$(started $$)
own="$folder/patchbay-$ns.$$.$mine.lock"
trap 'rm -f "$own"' EXIT
trap 'exit 0' HUP INT TERM PIPE
set -C
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
printf '{"mark":{"pid":%s,"startTime":"%s","boot":"%s"},"at":"%s"}' $$ "$mine" "$boot" "$at" >"$own" || exit 1
for other in "$folder/patchbay-$ns."*.lock; do
  if [ "$other" = "$own" ] || [ -L "$other" ] || [ ! -f "$other" ]; then continue; fi
  pid=$(basename "$other" | cut -d . -f 2); start=$(basename "$other" | cut -d . -f 3 | cut -d - -f 1)
  case $pid in ''|*[!0-9]*) continue;; esac
  [ "$(started "$pid")" = "$start" ] || continue
  [ "$(stat -c %u "$other" 2>/dev/null)" = "$(stat -c %u "/proc/$pid" 2>/dev/null)" ] || continue
  printf '%s by %s\\n' '${token}' "$pid"
  exit 0
done
printf '%s held\\n' '${token}'
cat >/dev/null
`;
}
