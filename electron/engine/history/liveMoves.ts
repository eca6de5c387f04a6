import type { LiveMove } from '#shared/topology/liveMoves.ts';
import type { JournaledEdits } from './journaledEdits.ts';
import type { UndoRecord } from './undoRecord.ts';

/**
 * The links that Patchbay has plugged with `ip link` since the host was started, and has not put back. A vNIC's TAP
 * is none of them: where it is plugged at the next boot its VM's definition says.
 * @param boot the host's present one
 */
export function liveMoves(history: JournaledEdits, boot: string): LiveMove[] {
  const done = history.edits.map(({ begun }) =>
    (begun.hostBoot ?? begun.by.boot) === boot ? history.doneEntry(begun.id) : null,
  );
  return movesAfter(
    [],
    done.filter((entry) => entry !== null),
  );
}

/** The moves as they are after these edits, in their order. */
export function movesAfter(before: readonly LiveMove[], entries: readonly UndoRecord[]): LiveMove[] {
  const moves = new Map(before.map((move) => [move.link, move]));
  for (const { inverses, promises } of entries) {
    // An entry's inverses lead back, so that the last of them belongs to its first step.
    for (const { what, behind } of inverses.toReversed()) {
      if (what.op !== 'port-master' || behind !== null || moves.has(what.link)) continue;
      moves.set(what.link, { link: what.link, was: what.master, now: what.master });
    }
    for (const { what: promise, behind } of promises) {
      const move = 'link' in promise && behind === null ? moves.get(promise.link) : undefined;
      if (move !== undefined && promise.is === 'port-master')
        moves.set(move.link, { ...move, now: promise.master });
    }
  }
  return [...moves.values()];
}
