import { describe, expect, it } from 'vitest';
import { textOf } from '#electron/hosts/local/process/text.ts';

const bytes = (latin1: string) => Uint8Array.from(Buffer.from(latin1, 'latin1'));

describe('what a program printed', () => {
  it.each(['', 'br0', 'Köln ✓ 🙂', '\u0000\u007f'])('is text as it stands: %j', (text) => {
    expect(textOf(Uint8Array.from(Buffer.from(text)))).toBe(text);
  });

  it.each([
    ['a byte that is never in UTF-8', 'br\xff', 'br\\xff'],
    ['two that differ stay two', 'br\xfe', 'br\\xfe'],
    ['a character that was cut short', 'a\xe2\x82z', 'a\\xe2\\x82z'],
    ['half of a surrogate pair', '\xed\xa0\x80', '\\xed\\xa0\\x80'],
    ['one written too long', '\xc0\xaf', '\\xc0\\xaf'],
    ['beside letters that are right', '\xfe\xc3\xa9\xf0\x9f\x99\x82\xff', '\\xfeé🙂\\xff'],
  ])('shows what is not: %s', (_, latin1, text) => {
    expect(textOf(bytes(latin1))).toBe(text);
  });
});
