/** Longer than it takes to read what an ended process left in its pipes (64 KiB at most). */
const DRAIN_MS = 500;

interface EndingProcess {
  once(event: 'exit', listener: () => void): unknown;
  readonly stdout: { destroy(): unknown };
  readonly stderr: { destroy(): unknown };
}

/**
 * A process may end while something that it started still holds its output open (a wrapper script's `sleep`, say), and
 * waiting for the end of that output would wait for that something. So the pipes are closed a moment after the exit.
 */
export function releasePipesAfterExit(child: EndingProcess): void {
  child.once('exit', () => {
    const timer = setTimeout(() => {
      // One more turn of the loop: what is in the pipes is read before they close, however late this timer came.
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      });
    }, DRAIN_MS);
    timer.unref();
  });
}
