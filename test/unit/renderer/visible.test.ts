import { describe, expect, it } from 'vitest';
import { visible, visibleLines } from '#renderer/ui/visible.ts';

describe('visible', () => {
  it.each([
    ['pay\u202egnp.exe', 'pay‹U+202E›gnp.exe'],
    ['web\u200b01', 'web‹U+200B›01'],
    ['a\nb', 'a‹U+000A›b'],
    ['a\u0000b', 'a‹U+0000›b'],
    ['\u2066br0\u2069', '‹U+2066›br0‹U+2069›'],
    ['br0\ufeff', 'br0‹U+FEFF›'],
    ['a\u061cb\u200f', 'a‹U+061C›b‹U+200F›'],
    ['br0\u{e0041}', 'br0‹U+E0041›'],
    ['br0\u3164', 'br0‹U+3164›'],
    ['web\u200d01', 'web‹U+200D›01'],
    ['🦊\u200d', '🦊‹U+200D›'],
  ])('spells out what %j hides', (name, shown) => {
    expect(visible(name)).toBe(shown);
  });

  it('leaves names of every script as they are', () => {
    for (const name of ['web 01', 'überwachung', '数据库', 'مضيف', '🦊', '❤️', '👩‍💻', '👩🏽‍💻', "it's <b>"]) {
      expect(visible(name)).toBe(name);
    }
  });

  it('keeps the lines of a command, and nothing else that is unseen', () => {
    expect(visibleLines('a\n\tb\u202e\r')).toBe('a\n\tb‹U+202E›‹U+000D›');
  });
});
