import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runEdited } from '#electron/engine/rights/editedOutput.ts';
import type { Host } from '#electron/hosts/host.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';

const printed = (stdout: string, exitCode = 0): RunOutcome => ({
  kind: 'exited',
  exitCode,
  stdout,
  stderr: 'why',
});

const command: Command = {
  argv: ['define'],
  edited: { argv: ['dump'], was: "<a x='$1'/>", by: "<b y='$& $1'/>" },
};

/** A host on which `dump` ends like this; what `define` gets is taken down. */
async function run(dumped: RunOutcome) {
  const got: (string | undefined)[] = [];
  const host: Pick<Host, 'run'> = {
    run: async ({ argv, stdin }) => {
      if (argv[0] === 'dump') return dumped;
      got.push(stdin);
      return printed('defined');
    },
  };
  return { outcome: await runEdited(host as Host, command, { timeoutMs: 1000 }), got };
}

describe('a command whose input is another one’s edited output', () => {
  it('gets the text with the one piece replaced, to the letter', async () => {
    const { outcome, got } = await run(printed("<r><s p='secret'/><a x='$1'/></r>\n"));
    expect(got).toEqual(["<r><s p='secret'/><b y='$& $1'/></r>\n"]);
    expect(outcome).toEqual(printed('defined'));
  });

  it.each([
    ['not there', '<r/>'],
    ['there twice', "<a x='$1'/><a x='$1'/>"],
  ])('is not run where the piece is %s', async (_, text) => {
    const { outcome, got } = await run(printed(text));
    expect(got).toEqual([]);
    expect(outcome.kind).toBe('failed');
  });

  it('is not run where the other fails, whose output is told to nobody', async () => {
    const { outcome, got } = await run(printed('secret', 1));
    expect(got).toEqual([]);
    expect(outcome).toEqual({ kind: 'exited', exitCode: 1, stdout: '', stderr: 'why' });
  });

  it('does the same as a line for a POSIX shell', () => {
    const text = "<r>*[a]?\n  <a x='it&apos;s'/>\\n$HOME `id`</r>";
    const line = shellLine({
      argv: ['cat'],
      edited: { argv: ['printf', '%s\n', text], was: "<a x='it&apos;s'/>", by: "<b y='%s \\1 &'/>" },
    });
    const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toBe(`${text.replace("<a x='it&apos;s'/>", () => "<b y='%s \\1 &'/>")}\n`);
  });
});
