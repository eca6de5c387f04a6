import type { Command, RunOutcome } from '#shared/host/command.ts';

export interface RunLimits {
  readonly timeoutMs: number;
  /** Of stdout and of stderr each; default 64 MiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Why a followed command ended; `message` is for the user. */
export interface FollowEnd {
  readonly kind: 'exited' | 'missing' | 'denied' | 'failed' | 'stopped';
  readonly message: string;
}

export interface Following {
  /** Ends the command; `onEnd` is called with `stopped`. */
  stop(): void;
}

/** A command that is being talked with, line by line. */
export interface Talking {
  say(line: string): void;
  /** Ends its input, and with that the command. */
  end(): void;
}

export type LockAttempt =
  | { readonly ok: true; release(): Promise<void> }
  /** Somebody else edits this host, or the lock could not be made; for the user. */
  | {
      readonly ok: false;
      readonly message: string;
      readonly advice: string;
      /** It is another user's, neither ours nor root's: `take` goes past it where it is told to. */
      readonly ignorable: boolean;
    };

export interface LockOptions {
  /** The user has said that what another user left is no reason to wait. */
  readonly ignoreOthers: boolean;
}

/** Keeps two Patchbays from editing one host at once, whoever started them. */
export interface HostLock {
  /** Never rejects. */
  take(options?: LockOptions): Promise<LockAttempt>;
}

/** How a program of Patchbay's is started on a host: what stands before its own words. */
export type ProgramWords = readonly [string, ...string[]];

/** What guards an edit on a host and reverts it (electron/helper/guard.sh). */
export interface GuardProgram {
  readonly words: ProgramWords;
  /** What it reads before the document when it arms an edit, on a host that has no file of it; absent: nothing. */
  readonly source?: string;
}

/**
 * A place where commands run: this machine, a simulated homelab, a capture. The engine knows hosts only by this.
 * A host never throws for what a command does; it resolves with how the command ended.
 */
export interface Host {
  /** `local`, `demo`, `replay:FILE`: as given to `--host`. */
  readonly name: string;
  /** False for a replay: nothing can be changed on it. */
  readonly editable: boolean;
  /** When what it tells was so, for a replay (ISO 8601, UTC); absent: it tells what is so now. */
  readonly asOf?: string;
  /** The address of whoever came in to it by SSH to run Patchbay; absent: nobody did. */
  readonly cameFrom?: string;
  /** The URI of the libvirt that commands for `qemu:///system` are run on; absent: that one. */
  readonly libvirtUri?: string;
  /** Why that is not the libvirt that the user's settings name, one sentence; absent: it is. */
  readonly libvirtRemark?: string;
  /** That libvirt itself is not installed there, so that nothing is wrong where it doesn’t answer; absent: it is, or may be. */
  readonly hasNoLibvirt?: true;
  /**
   * The boot id of the host itself, wherever Patchbay runs: what was set with `ip` alone lasts as long as it. Empty where
   * the host has none, or it can't be read.
   */
  readonly boot: string;
  /** Lies on the host itself: those who edit it may run on several machines. */
  readonly lock: HostLock;
  /**
   * Names its history among those that the user has on the machine that Patchbay runs on. Null: nothing that is done on
   * it outlives this process.
   */
  readonly historyKey: string | null;
  /** The helper that changes links as root (electron/helper), without what makes it root; null: the host has no helper. */
  readonly helper: ProgramWords | null;
  /** Without a helper: that the user’s own `sudo` there runs what takes root’s rights. Absent: it doesn’t. */
  readonly sudo?: true;
  /** Null: nothing there can be guarded. */
  readonly guard: GuardProgram | null;
  /** How many times as long as asked for each command may take, and whatever is waited for; absent: 1. */
  readonly patience?: number;
  /** A command as `run` and `follow` really run it: on the libvirt of `libvirtUri`. Absent: as it stands. */
  readonly asRun?: (command: Command) => Command;
  run(command: Command, limits: RunLimits): Promise<RunOutcome>;
  /** Runs a command that goes on printing (`ip monitor`, `virsh event`); `onLine` gets lines without their newline. */
  follow(command: Command, onLine: (line: string) => void, onEnd: (end: FollowEnd) => void): Following;
  /**
   * Runs a command that answers in lines to what it is told; `onEnd` gets how it ended, without its stdout.
   * Absent: there is none here that would have to be talked with.
   */
  talk?(command: Command, onLine: (line: string) => void, onEnd: (outcome: RunOutcome) => void): Talking;
  /** Ends whatever still runs. */
  close(): Promise<void>;
}
