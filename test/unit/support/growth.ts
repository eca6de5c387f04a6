/** Sixteen times the work takes about sixteen times as long; 256 times as long where it grows by its square. */
const TIMES = 16;
const MOST = 80;
/** Milliseconds; shorter times tell of the machine and not of the work. */
const LEAST_MS = 3;
/** Of so many tries the best one counts: whatever else the machine does only makes a try longer. */
const TRIES = 4;

/**
 * What sixteen times the work took where that is far more than sixteen times as long; an empty text where it is not.
 * @param work is done on something of the given size
 */
export function excessiveGrowth(size: number, work: (size: number) => void): string {
  let small = LEAST_MS;
  let large = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TRIES; turn++) {
    small = Math.max(
      small,
      processorMs(() => work(size)),
    );
    large = Math.min(
      large,
      processorMs(() => work(TIMES * size)),
    );
    if (large <= MOST * small) return '';
  }
  return `${small.toFixed(1)} ms for ${size}, ${large.toFixed(1)} ms for ${TIMES * size}`;
}

/** Of this process alone, so that its neighbours on the machine don’t count. */
function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
