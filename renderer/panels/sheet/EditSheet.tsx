import { openSheet, type Sheet, useEdits } from '../../stores/edits.ts';
import { useModal } from '../../ui/useModal.ts';
import { PlanStep } from './PlanStep.tsx';
import { PulledStep } from './PulledStep.tsx';
import { ResultStep } from './ResultStep.tsx';
import { TargetStep } from './TargetStep.tsx';
import './sheet.css';

/** The one sheet: nothing is changed on a host but through it. Esc closes it, and nothing has happened. */
export function EditSheet() {
  const sheet = useEdits((edits) => edits.sheet);
  return sheet === null ? null : <OpenSheet sheet={sheet} />;
}

function OpenSheet({ sheet }: { readonly sheet: Sheet }) {
  const dialog = useModal();
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="sheet-title" onClose={() => openSheet(null)}>
      <SheetBody sheet={sheet} />
    </dialog>
  );
}

function SheetBody({ sheet }: { readonly sheet: Sheet }) {
  switch (sheet.step) {
    case 'pulled':
      return <PulledStep cable={sheet.cable} />;
    case 'choose-target':
      return <TargetStep grabbed={sheet.grabbed} />;
    case 'plan':
      return <PlanStep wish={sheet.wish} planned={sheet.planned} failure={sheet.failure} />;
    case 'result':
      return <ResultStep title={sheet.title} result={sheet.result} />;
  }
}
