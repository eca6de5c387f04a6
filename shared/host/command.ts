/** One command as it is run: never a shell string, so nothing in a name can become syntax. */
export interface Command {
  readonly argv: readonly [program: string, ...args: string[]];
  /** Written to the command's standard input, which is closed afterwards. Absent: empty input. */
  readonly stdin?: string;
  /** In place of `stdin`: what another command prints, with one piece of it replaced. Absent: there is no such input. */
  readonly edited?: EditedOutput;
}

/** For text that a command must get whole, and that only the host may see whole. */
export interface EditedOutput {
  readonly argv: Command['argv'];
  /** Must occur exactly once. */
  readonly was: string;
  readonly by: string;
}

/**
 * How a command ended. A non-zero exit is data, not an exception: only the caller knows what it means.
 * `stdout` and `stderr` are UTF-8 decoded; broken sequences become U+FFFD.
 */
export type RunOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing'; readonly program: string }
  | { readonly kind: 'denied'; readonly program: string; readonly message: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'too-much-output'; readonly limitBytes: number }
  | { readonly kind: 'cancelled' }
  /** Of a capture alone: it was not asked when that was taken, so that nothing is known of what it would have said. */
  | { readonly kind: 'not-captured'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
