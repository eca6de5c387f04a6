import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalFile } from '#electron/engine/history/journalFile.ts';
import { JOURNAL_HEADER, parseJournal } from '#electron/engine/history/journalText.ts';
import type { JournalRecord } from '#electron/engine/history/record.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { begun, ended, started, stepEnded, whole } from './support.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-journal-'));
  path = join(directory, 'state', 'history-local.jsonl');
});

afterEach(() => rm(directory, { recursive: true }));

async function written(records: readonly JournalRecord[], journal = new JournalFile(path)) {
  for (const record of records) await journal.append(record);
  return journal;
}

const readAnew = async () => (await new JournalFile(path).read()) ?? { records: [], remarks: [] };

describe('a journal', () => {
  it('gives back what was written, in its order, after a restart', async () => {
    await written([...whole('a'), ...whole('b')]);
    expect(await readAnew()).toEqual({ records: [...whole('a'), ...whole('b')], remarks: [] });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is empty where there is none, and says nothing of that', async () => {
    expect(await readAnew()).toEqual({ records: [], remarks: [] });
  });

  it('is read again only when somebody else has written', async () => {
    const own = new JournalFile(path);
    await own.read();
    await written(whole('a'), own);
    expect(await own.read()).toBeNull();
    await written(whole('b'));
    expect((await own.read())?.records).toHaveLength(8);
    expect(await own.read()).toBeNull();
  });

  it('begins a new line after one that was torn', async () => {
    await written(whole('a'));
    await appendFile(path, '{"is":"begun","id":"tor');
    await written(whole('b'));
    expect(await readAnew()).toEqual({ records: [...whole('a'), ...whole('b')], remarks: [] });
  });

  it.each([
    ['garbage', 'what is this?\n'],
    ['a newer version', '{"patchbay":"history","version":2}\n{"is":"begun"}\n'],
    ['half of the first line', JOURNAL_HEADER.slice(0, 10)],
  ])('is set aside and not overwritten: %s', async (_, text) => {
    await mkdir(join(directory, 'state'));
    await writeFile(path, text);
    const journal = new JournalFile(path);
    expect((await journal.read())?.remarks).toEqual([expect.stringContaining('set aside')]);
    await written(whole('a'), journal);
    const [broken = ''] = (await readdir(join(directory, 'state'))).filter((name) => name.includes('broken'));
    expect(await readFile(join(directory, 'state', broken), 'utf8')).toBe(text);
    expect((await readAnew()).records).toEqual(whole('a'));
  });

  it('leaves foreign lines out and says so', async () => {
    await written(whole('a'));
    await appendFile(path, '{"is":"levitated","id":"x"}\n{"is":"ended"}\n42\n');
    await written(whole('b'));
    const { records, remarks } = await readAnew();
    expect(records).toEqual([...whole('a'), ...whole('b')]);
    expect(remarks).toEqual([expect.stringContaining('3 lines')]);
  });

  it('lets no op through that is not of the closed set', () => {
    const [first] = whole('a');
    const line = JSON.stringify(first).replace('"port-master"', '"run-shell"');
    expect(parseJournal(`${JOURNAL_HEADER}\n${line}\n`)).toEqual({ records: [], foreign: 1 });
  });

  it('keeps what came before, whatever stands behind it', () => {
    const text = `${JOURNAL_HEADER}\n${whole('a')
      .map((record) => `${JSON.stringify(record)}\n`)
      .join('')}`;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (tail) => {
        expect(parseJournal(text + tail)?.records.slice(0, 4)).toEqual(whole('a'));
      }),
    );
  });

  it('reads every beginning of itself: a crash may cut it anywhere', () => {
    const text = `${JOURNAL_HEADER}\n${whole('a')
      .map((record) => `${JSON.stringify(record)}\n`)
      .join('')}`;
    fc.assert(
      fc.property(fc.integer({ min: JOURNAL_HEADER.length, max: text.length }), (length) => {
        const parsed = parseJournal(text.slice(0, length));
        expect(parsed?.foreign).toBe(0);
        expect(parsed?.records).toEqual(whole('a').slice(0, parsed?.records.length));
      }),
    );
  });

  it('passes over a line that nobody could have written, and a file of that size', async () => {
    const huge = `"${'x'.repeat(5_000_000)}"`;
    expect(parseJournal(`${JOURNAL_HEADER}\n${huge}\n${JSON.stringify(begun('a'))}\n`)).toEqual({
      records: [begun('a')],
      foreign: 1,
    });
    await written(whole('a'));
    const small = new JournalFile(path, { rotateBytes: 1 << 20, maxBytes: 100 });
    expect(await small.read()).toEqual({ records: [], remarks: [expect.stringContaining('set aside')] });
  });

  it('is bounded: it is put by between two edits, and an edit stays whole', async () => {
    const journal = new JournalFile(path, { rotateBytes: 3000, maxBytes: 1 << 20 });
    await journal.read();
    for (const id of 'abcdefgh') await written(whole(id), journal);
    expect((await stat(path)).size).toBeLessThan(6000);
    expect(await readdir(join(directory, 'state'))).toEqual(['history-local.1.jsonl', 'history-local.jsonl']);
    const { records } = await readAnew();
    expect(records.length % 4).toBe(0);
    expect(records.slice(-4)).toEqual(whole('h'));
    expect(await journal.read()).toBeNull();
  });

  it('says so when the disk is full, and keeps nothing of the record', async () => {
    await mkdir(join(directory, 'state'));
    await symlink('/dev/full', path);
    const journal = new JournalFile(path);
    await expect(journal.append(begun('a'))).rejects.toThrow(/disk is full/);
    await expect(journal.append(begun('a'))).rejects.toBeInstanceOf(UserFailure);
  });

  it('says so when the folder can’t be written in', async () => {
    await writeFile(join(directory, 'file'), '');
    const journal = new JournalFile(join(directory, 'file', 'history-local.jsonl'));
    await expect(journal.append(begun('a'))).rejects.toThrow(/could not be written \(E/);
  });

  it('is not added to while it can’t be read', async () => {
    await mkdir(path, { recursive: true });
    const journal = new JournalFile(path);
    expect((await journal.read())?.remarks).toEqual([expect.stringContaining('could not be read')]);
    await expect(journal.append(begun('a'))).rejects.toThrow(/nothing is added/);
  });

  it('gives back any edit, whatever its names hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (name) => {
        const records = [
          begun('a', { title: name }),
          started('a', 0, name, name),
          stepEnded('a', 0),
          ended('a', { message: name }),
        ];
        const text = `${JOURNAL_HEADER}\n${records.map((record) => `${JSON.stringify(record)}\n`).join('')}`;
        expect(parseJournal(text)).toEqual({ records, foreign: 0 });
      }),
    );
  });
});
