import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareHost } from '#electron/hosts/bareHost.ts';
import { CapturedAnswers } from '#electron/hosts/capture/answers.ts';
import { type CapturedAnswer, captureSchema } from '#electron/hosts/capture/format.ts';
import { recordingHost } from '#electron/hosts/capture/record.ts';
import type { Host } from '#electron/hosts/host.ts';
import { batchScript, splitBatch } from '#shared/parse/virshBatch.ts';

type Words = readonly string[];

const START = ['virsh', '-r', '-q', '-c', 'qemu:///system'] as const;
const limits = { timeoutMs: 1000 };

/** A host whose virsh prints for each command what `printed` says. */
function virshHost(
  printed: (words: Words) => string,
  batches: readonly (readonly Words[])[],
  nonce: string,
): Host {
  const outputs = new Map(
    batches.map((commands) => [
      batchScript(commands, nonce),
      commands.map((words, index) => `[patchbay ${nonce} ${index}]${printed(words)}`).join('') +
        `[patchbay ${nonce} ${commands.length}]`,
    ]),
  );
  return {
    ...bareHost,
    name: 'local',
    editable: true,
    run: async ({ argv }) => ({
      kind: 'exited',
      exitCode: 0,
      stdout: outputs.get(argv.at(-1) ?? '') ?? '',
      stderr: '',
    }),
    follow: () => ({ stop() {} }),
    close: async () => {},
  };
}

function replayed(answers: CapturedAnswer[]): CapturedAnswers {
  return new CapturedAnswers(
    captureSchema.parse({
      format: 'patchbay-capture',
      version: 1,
      host: 'local',
      takenAt: '2026-11-20T10:00:00Z',
      answers,
    }),
  );
}

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const command = fc
  .tuple(fc.constantFrom('domiflist', 'dumpxml', 'domstate'), word)
  .map((words): Words => words);
const commands = fc.uniqueArray(command, {
  minLength: 1,
  maxLength: 8,
  selector: (words) => words.join('\0'),
});

describe('answers of captured batches', () => {
  it('are found again by command, however later batches are cut and whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(commands, fc.dictionary(fc.string(), word), fc.nat(7), async (all, texts, cut) => {
        const printed = (words: Words) => `${JSON.stringify(words)} ${texts[words[1] ?? ''] ?? ''}\n`;
        const batches = [all.slice(0, cut), all.slice(cut)].filter((batch) => batch.length > 0);
        const recording = recordingHost(virshHost(printed, batches, 'first'));
        for (const batch of batches)
          await recording.host.run({ argv: [...START, batchScript(batch, 'first')] }, limits);

        const asked = all.toReversed();
        const answer = replayed(recording.answers()).answer({
          argv: [...START, batchScript(asked, 'second')],
        });
        if (answer?.kind !== 'exited') throw new Error('no answer');
        expect(splitBatch(answer.stdout, 'second', asked.length)).toEqual({
          ok: true,
          value: asked.map(printed),
        });
      }),
    );
  });

  it('are none when one of the commands was not asked', async () => {
    const recording = recordingHost(virshHost(() => 'x', [[['list']]], 'n'));
    await recording.host.run({ argv: [...START, batchScript([['list']], 'n')] }, limits);
    const answers = replayed(recording.answers());
    expect(answers.answer({ argv: [...START, batchScript([['list'], ['net-list']], 'n')] })).toBeNull();
    expect(answers.answer({ argv: ['virsh', '-q', batchScript([['list']], 'n')] })).toBeNull();
    expect(answers.answer({ argv: [...START, batchScript([['list']], 'n')] })).not.toBeNull();
  });

  it('are empty for the definition of a network, which captures of before have not got', async () => {
    const recording = recordingHost(virshHost(() => 'x', [[['net-dumpxml', 'a']]], 'n'));
    await recording.host.run({ argv: [...START, batchScript([['net-dumpxml', 'a']], 'n')] }, limits);
    const asked = [
      ['net-dumpxml', 'a'],
      ['net-dumpxml', 'a', '--inactive'],
      ['net-dumpxml', 'a'],
    ];
    const answer = replayed(recording.answers()).answer({ argv: [...START, batchScript(asked, 'm')] });
    if (answer?.kind !== 'exited') throw new Error('no answer');
    expect(splitBatch(answer.stdout, 'm', 3)).toEqual({ ok: true, value: ['x', '', 'x'] });
  });

  it('are empty for who has a saved image, which captures of before have not got: it is not known of any', async () => {
    const recording = recordingHost(virshHost(() => 'x', [[['list']]], 'n'));
    await recording.host.run({ argv: [...START, batchScript([['list']], 'n')] }, limits);
    const asked = [
      '--with-managed-save',
      '--without-managed-save',
      '--with-snapshot',
      '--without-snapshot',
    ].map((filter) => ['list', '--all', '--uuid', filter]);
    const answer = replayed(recording.answers()).answer({ argv: [...START, batchScript(asked, 'm')] });
    const stdout = answer !== null && 'stdout' in answer ? answer.stdout : '';
    expect(splitBatch(stdout, 'm', asked.length)).toEqual({ ok: true, value: ['', '', '', ''] });
  });

  it('name who was active in captures of before, which asked for the states only', async () => {
    const [on, off] = ['0', '1'].map((digit) => `11111111-0000-4000-8000-00000000000${digit}`);
    const before: Readonly<Record<string, string>> = {
      'list --all --uuid --name': `${on} web 01\n${off} off\n\n`,
      'list --all --uuid --state-shutoff': `${off}\n\n`,
    };
    const asked = Object.keys(before).map((words) => words.split(' '));
    const recording = recordingHost(virshHost((words) => before[words.join(' ')] ?? '', [asked], 'n'));
    await recording.host.run({ argv: [...START, batchScript(asked, 'n')] }, limits);
    const answer = replayed(recording.answers()).answer({
      argv: [...START, batchScript([['list', '--uuid']], 'm')],
    });
    if (answer?.kind !== 'exited') throw new Error('no answer');
    expect(splitBatch(answer.stdout, 'm', 1)).toEqual({ ok: true, value: [`${on}\n`] });
  });

  it('break off where the captured process did', async () => {
    const half: Host = {
      ...virshHost(() => '', [], 'n'),
      run: async () => ({
        kind: 'timed-out',
        afterMs: 10_000,
        stdout: '[patchbay n 0]one\n[patchbay n 1]tw',
        stderr: 'error: slow\n',
      }),
    };
    const recording = recordingHost(half);
    const asked = [['list'], ['net-list']];
    await recording.host.run({ argv: [...START, batchScript(asked, 'n')] }, limits);
    expect(replayed(recording.answers()).answer({ argv: [...START, batchScript(asked, 'm')] })).toEqual({
      kind: 'timed-out',
      afterMs: 10_000,
      stdout: '[patchbay m 0]one\n',
      stderr: 'error: slow\n',
    });
  });

  it('of a single command that was cut short are not taken for whole', async () => {
    const slow: Host = {
      ...virshHost(() => '', [], 'n'),
      run: async () => ({ kind: 'timed-out', afterMs: 10_000, stdout: '<domain', stderr: '' }),
    };
    const recording = recordingHost(slow);
    await recording.host.run({ argv: [...START, 'dumpxml', 'a'] }, limits);
    expect(replayed(recording.answers()).answer({ argv: [...START, 'dumpxml', 'a'] })).toMatchObject({
      kind: 'timed-out',
    });
  });

  it('keep the complaints of the process, once', async () => {
    const complaining: Host = {
      ...virshHost(() => '', [], 'n'),
      run: async () => ({
        kind: 'exited',
        exitCode: 0,
        stdout: '[patchbay n 0][patchbay n 1][patchbay n 2]',
        stderr: 'error: gone\n',
      }),
    };
    const recording = recordingHost(complaining);
    const asked = [
      ['domstate', 'a'],
      ['domstate', 'b'],
    ];
    await recording.host.run({ argv: [...START, batchScript(asked, 'n')] }, limits);
    expect(replayed(recording.answers()).answer({ argv: [...START, batchScript(asked, 'm')] })).toMatchObject(
      { stderr: 'error: gone\n' },
    );
  });

  it('are the latest ones', async () => {
    let answer = 'old';
    const changing: Host = {
      ...virshHost(() => '', [], 'n'),
      run: async () => ({ kind: 'exited', exitCode: 0, stdout: answer, stderr: '' }),
    };
    const recording = recordingHost(changing);
    for (answer of ['old', 'new']) {
      await recording.host.run({ argv: ['ip', '-j', 'link'] }, limits);
      await recording.host.run({ argv: [...START, 'list', '--all'] }, limits);
    }
    expect(recording.answers()).toHaveLength(2);
    const answers = replayed(recording.answers());
    expect(answers.answer({ argv: ['ip', '-j', 'link'] })).toMatchObject({ stdout: 'new' });
    expect(answers.answer({ argv: [...START, 'list', '--all'] })).toMatchObject({ stdout: 'new' });
  });

  it('of an older capture answer what was asked otherwise then', () => {
    const outcome = { kind: 'exited', exitCode: 0, stdout: '[{}]', stderr: '' } as const;
    const older = replayed([{ kind: 'command', argv: ['bridge', '-j', 'fdb', 'show'], outcome }]);
    expect(older.answer({ argv: ['bridge', '-j', '-s', 'fdb', 'show'] })).toEqual(outcome);
    expect(older.answer({ argv: ['bridge', '-j', '-d', 'fdb', 'show'] })).toBeNull();
  });

  it('leave out what was cancelled', async () => {
    const recording = recordingHost({
      ...virshHost(() => '', [], 'n'),
      run: async () => ({ kind: 'cancelled' }),
    });
    await recording.host.run({ argv: ['ip', '-j', 'link'] }, limits);
    expect(recording.answers()).toEqual([]);
  });
});
