import { type RefObject, useEffect, useRef } from 'react';

/** The platform's own modal dialog: it keeps the focus inside, answers Esc, and gives the focus back when it closes. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return dialog;
}
