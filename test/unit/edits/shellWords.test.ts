import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellLine, shellWord } from '#shared/edits/shellWords.ts';
import type { Command } from '#shared/host/command.ts';

/** What a real shell makes of a line: the arguments that the program got, then its standard input. */
function runInShell(line: string): string {
  const ran = spawnSync('sh', ['-c', line], { encoding: 'buffer' });
  return ran.stdout.toString('latin1');
}

/** A command that prints each argument followed by a NUL, then everything that comes in. */
function echoing(args: readonly string[], stdin: string | undefined): Command {
  const argv = ['sh', '-c', 'test $# -eq 0 || printf "%s\\0" "$@"; cat', 'echoing', ...args] as const;
  return stdin === undefined ? { argv } : { argv, stdin };
}

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** Lone surrogates are no UTF-8 and NUL ends a C string: neither can be an argument at all. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        ...'\'"\\$`!*?[]{}()<>|&;~# \t\n\r-=EOF\u0001é日\u001b\u009b\u202e\u2066\u200b\u2028\ufeff\u{e0041}',
      ),
      fc.string(),
    ),
  })
  .filter((value) => !value.includes('\0') && Buffer.from(value).toString() === value);

describe('shellLine', () => {
  it('is read by a real shell as the same arguments and the same input', () => {
    const call = fc.tuple(fc.array(text, { maxLength: 4 }), fc.option(text, { nil: undefined }));
    fc.assert(
      // Several lines to one shell, as starting one is what takes the time.
      fc.property(fc.array(call, { minLength: 1, maxLength: 8 }), (calls) => {
        const lines = calls.map(([args, stdin]) => shellLine(echoing(args, stdin)));
        const printed = calls.map(
          ([args, stdin]) => args.map((arg) => `${utf8(arg)}\0`).join('') + utf8(stdin ?? ''),
        );
        expect(runInShell(lines.join('\n'))).toBe(printed.join(''));
      }),
      { numRuns: 40 },
    );
  });

  it.each(['EOF\n', 'EOF\nEOF1\n', '\nEOF\n', 'EOF', '<interface/>\n', "it's\n", '$HOME `id` \\\n'])(
    'gives %j whole',
    (stdin) => {
      expect(runInShell(shellLine(echoing([], stdin)))).toBe(stdin);
    },
  );

  it('reads like what a person would type', () => {
    expect(shellLine({ argv: ['ip', 'link', 'set', 'dev', 'vnet7', 'master', 'br0'] })).toBe(
      'ip link set dev vnet7 master br0',
    );
    expect(shellLine({ argv: ['virsh', '-c', 'qemu:///system', 'list'], stdin: '<a/>\n' })).toBe(
      "virsh -c qemu:///system list <<'EOF'\n<a/>\nEOF",
    );
  });

  it.each(['sh', 'bash'])('shows in %s all that is run, and runs all that is shown', (shell) => {
    const hostile = [
      '\u001b[2Jx',
      'pay\u202egnp',
      '\u2066a\u2069',
      'a\u200bb\u{e0041}',
      '\u2028',
      "it's\t\r",
      '\u009b',
    ];
    const text = `<name>pay\u202egnp</name>\n`;
    const line = shellLine(echoing(hostile, text));
    expect(line).not.toMatch(/[^\n -~]/);
    const ran = spawnSync(shell, ['-c', line], { encoding: 'utf8' });
    expect(ran.stdout).toBe(hostile.map((word) => `${word}\0`).join('') + text);
  });

  it('quotes a program whose name is a word of the shell', () => {
    expect(shellLine({ argv: ['time', 'if'] })).toBe("'time' if");
  });
});

describe('shellWord', () => {
  it.each([
    ['', "''"],
    ["it's", "'it'\\''s'"],
    ['a b', "'a b'"],
    ['~root', "'~root'"],
    ['A=1', "'A=1'"],
    ['#x', "'#x'"],
    ['-x', '-x'],
    ['日本', "'日本'"],
    ['a\nb', "'a\nb'"],
    ['pay\u202egnp', `'pay'"$(printf '\\342\\200\\256')"'gnp'`],
    ['\u001b[2J', `"$(printf '\\033')"'[2J'`],
    ['\t', `"$(printf '\\011')"`],
  ])('writes %j as %s', (word, written) => {
    expect(shellWord(word)).toBe(written);
  });
});
