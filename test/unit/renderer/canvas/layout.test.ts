import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { assignHues } from '#renderer/canvas/layout/hues.ts';
import { cablePath, freeRoute } from '#renderer/canvas/layout/path.ts';
import { freeSlot, overlaps } from '#renderer/canvas/layout/slots.ts';
import { stack } from '#renderer/canvas/layout/stack.ts';
import { Rack } from './support/rack.ts';

describe('stack', () => {
  const wishes = fc.array(
    fc.record({
      height: fc.integer({ min: 1, max: 200 }),
      wanted: fc.integer({ min: -500, max: 2000 }),
      weight: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 20 },
  );

  it('keeps the order and the gap, and begins at 0 or below', () => {
    fc.assert(
      fc.property(wishes, (boxes) => {
        let end = -12;
        stack(boxes, 12).forEach((top, index) => {
          expect(top).toBeGreaterThanOrEqual(Math.max(0, end + 12) - 1e-6);
          end = top + (boxes[index]?.height ?? 0);
        });
      }),
    );
  });

  it('gives everyone what they want where nobody is in the way', () => {
    const boxes = [0, 100, 250].map((wanted) => ({ height: 50, wanted, weight: 1 }));
    expect(stack(boxes, 10)).toEqual([0, 100, 250]);
  });

  it('meets in the middle where two want the same, and goes by weight', () => {
    const two = (weight: number) => [
      { height: 40, wanted: 100, weight: 1 },
      { height: 40, wanted: 100, weight },
    ];
    expect(stack(two(1), 10)).toEqual([75, 125]);
    expect(stack(two(4), 10)).toEqual([60, 110]);
  });
});

describe('freeSlot', () => {
  const box = fc.record({
    x: fc.integer({ min: 0, max: 600 }),
    y: fc.integer({ min: 0, max: 900 }),
    width: fc.integer({ min: 20, max: 300 }),
    height: fc.integer({ min: 20, max: 300 }),
  });

  it('is on nobody, at one of the given edges', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 15 }), box, (taken, { x, y, width, height }) => {
        const slot = freeSlot({ width, height }, [0, 300], { x, y }, taken);
        expect([0, 300]).toContain(slot.x);
        expect(taken.filter((other) => overlaps({ ...slot, width, height }, other))).toEqual([]);
      }),
    );
  });

  it('is the wanted place itself when that is free', () => {
    expect(freeSlot({ width: 10, height: 10 }, [0], { x: 0, y: 77 }, [])).toEqual({ x: 0, y: 77 });
  });
});

describe('hues', () => {
  const panel = (...names: string[]) => {
    const rack = new Rack();
    for (const name of names) rack.bridge(name);
    return derivePanel(rack.topology());
  };

  it('gives eight bridges eight hues, in the order of their names', () => {
    const names = Array.from({ length: 8 }, (_, index) => `br${index + 3}`);
    const hues = assignHues(panel(...names.toReversed()), new Map());
    expect(names.map((name) => hues.get(`link:${name}`))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lets every bridge keep its hue when another comes or goes', () => {
    const first = assignHues(panel('br1', 'br2', 'br3'), new Map());
    const more = assignHues(panel('br0', 'br1', 'br2', 'br3'), first);
    for (const [id, hue] of first) expect(more.get(id)).toBe(hue);
    expect(more.get('link:br0')).toBe(4);
    const fewer = assignHues(panel('br0', 'br3'), more);
    expect(fewer.get('link:br3')).toBe(3);
  });

  it('spreads a ninth bridge and further ones evenly', () => {
    const names = Array.from({ length: 16 }, (_, index) => `br${index}`);
    const counts = new Map<number, number>();
    for (const hue of assignHues(panel(...names), new Map()).values())
      counts.set(hue, (counts.get(hue) ?? 0) + 1);
    expect([...counts.values()]).toEqual(new Array(8).fill(2));
  });
});

describe('cablePath', () => {
  const point = fc.record({
    x: fc.integer({ min: -3000, max: 3000 }),
    y: fc.integer({ min: -3000, max: 3000 }),
  });

  it('runs from plug to plug', () => {
    fc.assert(
      fc.property(point, point, fc.nat(120), (from, to, lead) => {
        const path = cablePath(from, to, { ...freeRoute, lead });
        expect(path.startsWith(`M${from.x},${from.y}C`)).toBe(true);
        expect(path.endsWith(lead > 0 ? `H${to.x}` : ` ${to.x},${to.y}`)).toBe(true);
        expect(path).not.toContain('NaN');
      }),
    );
  });

  it('passes through its tray', () => {
    const route = { ...freeRoute, tray: { x: 400, y: 88, drop: 14 } };
    expect(cablePath({ x: 0, y: 40 }, { x: 600, y: 300 }, route)).toContain(' 14,88H400C');
  });
});
