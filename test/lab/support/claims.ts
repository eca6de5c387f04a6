import type { Proof } from './proves.ts';
import { isTool, type witnessed } from './witness.ts';

type Deeds = ReturnType<typeof witnessed>;

/**
 * What a test claims in a `proves` and did not do: to have applied the edit, its undo or its redo, or to have asked a
 * tool about it afterwards. Empty: it did all of it.
 */
export function unproved({ live, off, undo, redo, by }: Proof, deeds: Deeds): string[] {
  const works = live === true || off === true;
  const first = works ? deeds.indexOf('edit') : 0;
  return [
    ...(first < 0 ? ['it applied no edit'] : []),
    ...by
      .filter((tool) => !deeds.includes(tool, Math.max(first, 0)))
      .map((tool) => `it did not ask ${tool}${works ? ' after the edit' : ''}`),
    ...(undo && !isLookedAt('undo', deeds) ? ['it did not look at the host after an undo'] : []),
    ...(redo && !isLookedAt('redo', deeds) ? ['it did not look at the host after a redo'] : []),
  ];
}

/** Whether a tool was asked about the host after a deed, before anything else was done to it. */
function isLookedAt(deed: 'undo' | 'redo', deeds: Deeds): boolean {
  return deeds.some((each, at) => each === deed && isTool(deeds[at + 1]));
}
