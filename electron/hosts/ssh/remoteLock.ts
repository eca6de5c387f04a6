import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostLock, LockAttempt, LockOptions } from '../host.ts';
import { Lane } from '../local/process/lane.ts';
import type { SshConnection } from './connection.ts';

/** How long the host may take to answer, milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * A lock file on the host itself, such as a Patchbay there leaves (electron/hosts/local/hostLock.ts). It names a shell that
 * lives there for as long as the lock is held, and ends with the connection: so nothing that is left behind counts.
 */
export class RemoteLock implements HostLock {
  readonly #connection: SshConnection;
  readonly #held = new Set<Lane>();

  constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  async take({ ignoreOthers }: LockOptions = { ignoreOthers: false }): Promise<LockAttempt> {
    const lane = await this.#connection.open();
    if (!(lane instanceof Lane)) return unknown(lane.message);
    const attempt = await Promise.race([
      this.#attempt(lane, ignoreOthers),
      lane.ended.then(({ said }) => unknown(said || 'the connection broke off')),
      pause(PATIENCE_MS, unknown('the host doesn’t answer'), { ref: false }),
    ]);
    if (!attempt.ok) lane.close();
    return attempt;
  }

  /** Lets go of it, whoever holds it here. */
  close(): void {
    for (const lane of this.#held) lane.close();
  }

  #hold(lane: Lane): LockAttempt {
    this.#held.add(lane);
    void lane.ended.then(() => this.#held.delete(lane));
    return { ok: true, release: async () => lane.close() };
  }

  #attempt(lane: Lane, ignoreOthers: boolean): Promise<LockAttempt> {
    const word = randomBytes(12).toString('hex');
    return new Promise((resolve) => {
      const argv = ['sh', '-c', LOCK, 'patchbay-lock', word, ignoreOthers ? 'ours' : 'all'] as const;
      lane.become(argv, (line) => {
        // "WORD held"   "WORD ours 1234"   "WORD others 1234"   "WORD full /run/lock"
        const [first, what, of = ''] = line.split(' ');
        if (first !== word) return;
        if (what === 'held') resolve(this.#hold(lane));
        else if (what === 'full') resolve(unknown(`the lock in ${of} could not be written`));
        else resolve(heldBy(of, what === 'others'));
      });
    });
  }
}

function heldBy(pid: string, isOthers: boolean): LockAttempt {
  const advice = 'Wait until that edit has ended, then try again.';
  return {
    ok: false,
    message: `Another Patchbay edits this host: process ${/^\d+/.exec(pid)?.[0] ?? 'unknown'} there.`,
    advice: isOthers ? `${advice} If you know that nothing is being edited, you can edit anyway.` : advice,
    ignorable: isOthers,
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
 * $1 begins each line that it prints, $2 is `all`, or `ours` where what another user left is gone past.
 */
const LOCK = `umask 022
folder=/run/lock
[ -d "$folder" ] && [ -k "$folder" ] && [ -w "$folder" ] || folder=/tmp
ns=$(readlink /proc/self/ns/net | tr -cd 0-9)
prefix=$folder/patchbay-\${ns:-host}.
started() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
owner() { stat -c %u "$1" 2>/dev/null; }
me=$(id -u) mine=$(started $$) boot=$(cat /proc/sys/kernel/random/boot_id) at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
own=$prefix$$.$mine.lock
trap 'rm -f "$own"' EXIT
trap 'exit 0' HUP INT TERM PIPE
set -C
if ! printf '{"mark":{"pid":%s,"startTime":"%s","boot":"%s"},"at":"%s"}' $$ "$mine" "$boot" "$at" >"$own"; then
  printf '%s full %s\n' "$1" "$folder"
  exit
fi
for other in "$prefix"*.lock; do
  if [ "$other" = "$own" ] || [ -L "$other" ] || [ ! -f "$other" ]; then continue; fi
  # patchbay-4026531840.1234.567890.lock, or -UUID.lock
  rest=\${other#"$prefix"} pid=\${other#"$prefix"}
  pid=\${pid%%.*} rest=\${rest#*.}
  start=\${rest%%[!0-9]*}
  case $pid in '' | *[!0-9]*) continue ;; esac
  user=$(owner "$other")
  [ "$(started "$pid")" = "$start" ] && [ "$user" = "$(owner "/proc/$pid")" ] || continue
  case $user in
    0 | "$me") whose=ours ;;
    *) [ "$2" = all ] || continue; whose=others ;;
  esac
  printf '%s %s %s\n' "$1" "$whose" "$pid"
  exit
done
printf '%s held\n' "$1"
cat >/dev/null
`;
