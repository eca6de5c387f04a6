import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadOf } from '#renderer/canvas/draw/load.ts';
import { fitting, isInView, showing } from '#renderer/canvas/interact/camera.ts';

const window = { width: 1440, height: 852 };

describe('the camera', () => {
  const box = fc.record({
    x: fc.integer({ min: -9000, max: 9000 }),
    y: fc.integer({ min: -9000, max: 9000 }),
    width: fc.integer({ min: 1, max: 9000 }),
    height: fc.integer({ min: 1, max: 9000 }),
  });

  it('fits whatever it is given into the window, never larger than life', () => {
    fc.assert(
      fc.property(box, (content) => {
        const view = fitting(content, window);
        expect(view.zoom).toBeLessThanOrEqual(1);
        expect(isInView(content, view, window)).toBe(true);
      }),
    );
  });

  it('does not move for what is seen already', () => {
    const view = { x: 0, y: 0, zoom: 1 };
    expect(showing({ x: 100, y: 100, width: 200, height: 80 }, view, window)).toEqual(view);
  });

  it('moves no more than it must', () => {
    const view = { x: 0, y: 0, zoom: 1 };
    const shown = showing({ x: 1400, y: 100, width: 200, height: 80 }, view, window);
    expect(shown).toEqual({ x: -188, y: 0, zoom: 1 });
  });

  it('leaves the zoom alone where it was not asked to come near', () => {
    const view = { x: 0, y: 0, zoom: 0.5 };
    const box = { x: 0, y: 2000, width: 100, height: 40 };
    expect(showing(box, view, window).zoom).toBe(1);
    expect(showing(box, view, window, 0.35)).toMatchObject({ x: 0, zoom: 0.5 });
  });

  it('comes near when everything is too small to be read', () => {
    expect(showing({ x: 0, y: 0, width: 100, height: 40 }, { x: 0, y: 0, zoom: 0.1 }, window).zoom).toBe(1);
  });
});

describe('how busy a cable looks', () => {
  it('goes up a step with each power of ten', () => {
    const rates = [0, 999, 1000, 9_999, 10_000, 1e6, 1e7, 1e8, 1e12];
    expect(rates.map((rx) => loadOf({ rx, tx: 0 }))).toEqual([0, 0, 1, 1, 2, 4, 5, 5, 5]);
    expect(loadOf(undefined)).toBe(0);
  });
});
