import { describe, expect, it } from 'vitest';
import { noteFailure } from '#electron/cli/cli.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { FakeTerminal } from './fakeTerminal.ts';

function noted(error: unknown): string[] {
  const terminal = new FakeTerminal();
  noteFailure(error, terminal);
  return terminal.notes;
}

describe('what goes wrong in a command', () => {
  it('is told as it is where it was foreseen', () => {
    expect(noted(new UserFailure('There is no host “x”.', 'Use local.'))).toEqual([
      'patchbay: There is no host “x”. Use local.',
    ]);
  });

  it('is one line with its place where it was not, and asks to be reported', () => {
    const deep = (): number => deep() + 1;
    let error: unknown;
    try {
      deep();
    } catch (thrown) {
      error = thrown;
    }
    const [line, ...more] = noted(error);
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^patchbay: RangeError: Maximum call stack size exceeded \(failures\.test\.ts:\d+\)\. .*report/,
    );
    expect(line).not.toContain('\n');
    expect(noted('\u001b[31m')[0]).not.toContain('\u001b');
  });
});
