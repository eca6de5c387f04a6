/** What a user typed to find something, read in each of the ways that it may be meant. */
export interface Query {
  readonly text: string;
  readonly lower: string;
  /** The text as a piece of a MAC; null when it cannot be one. */
  readonly mac: MacPiece | null;
  /** The text is one whole IPv4 address, so that it is no piece of a longer one. */
  readonly wholeAddress: boolean;
}

/** A piece of a MAC in the notation it was typed in, lower case. */
export interface MacPiece {
  readonly notation: 'colons' | 'dots' | 'bare';
  readonly piece: string;
  readonly whole: boolean;
}

export function readQuery(typed: string): Query {
  const text = typed.trim();
  const lower = text.toLowerCase();
  return { text, lower, mac: readMacPiece(lower), wholeAddress: /^\d+(?:\.\d+){3}$/.test(text) };
}

// 52:54:00:aa:00:01   52-54-00-AA-00-01   5254.00aa.0001   525400aa0001, and any piece of them of two digits or more
function readMacPiece(lower: string): MacPiece | null {
  if (!/^[0-9a-f:.-]+$/.test(lower)) return null;
  const digits = lower.replace(/[:.-]/g, '');
  if (digits.length < 2 || digits.length > 12) return null;
  const whole = digits.length === 12;
  const separators = new Set(lower.replace(/[0-9a-f]/g, '').replaceAll('-', ':'));
  // A whole MAC, or one typed with separators of both sorts, is compared by its digits alone.
  if (whole || separators.size !== 1) return { notation: 'bare', piece: digits, whole };
  return separators.has(':')
    ? { notation: 'colons', piece: lower.replaceAll('-', ':'), whole }
    : { notation: 'dots', piece: lower, whole };
}

/**
 * Where the piece stands in a MAC.
 * @param mac lower case with colons
 * @returns the range within that text, or null
 */
export function findInMac(mac: string, { notation, piece }: MacPiece): readonly [number, number] | null {
  if (notation === 'colons') {
    const start = mac.indexOf(piece);
    return start < 0 ? null : [start, start + piece.length];
  }
  const digits = mac.replaceAll(':', '');
  const written = notation === 'bare' ? digits : (digits.match(/.{1,4}/g) ?? []).join('.');
  const start = written.indexOf(piece);
  if (start < 0) return null;
  const before = written.slice(0, start).replaceAll('.', '').length;
  const length = piece.replaceAll('.', '').length;
  return [inColons(before), inColons(before + length - 1) + 1];
}

/** The place of a MAC's nth hexadecimal digit when it is written with colons. */
function inColons(digit: number): number {
  return digit + Math.floor(digit / 2);
}
