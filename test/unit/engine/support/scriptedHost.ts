import { bareHost } from '#electron/hosts/bareHost.ts';
import type { FollowEnd, Host, RunLimits } from '#electron/hosts/host.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';

type Argv = Command['argv'];
type Script = (argv: Argv, limits: RunLimits) => RunOutcome | Promise<RunOutcome>;

/** A command that a test follows: it prints and ends when the test says so. */
export interface Followed {
  readonly argv: Argv;
  readonly print: (line: string) => void;
  readonly end: (end: FollowEnd) => void;
  stopped: boolean;
}

export function printed(stdout: string, stderr = '', exitCode = 0): RunOutcome {
  return { kind: 'exited', exitCode, stdout, stderr };
}

/** A host whose commands a test answers: each by its program, and `virsh` as a whole. */
export class ScriptedHost implements Host {
  readonly name = 'local';
  readonly editable = true;
  readonly boot = bareHost.boot;
  readonly lock = bareHost.lock;
  readonly historyKey = bareHost.historyKey;
  readonly helper = bareHost.helper;
  readonly guard = bareHost.guard;
  readonly ran: Argv[] = [];
  readonly followed: Followed[] = [];
  readonly #scripts: Record<string, Script>;

  /** @param scripts by program; one that is not named is `missing` */
  constructor(scripts: Record<string, Script>) {
    this.#scripts = { ...scripts };
  }

  /** From now on the program answers so. */
  script(program: string, script: Script): void {
    this.#scripts[program] = script;
  }

  async run({ argv }: Command, limits: RunLimits): Promise<RunOutcome> {
    this.ran.push(argv);
    const script = this.#scripts[argv[0]];
    if (limits.signal?.aborted) return { kind: 'cancelled' };
    return script ? script(argv, limits) : { kind: 'missing', program: argv[0] };
  }

  follow({ argv }: Command, onLine: (line: string) => void, onEnd: (end: FollowEnd) => void) {
    const followed: Followed = { argv, print: onLine, end: onEnd, stopped: false };
    this.followed.push(followed);
    return {
      stop() {
        followed.stopped = true;
        onEnd({ kind: 'stopped', message: '' });
      },
    };
  }

  async close(): Promise<void> {}

  /** The commands that were run since the last call. */
  takeRan(): Argv[] {
    return this.ran.splice(0);
  }
}

/** A promise that a test settles. */
export function gate<T>(): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
