import { type Parsed, parsed } from '#shared/parse/result.ts';
import { parseUuids } from '#shared/parse/virshList.ts';
import type { Answer } from './virshBatch.ts';

/** The UUIDs that a list names. */
export function uuidSet(answer: Answer): Parsed<ReadonlySet<string>> {
  const uuids = parseUuids(answer.text ?? '');
  return uuids.ok ? parsed(new Set(uuids.value), uuids.odd) : uuids;
}
