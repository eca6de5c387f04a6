/** Seconds in which nothing was heard after which the page counts on its own: the host tells each second. */
export const SILENCE = 4;

export interface Count {
  /** Whole seconds until the host reverts it, never below 0. */
  readonly left: number;
  /** What is left of the whole, 0 to 1, for the bar. */
  readonly share: number;
  /** Nothing was heard of the host for so long that the page only counts on. */
  readonly silent: boolean;
}

/**
 * Where a countdown stands now, counted on from what the host last told.
 * @param told seconds left when it was told @param total seconds in all @param toldAt, now milliseconds of one clock
 */
export function countOn(told: number, total: number, toldAt: number, now: number): Count {
  const since = Math.max(0, (now - toldAt) / 1000);
  const exact = Math.min(Math.max(0, told - since), total);
  return {
    left: Math.ceil(exact),
    share: total > 0 ? exact / total : 0,
    silent: since >= SILENCE,
  };
}

/** Where a screen reader is told how much is left; in between it is left in peace. */
const TOLD_AT = [30, 10];

/** The seconds to announce: the whole at the start, then the latest mark that was passed. */
export function announcedSeconds(left: number, total: number): number {
  return TOLD_AT.findLast((mark) => left <= mark && mark < total) ?? total;
}
