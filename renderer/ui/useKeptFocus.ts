import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';

interface Held {
  /** `data-key` of the row that has the focus. */
  readonly key: string;
  /** Its place among the rows. */
  readonly at: number;
  /** What gets the focus when no row is left. */
  readonly home: HTMLElement | null;
}

/**
 * Keeps the focus in a list whose rows come and go: with its row gone it moves on to the one that came up in its place.
 * @param list its rows have `data-key`; an element around it with `data-focus-home` gets the focus after the last one
 * @returns what the list must listen with
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>) {
  const held = useRef<Held | null>(null);
  useLayoutEffect(() => {
    const was = held.current;
    if (was === null) return;
    const rows = rowsOf(list.current);
    if (rows.some(({ dataset }) => dataset.key === was.key)) return;
    held.current = null;
    // Who has gone elsewhere is left there.
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const next = rows[Math.min(was.at, rows.length - 1)];
    (next?.querySelector('button') ?? was.home)?.focus();
  });
  return {
    onFocus(event: FocusEvent<HTMLElement>) {
      const row = event.target.closest<HTMLElement>('[data-key]');
      const home = event.currentTarget.closest<HTMLElement>('[data-focus-home]');
      held.current =
        row === null
          ? null
          : { key: row.dataset.key ?? '', at: rowsOf(event.currentTarget).indexOf(row), home };
    },
    onBlur({ relatedTarget }: FocusEvent<HTMLElement>) {
      // Null: the row is gone, or the window is. A dialog gives the focus back, while React hears of no events.
      if (relatedTarget !== null && relatedTarget.closest('dialog') === null) held.current = null;
    },
  };
}

function rowsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
}
