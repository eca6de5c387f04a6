import { unseen, unseenInText } from '#shared/unseen.ts';

/** A piece of a line for a person, with how it is set off. Text is given as it is: `renderLine` makes it harmless. */
export interface Styled {
  readonly text: string;
  readonly style: Style;
}

type Style = 'bold' | 'dim' | 'yellow' | 'red' | 'green';

export type Piece = string | Styled;
export type Line = readonly Piece[];

const SGR: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

export const bold = (text: string): Styled => ({ text, style: 'bold' });
export const dim = (text: string): Styled => ({ text, style: 'dim' });
export const yellow = (text: string): Styled => ({ text, style: 'yellow' });
export const red = (text: string): Styled => ({ text, style: 'red' });
export const green = (text: string): Styled => ({ text, style: 'green' });

/**
 * A line as a terminal may have it. Names come from the host and may hold anything: what a terminal would obey, and
 * what could not be seen or turns text around, becomes U+FFFD, so that something is seen to have been there.
 */
export function renderLine(line: Line, colour: boolean): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return harmless(piece);
      const text = harmless(piece.text);
      return colour && text !== '' ? `\u001b[${SGR[piece.style]}m${text}\u001b[0m` : text;
    })
    .join('');
}

function harmless(text: string): string {
  return text.replace(unseen, '\ufffd');
}

/** JSON for a script, and for the terminal that it may be printed on: nothing in it is obeyed, nothing is lost. */
export function renderJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(unseenInText, (character) =>
    // Of a character beyond U+FFFF, JSON writes both halves.
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Lines up columns; the last one is not filled up. Two blanks part them, and `indent` blanks stand before. */
export function columns(rows: readonly (readonly Piece[])[], indent = 0): Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  const used = widths.map((width) => width > 0);
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => widthOf(cell) > 0);
    const cells = row.slice(0, last + 1).flatMap((cell, index): Piece[] => {
      if (!used[index]) return [];
      const gap = index === last ? '' : ' '.repeat((widths[index] ?? 0) - widthOf(cell) + 2);
      return [cell, gap];
    });
    return [' '.repeat(indent), ...cells];
  });
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function widthOf(piece: Piece): number {
  const text = typeof piece === 'string' ? piece : piece.text;
  // Nearly all is ASCII, and the segmenter takes its time.
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...graphemes.segment(text)].length;
}
