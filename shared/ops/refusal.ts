/** Why something can’t be done: what, and what to do instead. */
export interface Refusal {
  readonly why: string;
  readonly advice: string;
  /** A shell line of the program that does it instead, to be copied; absent: none is known. */
  readonly command?: string;
  /** The host shows already what was asked for; absent: it does not. */
  readonly already?: true;
}

/** @param advice what to do instead; empty when nothing helps */
export function refuse(why: string, advice: string): Refusal {
  return { why, advice };
}

/** @param why that the host shows already what is asked for */
export function alreadySo(why: string, advice = ''): Refusal {
  return { why, advice, already: true };
}

/** Tells a refusal from what was asked for: no command, op or draft has a `why`. */
export function isRefusal(value: object | string): value is Refusal {
  return typeof value === 'object' && 'why' in value;
}
