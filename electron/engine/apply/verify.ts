import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, isSeen, mismatch, sourceOf } from '#shared/ops/condition.ts';

/** Real time, or a test's. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Ends early when aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Seen {
  readonly snapshot: HostSnapshot;
  /** What it shows instead of what was expected; empty when it shows that. */
  readonly mismatch: string;
}

/** Begins what is told instead of a mismatch where the facts could not be read. */
export const UNSEEN = 'It can’t be seen at present.';

/** True where a read tells nothing of what one of the conditions rests on. */
export function isUnseen(conditions: readonly Condition[], snapshot: HostSnapshot): boolean {
  return !conditions.every((condition) => isSeen(condition, snapshot));
}

/** What a read shows instead of the conditions; empty when all hold. Facts that are not of this read show nothing. */
export function firstMismatch(conditions: readonly Condition[], snapshot: HostSnapshot): string {
  for (const condition of conditions) {
    if (!isSeen(condition, snapshot)) {
      const report = snapshot.sources.find(({ name }) => name === sourceOf(condition));
      return `${UNSEEN} ${report?.message ?? ''}`.trimEnd();
    }
    const found = mismatch(condition, snapshot);
    if (found !== '') return found;
  }
  return '';
}

/** The pause between two reads grows: most effects show at once, and a slow guest is not helped by haste. */
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 1000;

/**
 * Reads the host until it shows the conditions, the time is up, or the wait is aborted: once at least.
 * @param read begins a new read with each call
 * @param onWait is called before each pause
 */
export async function waitUntil(
  conditions: readonly Condition[],
  settleMs: number,
  read: () => Promise<HostSnapshot>,
  clock: Clock,
  onWait: () => void,
  signal?: AbortSignal,
): Promise<Seen> {
  const deadline = clock.now() + settleMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const snapshot = await read();
    const found = firstMismatch(conditions, snapshot);
    const left = deadline - clock.now();
    if (found === '' || left <= 0 || signal?.aborted === true) return { snapshot, mismatch: found };
    onWait();
    await clock.sleep(Math.min(pause, left), signal);
  }
}
