import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteScript, sectionsOf } from '#electron/hosts/ssh/remoteScript.ts';
import type { Command } from '#shared/host/command.ts';

const token = 'patchbay-0123';

/** By a real shell, as the host’s would run it. */
function run(commands: readonly Command[], before = '') {
  const script = remoteScript(
    commands.map((command) => ({ command, seconds: 5 })),
    token,
  );
  const { stdout, stderr } = spawnSync('sh', ['-c', `${before} exec sh -s`], { input: script });
  return sectionsOf(stdout, stderr, token, commands.length).map(
    (section) =>
      section && {
        out: Buffer.from(section.stdout).toString('utf8'),
        err: Buffer.from(section.stderr).toString('utf8'),
        end: section.end,
      },
  );
}

describe('a script of several commands', () => {
  it('gives each its own streams and exit code', () => {
    expect(
      run([
        { argv: ['printf', 'one\n'] },
        { argv: ['sh', '-c', 'echo wrong >&2; exit 3'] },
        { argv: ['no-such-program-here', '-x'] },
        { argv: ['cat'], stdin: 'a\nb' },
        { argv: ['cat'] },
      ]),
    ).toEqual([
      { out: 'one\n', err: '', end: 0 },
      { out: '', err: 'wrong\n', end: 3 },
      { out: '', err: '', end: 'missing' },
      { out: 'a\nb', err: '', end: 0 },
      { out: '', err: '', end: 0 },
    ]);
  });

  it('is not led astray by what a login shell prints first, nor by the fences of another', () => {
    const fence = '\npatchbay-4567.0 0\npatchbay-4567.1 begins\n';
    expect(
      run([{ argv: ['printf', '%s', `x${fence}`] }], 'echo Welcome; echo to >&2; echo the lab;'),
    ).toEqual([{ out: `x${fence}`, err: '', end: 0 }]);
  });

  it('passes every argument through as it is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
    const isWhole = (value: string) => Buffer.from(value, 'utf8').toString('utf8') === value;
    fc.assert(
      fc.property(fc.array(text.filter(isWhole), { minLength: 1, maxLength: 5 }), (words) => {
        const [section] = run([{ argv: ['printf', '%s\\0', ...words] }]);
        expect(section).toEqual({ out: words.map((word) => `${word}\0`).join(''), err: '', end: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('tells nothing of a command that did not come to its end', () => {
    const script = remoteScript([{ command: { argv: ['true'] }, seconds: null }], token);
    const { stdout, stderr } = spawnSync('sh', ['-s'], { input: script });
    const cut = stdout.subarray(0, stdout.length - 8);
    expect(sectionsOf(cut, stderr, token, 1)).toEqual([null]);
    expect(sectionsOf(stdout, stderr, token, 2)).toEqual([
      { stdout: expect.anything(), stderr: expect.anything(), end: 0 },
      null,
    ]);
  });
});
