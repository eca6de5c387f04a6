import { expect, it } from 'vitest';
import { lostWords } from '#renderer/panels/inspector/lostWords.ts';

it('tells what was lost of each direction, and nothing where nothing was', () => {
  const lost = { rxErrors: 1, txErrors: 0, rxDropped: 1_234_567, txDropped: 0 };
  expect(lostWords(lost, 'rx')).toBe('1 error, 1\u202f234\u202f567 dropped');
  expect(lostWords({ ...lost, rxErrors: 12, rxDropped: 0 }, 'rx')).toBe('12 errors');
  expect(lostWords(lost, 'tx')).toBeNull();
  expect(lostWords(undefined, 'rx')).toBeNull();
});
