/** Tells the terminal what broke inside, stack and all: for whoever reports it. stdout stays clean for results. */
export function reportToTerminal(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`patchbay: ${text}\n`);
}
