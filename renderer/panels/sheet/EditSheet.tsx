import { useEffect, useState } from 'react';
import type { Form } from '../../forms/form.ts';
import { openSheet, type Sheet, useEdits } from '../../stores/edits.ts';
import { useModal } from '../../ui/useModal.ts';
import { FormStep } from '../forms/FormStep.tsx';
import { FindAddressStep } from './FindAddressStep.tsx';
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
  const plan = sheet.step === 'plan' && !sheet.thinking && sheet.planned?.ok ? sheet.planned.plan.id : null;
  const settled = useSettled(plan);
  return (
    <dialog
      className="sheet"
      aria-labelledby="sheet-title"
      // A plan that can be applied by Enter now; tests wait for it.
      data-settled={plan !== null && settled}
      onKeyDown={(event) => swallowHaste(event, settled)}
      {...modal}
      onCancel={(event) => {
        // One level at a time: from a plan back to what was typed for it.
        const form = formBehind(sheet);
        if (form === null) return modal.onCancel();
        event.preventDefault();
        openSheet({ step: 'form', form });
      }}
    >
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
    case 'find-address':
      return <FindAddressStep vnic={sheet.vnic} />;
    case 'form':
      return <FormStep form={sheet.form} />;
    case 'plan':
      return <PlanStep sheet={sheet} />;
    case 'result':
      return <ResultStep sheet={sheet} />;
  }
}

function formBehind(sheet: Sheet): Form | null {
  return sheet.step === 'plan' ? sheet.form : null;
}

function closeSheet(): void {
  openSheet(null);
}

/** A key that is held down, or pressed again by habit, must not apply a plan that nobody has read. */
function swallowHaste(event: React.KeyboardEvent, settled: boolean): void {
  const presses = event.key === 'Enter' || (event.key === ' ' && event.target instanceof HTMLButtonElement);
  if (presses && (event.repeat || !settled)) event.preventDefault();
}

/** False until this plan has been on the screen for a moment; true where there is none. */
function useSettled(plan: string | null): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    if (plan === null) return;
    const timer = setTimeout(() => setSeen(plan), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [plan]);
  return plan === null || seen === plan;
}

const SETTLE_MS = 300;
