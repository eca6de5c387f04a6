import { expect, it } from 'vitest';
import { errorWords, lostWords } from '#shared/host/lostFrames.ts';

it('tells what was lost of each direction, and nothing where nothing was', () => {
  const lost = { rxErrors: 1, txErrors: 0, rxDropped: 1_234_567, txDropped: 0 };
  expect(lostWords(lost, 'rx')).toBe('1 error, 1\u202f234\u202f567 dropped');
  expect(lostWords({ ...lost, rxErrors: 12, rxDropped: 0 }, 'rx')).toBe('12 errors');
  expect(lostWords(lost, 'tx')).toBeNull();
  expect(lostWords(undefined, 'rx')).toBeNull();
});

it('marks a card for its errors, and not for drops', () => {
  expect(errorWords({ rxErrors: 1, txErrors: 11, rxDropped: 0, txDropped: 0 })).toBe('12 errors');
  expect(errorWords({ rxErrors: 0, txErrors: 0, rxDropped: 9, txDropped: 9 })).toBeNull();
  expect(errorWords(undefined)).toBeNull();
});
