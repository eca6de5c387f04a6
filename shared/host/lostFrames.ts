/** Frames that a link lost since it was made: of what came in by it and what went out. */
export interface LostFrames {
  readonly rxErrors: number;
  readonly txErrors: number;
  readonly rxDropped: number;
  readonly txDropped: number;
}

/**
 * What was lost of one direction: `12 errors, 3 dropped`; null: nothing.
 * @param lost absent: nothing in either direction
 */
export function lostWords(lost: LostFrames | undefined, way: 'rx' | 'tx'): string | null {
  const errors = lost?.[`${way}Errors`] ?? 0;
  const dropped = lost?.[`${way}Dropped`] ?? 0;
  const words = [
    ...(errors === 0 ? [] : [`${counted(errors)} ${errors === 1 ? 'error' : 'errors'}`]),
    ...(dropped === 0 ? [] : [`${counted(dropped)} dropped`]),
  ];
  return words.length === 0 ? null : words.join(', ');
}

/** `12 errors` of both directions; null: none. Drops are usual on many cards, and no reason to look. */
export function errorWords(lost: LostFrames | undefined): string | null {
  const errors = (lost?.rxErrors ?? 0) + (lost?.txErrors ?? 0);
  return errors === 0 ? null : `${counted(errors)} ${errors === 1 ? 'error' : 'errors'}`;
}

/** With thin spaces between thousands, as a counter may have ten digits. */
function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
