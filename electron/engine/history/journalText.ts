import { z } from 'zod';
import { type JournalRecord, recordSchema } from './record.ts';

/** A line that is longer than any that Patchbay writes. */
const LONGEST_LINE = 4_000_000;

export interface JournalText {
  readonly records: readonly JournalRecord[];
  /** Lines that are whole and still mean nothing here: of a newer version, or somebody else's. */
  readonly foreign: number;
}

const headerSchema = z.strictObject({ patchbay: z.literal('history'), version: z.literal(1) });

/** The first line of a journal. */
export const JOURNAL_HEADER = JSON.stringify({ patchbay: 'history', version: 1 });

/**
 * The records of a journal's text; null when it is no journal, or one of another version. A line that was torn by a
 * crash is passed over in silence: the next record begins on a line of its own.
 */
export function parseJournal(text: string): JournalText | null {
  const [header = '', ...lines] = text.split('\n');
  if (!headerSchema.safeParse(jsonOf(header)).success) return null;
  const records: JournalRecord[] = [];
  let foreign = 0;
  for (const line of lines) {
    const value = line.length > LONGEST_LINE ? undefined : jsonOf(line);
    if (value === undefined) {
      if (line.length > LONGEST_LINE) foreign += 1;
      continue;
    }
    const checked = recordSchema.safeParse(value);
    if (checked.success) records.push(checked.data);
    else foreign += 1;
  }
  return { records, foreign };
}

/** @returns undefined where the line is no JSON: torn */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
