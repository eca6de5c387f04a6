import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchScript, inBatches, splitBatch } from '#shared/parse/virshBatch.ts';
import { okValue } from './fixture.ts';

const hasVirsh = spawnSync('virsh', ['--version']).status === 0;

/** libvirt's built-in simulated host: real virsh, no daemon. */
function virsh(script: string): string {
  return execFileSync('virsh', ['-q', '-c', 'test:///default', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Any text that fits into a process argument: no NUL, no lone surrogates. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', ''));

describe('batchScript', () => {
  it('puts a sentinel before each command and behind the last', () => {
    expect(
      batchScript(
        [
          ['list', '--all'],
          ['net-dumpxml', '--', 'lab net 2'],
        ],
        'n0',
      ),
    ).toBe(
      "echo '[patchbay n0 0]'; list --all; echo '[patchbay n0 1]'; net-dumpxml -- 'lab net 2'; echo '[patchbay n0 2]'",
    );
  });

  it.skipIf(!hasVirsh)('brings hostile arguments through the real tokenizer', () => {
    const hostile = [
      'it\'s "q"',
      '\\',
      "'",
      '',
      '#no comment',
      'a;b\nc\td',
      '$(id) `id` %s',
      '-- --all',
      '日本 é',
      "a\\'b",
      '[patchbay other 1]',
    ];
    const output = virsh(
      batchScript(
        hostile.map((value) => ['echo', value]),
        'n1',
      ),
    );
    expect(okValue(splitBatch(output, 'n1', hostile.length))).toEqual(hostile);
  });

  it.skipIf(!hasVirsh)('brings any argument through the real tokenizer', () => {
    // `echo` reads what begins with -- as an option, quoted or not; callers put `--` first.
    const commands = fc.array(text, { maxLength: 60 });
    fc.assert(
      fc.property(commands, (values) => {
        const output = virsh(
          batchScript(
            values.map((value) => ['echo', '--', value]),
            'n2',
          ),
        );
        expect(okValue(splitBatch(output, 'n2', values.length))).toEqual(values);
      }),
      { numRuns: 20 },
    );
  });

  it.skipIf(!hasVirsh)('gives a failing command an empty section and runs the rest', () => {
    const output = virsh(
      batchScript(
        [
          ['domiflist', 'no such VM'],
          ['list', '--all', '--name'],
        ],
        'n3',
      ),
    );
    expect(okValue(splitBatch(output, 'n3', 2))).toEqual(['', 'test\n']);
  });
});

describe('splitBatch', () => {
  it('returns what stands between any sections, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (sections) => {
        const output = sections.map((section, index) => `[patchbay n ${index}]${section}`).join('');
        const whole = `${output}[patchbay n ${sections.length}]`;
        expect(okValue(splitBatch(whole, 'n', sections.length))).toEqual(sections);
      }),
    );
  });

  it('gives null for sections that are missing or cut, and keeps the others', () => {
    expect(okValue(splitBatch('[patchbay n 0]a[patchbay n 1]b', 'n', 3))).toEqual(['a', null, null]);
    expect(okValue(splitBatch('noise[patchbay n 1]b[patchbay n 2]', 'n', 2))).toEqual([null, 'b']);
  });

  it('is not misled by sentinels of another run or out of order', () => {
    const output = '[patchbay n 0][patchbay m 1][patchbay n 7][patchbay n 0]x[patchbay n 1]';
    expect(okValue(splitBatch(output, 'n', 1))).toEqual(['[patchbay m 1][patchbay n 7][patchbay n 0]x']);
  });

  it('fails where there is no section at all', () => {
    expect(splitBatch('Segmentation fault', 'n', 2)).toEqual({
      ok: false,
      message: 'virsh printed none of the expected sections: “Segmentation fault”.',
    });
  });
});

describe('inBatches', () => {
  it('keeps every command, in order, in scripts that fit into one argument', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constant('dumpxml'), name), { minLength: 1, maxLength: 400 }),
        (commands) => {
          const batches = inBatches(commands, 'nonce');
          expect(batches.flat()).toEqual(commands);
          for (const batch of batches) {
            expect(Buffer.byteLength(batchScript(batch, 'nonce'))).toBeLessThan(131_072);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes two processes for four hundred VMs', () => {
    const commands = Array.from({ length: 400 }, () => ['domiflist', '7f0d8879-50da-4e97-b364-a13908a417b2']);
    expect(inBatches(commands, '0123456789abcdef')).toHaveLength(2);
  });
});
