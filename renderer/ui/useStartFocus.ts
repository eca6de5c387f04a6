import { type RefObject, useEffect, useRef } from 'react';

/**
 * Gives the focus to what the user most likely wants next, once, when it appears. What stands in a field, such as a
 * suggested name, is selected, so that typing replaces it.
 */
export function useStartFocus<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  useEffect(() => {
    ref.current?.focus();
    if (ref.current instanceof HTMLInputElement) ref.current.select();
  }, []);
  return ref;
}
