import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host, Talking } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { RunOutcome } from '#shared/host/command.ts';

// Processes start slowly on a busy machine, and nothing here depends on how slowly.
vi.setConfig({ testTimeout: 60_000 });

let host: Host;
beforeEach(() => {
  host = localHost();
});
afterEach(() => host.close());

/** A command that is talked with, its lines as they come, and its end. */
function talk(...argv: [string, ...string[]]) {
  const lines: string[] = [];
  let waiting: (() => void) | null = null;
  let onEnd: (outcome: RunOutcome) => void = () => {};
  const ended = new Promise<RunOutcome>((resolve) => {
    onEnd = resolve;
  });
  const talking = host.talk?.(
    { argv },
    (line) => {
      lines.push(line);
      waiting?.();
    },
    onEnd,
  ) as Talking;
  const line = async (count: number) => {
    while (lines.length < count)
      await new Promise<void>((resolve) => {
        waiting = resolve;
      });
    return lines[count - 1];
  };
  return { talking, lines, line, ended };
}

describe('a command that is talked with', () => {
  it('answers each line as it is told, and ends with its input', async () => {
    const { talking, line, ended } = talk('sh', '-c', 'while read -r x; do echo "got $x"; done; exit 3');
    talking.say('one');
    expect(await line(1)).toBe('got one');
    talking.say('two words');
    expect(await line(2)).toBe('got two words');
    talking.end();
    expect(await ended).toEqual({ kind: 'exited', exitCode: 3, stdout: '', stderr: '' });
  });

  it('tells what it said on stderr when it ended', async () => {
    const { talking, ended } = talk('sh', '-c', 'echo "sudo: a password is required" >&2; exit 1');
    talking.say('nobody listens');
    expect(await ended).toMatchObject({ exitCode: 1, stderr: 'sudo: a password is required\n' });
  });

  it('that is not installed is told', async () => {
    expect(await talk('patchbay-no-such-program').ended).toEqual({
      kind: 'missing',
      program: 'patchbay-no-such-program',
    });
  });

  it('is killed where the end of its input does not end it', async () => {
    const { talking, line, ended } = talk('sh', '-c', 'trap "" TERM; echo $$; while :; do sleep 0.1; done');
    const pid = Number(await line(1));
    talking.end();
    expect(await ended).toEqual({ kind: 'cancelled' });
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });
  });

  it('ends with the host, and is not started any more after that', async () => {
    const { ended } = talk('sleep', '60');
    await host.close();
    expect(await ended).toEqual({ kind: 'cancelled' });
    expect(await talk('true').ended).toEqual({ kind: 'cancelled' });
  });
});
