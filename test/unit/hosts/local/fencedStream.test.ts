import { expect, test } from 'vitest';
import { FencedStream, type FencedText } from '#electron/hosts/local/process/fencedStream.ts';

/** What of 100 bytes is told where so many may be held, and they come in pieces of so many. */
function told(limit: number, piece: number): Pick<FencedText, 'isCut' | 'end'> | undefined {
  let told: FencedText | undefined;
  const stream = new FencedStream('token', {
    hello: () => {},
    limitOf: () => limit,
    begun: () => {},
    ended: (_, text) => {
      told = text;
    },
  });
  const all = Buffer.from(`\ntoken hello 7\n\ntoken.1\n${'x'.repeat(100)}\ntoken.1 0\n`);
  for (let at = 0; at < all.length; at += piece) stream.push(all.subarray(at, at + piece));
  return told === undefined ? undefined : { isCut: told.isCut, end: told.end };
}

test.each([1, 7, 1000])('what is over the limit is told as cut, be it in pieces of %i bytes', (piece) => {
  expect(told(99, piece)).toEqual({ isCut: true, end: '0' });
  expect(told(100, piece)).toEqual({ isCut: false, end: '0' });
});
