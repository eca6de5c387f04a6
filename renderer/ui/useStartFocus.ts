import { type RefObject, useEffect, useRef } from 'react';

/** Gives the focus to what the user most likely wants next, once, when it appears. */
export function useStartFocus<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
