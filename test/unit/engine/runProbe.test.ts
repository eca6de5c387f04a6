import { describe, expect, it } from 'vitest';
import { runProbe } from '#electron/engine/runProbe.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';

const commands = Array.from(
  { length: 250 },
  (_, at): Command => ({ argv: ['ping', '-c', '1', `192.168.1.${at}`] }),
);
const exited = (exitCode: number, stderr = ''): RunOutcome => ({
  kind: 'exited',
  exitCode,
  stdout: '',
  stderr,
});

describe('a probe', () => {
  it('runs each command once, and not all at the same time', async () => {
    const ran: string[] = [];
    let running = 0;
    let most = 0;
    const run = async ({ argv }: Command) => {
      ran.push(argv.at(-1) ?? '');
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return exited(1);
    };
    await runProbe({ run }, commands);
    expect(ran).toEqual(commands.map(({ argv }) => argv.at(-1)));
    expect(most).toBeLessThan(100);
    expect(most).toBeGreaterThan(10);
  });

  it.each<[RunOutcome, string]>([
    [{ kind: 'missing', program: 'ping' }, 'ping isn’t installed on this host.'],
    [exited(2, 'ping: socket: Operation not permitted\n'), 'ping could not send.'],
  ])('ends where ping can’t be used: %j', async (outcome, words) => {
    let ran = 0;
    const run = async () => {
      ran += 1;
      return outcome;
    };
    await expect(runProbe({ run }, commands)).rejects.toThrow(words);
    expect(ran).toBeLessThan(100);
  });
});
