import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * The platform's own modal dialog: it keeps the focus inside, answers Esc, and gives the focus back when it closes,
 * also where React takes it away.
 * @param onClosed the user closed it
 */
export function useModal(onClosed: () => void): {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onCancel: () => void;
  readonly onClose: () => void;
} {
  const ref = useRef<HTMLDialogElement>(null);
  // Before the effects of what is inside, which may then choose what has the focus.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return {
    ref,
    // Esc: at once, as the next key may come before `close` does.
    onCancel: onClosed,
    // It comes late: by then, StrictMode has opened the dialog again.
    onClose: () => ref.current?.open === false && onClosed(),
  };
}
