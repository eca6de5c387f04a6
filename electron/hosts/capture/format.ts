import { z } from 'zod';

/**
 * A capture: the answers that a host gave while it was read, as the commands printed them, so that a later Patchbay
 * reads them with its own parsers. Answers are kept by command, not by process: the reader packs many virsh commands
 * into one argument, with a random separator and in portions of its choice, and may do so differently in the next
 * version. What is kept is `virsh -r -q -c qemu:///system` + `domiflist UUID` + what that printed.
 */
export const captureSchema = z.strictObject({
  format: z.literal('patchbay-capture'),
  version: z.literal(1),
  /** The host that was read, as given to `--host`. */
  host: z.string(),
  /** ISO 8601, UTC. */
  takenAt: z.iso.datetime(),
  /** As in `Host`; absent in captures of a Patchbay that didn’t look. */
  hasNoLibvirt: z.literal(true).optional(),
  answers: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('command'), argv: words(), outcome: outcome() }),
      z.strictObject({
        kind: z.literal('virsh'),
        /** virsh with its own options. */
        argv: words(),
        commands: z.array(
          z.strictObject({
            words: words(),
            /** Null: it did not come to run. */
            stdout: z.string().nullable(),
          }),
        ),
        /** Of the process; its `stdout` is taken apart in `commands`, and empty here. */
        outcome: outcome(),
      }),
    ]),
  ),
});

export type Capture = z.infer<typeof captureSchema>;
export type CapturedAnswer = Capture['answers'][number];
export type CapturedOutcome = CapturedAnswer['outcome'];

function words() {
  return z.array(z.string()).min(1);
}

/** How a command ended (`RunOutcome`), but for one that was cancelled: that is no answer. */
function outcome() {
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('exited'),
      exitCode: z.int(),
      stdout: z.string(),
      stderr: z.string(),
    }),
    z.strictObject({ kind: z.literal('missing'), program: z.string() }),
    z.strictObject({ kind: z.literal('denied'), program: z.string(), message: z.string() }),
    z.strictObject({
      kind: z.literal('timed-out'),
      afterMs: z.number(),
      stdout: z.string(),
      stderr: z.string(),
    }),
    z.strictObject({ kind: z.literal('too-much-output'), limitBytes: z.number() }),
    z.strictObject({ kind: z.literal('failed'), message: z.string() }),
  ]);
}
