import { CommandText } from '#renderer/ui/CommandText.tsx';
import type { PlanSheet } from '../../stores/edits.ts';
import { SheetMessage } from './frame/SheetMessage.tsx';
import { GuardOffer } from './GuardOffer.tsx';
import { PlanBody } from './PlanBody.tsx';
import { PlanOptions } from './PlanOptions.tsx';
import './plan.css';

/** What an edit would do, or why it can't be done. */
export function PlanStep({ sheet }: { readonly sheet: PlanSheet }) {
  const { request, planned, failure } = sheet;
  if (failure !== null) {
    return <SheetMessage title="Couldn’t make a plan" message={failure.message} advice={failure.advice} />;
  }
  if (planned === null) return <SheetMessage title="Planning…" message="" advice="" />;
  if (planned.ok) return <PlanBody sheet={sheet} plan={planned.plan} />;
  const { why, advice, guarded, command } = planned.refusal;
  if (guarded !== undefined) return <GuardOffer why={why} advice={advice} guarded={guarded} />;
  return (
    <SheetMessage title="This can’t be done" message={why} advice={advice}>
      {command !== undefined && <CommandText line={command} label="command" />}
      <PlanOptions request={request} plan={null} />
    </SheetMessage>
  );
}
