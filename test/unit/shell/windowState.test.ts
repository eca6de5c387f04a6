import { describe, expect, it } from 'vitest';
import { placeWindow, type WindowState } from '#electron/shell/windowState.ts';

const laptop = { x: 0, y: 0, width: 1920, height: 1050 };
const beside = { x: 1920, y: -200, width: 2560, height: 1400 };
const state = (x: number | null, y: number | null): WindowState => ({
  version: 1,
  x,
  y,
  width: 1440,
  height: 900,
  maximized: false,
});

describe('where the window opens', () => {
  it('is where it was', () => {
    expect(placeWindow(state(100, 50), [laptop])).toEqual({ x: 100, y: 50, width: 1440, height: 900 });
    expect(placeWindow(state(2000, -150), [laptop, beside])).toMatchObject({ x: 2000, y: -150 });
  });

  it.each([
    ['on a screen that is gone', state(2000, -150)],
    ['above the screen', state(100, -300)],
    ['below the screen', state(100, 1040)],
    ['left of it', state(-1400, 0)],
    ['right of it', state(1900, 0)],
    ['nowhere yet', state(null, null)],
  ])('is up to the desktop if it was %s', (_where, was) => {
    expect(placeWindow(was, [laptop])).toEqual({ width: 1440, height: 900 });
  });
});
