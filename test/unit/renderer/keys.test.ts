import { describe, expect, it } from 'vitest';
import { keyName } from '#renderer/actions/keys.ts';

function pressed(
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) {
  return keyName({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });
}

describe('keyName', () => {
  it('names Ctrl and ⌘ alike', () => {
    expect(pressed('z', { ctrlKey: true })).toBe('Mod+Z');
    expect(pressed('z', { metaKey: true })).toBe('Mod+Z');
  });

  it('names Shift with letters and named keys, as redo is Shift+Z', () => {
    expect(pressed('Z', { ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Z');
    expect(pressed('Tab', { shiftKey: true })).toBe('Shift+Tab');
  });

  it('leaves Shift out where it only makes the character, so that / is / on every keyboard', () => {
    expect(pressed('/', { shiftKey: true })).toBe('/');
  });

  it('ignores caps lock', () => {
    expect(pressed('M')).toBe('M');
    expect(pressed('m')).toBe('M');
  });
});

describe('keyName on a keyboard of another script', () => {
  it('names the letter that stands on the key of a Latin keyboard', () => {
    expect(pressedAt('KeyZ', 'я', { ctrlKey: true })).toBe('Mod+Z');
    expect(pressedAt('KeyM', 'ь')).toBe('M');
  });

  it('keeps to what is typed where that is Latin, wherever it stands', () => {
    expect(pressedAt('KeyY', 'z', { ctrlKey: true })).toBe('Mod+Z');
  });
});

function pressedAt(code: string, key: string, held: { readonly ctrlKey?: boolean } = {}) {
  return keyName({ code, key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });
}
