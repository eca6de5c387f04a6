import { describe, expect, it } from 'vitest';
import { ageInWords } from '#renderer/panels/words/age.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');

describe('ageInWords', () => {
  it.each([
    ['2026-01-01T11:59:58Z', 'just now'],
    ['2026-01-01T12:00:03Z', 'just now'],
    ['2026-01-01T11:59:18Z', '42 s ago'],
    ['2026-01-01T11:50:00Z', '10 min ago'],
    ['2026-01-01T02:00:00Z', '10 h ago'],
    ['2025-12-22T12:00:00Z', '10 days ago'],
    ['', 'at an unknown time'],
  ])('says of %s at noon: %s', (then, words) => {
    expect(ageInWords(then, noon)).toBe(words);
  });
});
