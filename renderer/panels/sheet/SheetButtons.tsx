import type { ReactNode } from 'react';
import { openSheet } from '../../stores/edits.ts';
import { Keys } from '../../ui/Keys.tsx';

/** The foot of the sheet, always in view: the way out, and what else can be pressed. */
export function SheetButtons({
  leave,
  children,
  ref,
}: {
  readonly leave: 'Cancel' | 'Close';
  readonly children?: ReactNode;
  readonly ref?: React.Ref<HTMLButtonElement>;
}) {
  return (
    <div className="sheet-buttons">
      <button type="button" ref={ref} className="button" onClick={() => openSheet(null)}>
        {leave} <Keys keys="Escape" />
      </button>
      {children}
    </div>
  );
}
