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
  /** How many times as long as asked for each command may take, and whatever is waited for; absent: 1. */
  readonly patience?: number;
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
