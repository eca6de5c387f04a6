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
  const modal = useModal(closeSheet);
  return (
    <dialog className="sheet" aria-labelledby="sheet-title" onKeyDown={swallowHeldEnter} {...modal}>
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
      return <PlanStep sheet={sheet} />;
    case 'result':
      return <ResultStep title={sheet.title} result={sheet.result} />;
  }
}

function closeSheet(): void {
  openSheet(null);
}

/** Enter that is still held down from the step before must not apply a plan that nobody has read. */
function swallowHeldEnter(event: React.KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}
