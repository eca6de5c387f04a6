import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noJournal } from '#electron/engine/history/journal.ts';
import { JournaledEdits } from '#electron/engine/history/journaledEdits.ts';
import type { JournalRecord } from '#electron/engine/history/record.ts';
import { scriptOf } from '#electron/engine/history/script.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import { unseenInText } from '#shared/unseen.ts';
import { begun, ended, plug, started, stepEnded } from './support.ts';

function script(...records: JournalRecord[]): string {
  const history = new JournaledEdits(noJournal);
  for (const record of records) history.remember(record);
  return scriptOf('local', history.edits, history);
}

const result = (outcome: 'done' | 'failed' | 'put-back') => stepEnded('a', 0, outcome).result;

/** What a shell prints that runs the script. */
const run = (text: string) => execFileSync('sh', ['-s'], { input: text, encoding: 'utf8' });

describe('the history as a script', () => {
  it('says what was done, when, and what became of it', () => {
    const steps = [plug('loose', null, 'br0')];
    expect(script(begun('a', { steps }), ended('a', { steps: [result('done')] }))).toBe(
      [
        '#!/bin/sh',
        '# What Patchbay did on local, as commands. Times are UTC.',
        '# A vnet has another name after each start of its VM: look at the names before you run this.',
        '# Changing links takes root.',
        'set -eu',
        '',
        '# 2026-01-01T00:00:00.000Z  Edit a: done',
        '# Done.',
        '# Plug loose into br0: done',
        'ip link set dev loose master br0',
        '',
      ].join('\n'),
    );
  });

  it('runs nothing that was put back, failed or was never seen to end', () => {
    const command = (text: string) => [{ ...plug('loose', null, 'br0'), command: text }];
    const printed = run(
      script(
        begun('a', { steps: command('echo put back') }),
        ended('a', { outcome: 'put-back', steps: [result('put-back')] }),
        begun('b', { steps: command('echo in flight\necho second line') }),
        started('b', 0, 'loose', null),
        begun('c', { steps: command('echo done') }),
        ended('c', { steps: [result('done')] }),
      ),
    );
    expect(printed).toBe('done\n');
  });

  it('shows all that it runs: no escape, and nothing that turns text around', () => {
    const name = 'pay\u202egnp\u001b[2J\u200b';
    const line = shellLine({ argv: ['printf', '%s', name], stdin: '<a>\u2066</a>\n' });
    const steps = [{ ...plug('loose', null, 'br0'), title: name, command: line }];
    const text = script(
      begun('a', { title: name, steps }),
      ended('a', { message: name, steps: [result('done')] }),
    );
    expect(text.search(unseenInText)).toBe(-1);
    expect(run(text)).toBe(name);
  });

  it('leaves out what an earlier release wrote raw into the journal, and says so', () => {
    const steps = [{ ...plug('loose', null, 'br0'), command: "echo 'a\u202eb'" }];
    const text = script(begun('a', { steps }), ended('a', { steps: [result('done')] }));
    expect(text).toContain("# Left out, as it holds characters that can’t be seen:\n#   echo 'a\ufffdb'");
    expect(run(text)).toBe('');
  });

  it('is one that a shell understands and that runs the very commands, whatever the names hold', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((raw) => raw.replaceAll('\0', ''));
    const hostile = fc.oneof(
      text,
      fc.constantFrom("'; echo no; '", 'a\necho no', '$(echo no)', '`echo no`', '\r\necho no'),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, word, stdin) => {
        const line = shellLine({ argv: ['printf', '%s', word], stdin });
        const steps = [{ ...plug('loose', null, 'br0'), title, command: line }];
        const shown = script(
          begun('a', { title, steps }),
          ended('a', { message: title, steps: [result('done')] }),
          begun('b', { title, steps: steps.map((step) => ({ ...step, command: `${word}\n${line}` })) }),
          ended('b', { outcome: 'put-back', steps: [result('put-back')] }),
        );
        execFileSync('sh', ['-n'], { input: shown });
        expect(run(shown)).toBe(word);
      }),
      { numRuns: 60 },
    );
  });
});
