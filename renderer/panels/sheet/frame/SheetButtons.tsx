import type { ReactNode } from 'react';
import { openSheet, useEdits } from '#renderer/stores/edits.ts';
import { Keys } from '#renderer/ui/Keys.tsx';

/** The foot of the sheet, always in view: the way out, and what else can be pressed. */
export function SheetButtons({
  leave,
  children,
  ref,
}: {
  readonly leave: 'Cancel' | 'Close' | 'Leave as is';
  readonly children?: ReactNode;
  readonly ref?: React.Ref<HTMLButtonElement>;
}) {
  // What was typed is one step back, and Esc leads there too.
  const form = useEdits(({ sheet }) => (sheet?.step === 'plan' ? sheet.form : null));
  return (
    <div className="sheet-buttons">
      {form === null ? (
        <button type="button" ref={ref} className="button" onClick={() => openSheet(null)}>
          {leave} <Keys keys="Escape" />
        </button>
      ) : (
        <button type="button" ref={ref} className="button" onClick={() => openSheet({ step: 'form', form })}>
          Back <Keys keys="Escape" />
        </button>
      )}
      {children}
    </div>
  );
}
