import type { Panel } from './model.ts';

/**
 * The panel again, with the object of each card and cable that did not change: a view can then compare by identity,
 * and draws only what is different.
 */
export function keepUnchanged(before: Panel | null, now: Panel): Panel {
  if (before === null) return now;
  return {
    cards: keepEach(before.cards, now.cards),
    cables: keepEach(before.cables, now.cables),
    cardOf: now.cardOf,
  };
}

function keepEach<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const kept = now.map((item) => {
    const was = known.get(item.id);
    return was !== undefined && sameData(was, item) ? was : item;
  });
  return kept.length === before.length && kept.every((item, index) => item === before[index]) ? before : kept;
}

/** Structural equality of plain data. */
export function sameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => sameData(Reflect.get(one, key), Reflect.get(other, key)));
}
