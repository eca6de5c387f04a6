import { type Parsed, parsed } from '#shared/parse/result.ts';
import { parseUuids } from '#shared/parse/virshList.ts';
import type { BatchAnswer } from './virshBatch.ts';

/** The UUIDs that a list names. */
export function uuidSet(answer: BatchAnswer): Parsed<ReadonlySet<string>> {
  const uuids = parseUuids(answer.text ?? '');
  return uuids.ok ? parsed(new Set(uuids.value), uuids.odd) : uuids;
}
