import type { Plan } from '#shared/edits/model.ts';
import { hostBlocked } from '../../actions/blocked.ts';
import { apply } from '../../actions/edit.ts';
import { useBlocked } from '../../actions/scene.ts';
import type { PlanSheet } from '../../stores/edits.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { PlanCommands } from './PlanCommands.tsx';
import { PlanOptions } from './PlanOptions.tsx';
import { SheetButtons } from './SheetButtons.tsx';
import { SheetMessage } from './SheetMessage.tsx';
import './plan.css';

/** What will happen in plain words, the exact commands, whether it lasts, and its undo. */
export function PlanStep({ sheet }: { readonly sheet: PlanSheet }) {
  const { wish, planned, failure } = sheet;
  if (failure !== null) {
    return <SheetMessage title="No plan could be made" message={failure.message} advice={failure.advice} />;
  }
  if (planned === null) return <SheetMessage title="Looking at the host…" message="" advice="" />;
  if (!planned.ok) {
    const { why, advice } = planned.refusal;
    return (
      <SheetMessage title="That can’t be done" message={why} advice={advice}>
        <PlanOptions wish={wish} plan={null} />
      </SheetMessage>
    );
  }
  return <PlanBody sheet={sheet} plan={planned.plan} />;
}

function PlanBody({ sheet, plan }: { readonly sheet: PlanSheet; readonly plan: Plan }) {
  const confirm = useStartFocus<HTMLButtonElement>();
  // It may have been locked, by another window too, since the sheet rose.
  const blocked = useBlocked(hostBlocked);
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // What is shown must be what the user asked for last, and what stands in the fields must have been taken.
    if (sheet.thinking || blocked !== null) return;
    const wrong = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong === null) void apply(sheet.wish, plan);
    else wrong.focus();
  };
  return (
    <form className="sheet-body" onSubmit={submit} noValidate aria-busy={sheet.thinking}>
      <h2 id="sheet-title">
        <Text>{plan.title}</Text>
      </h2>
      {blocked !== null && (
        <p className="plan-remark" role="alert">
          {blocked}
        </p>
      )}
      {sheet.remark !== '' && (
        <p className="plan-remark" role="alert">
          {sheet.remark}
        </p>
      )}
      <ul className="effects">
        {plan.effects.map((effect) => (
          <li key={effect}>
            <Text>{effect}</Text>
          </li>
        ))}
      </ul>
      <PlanOptions wish={sheet.wish} plan={plan} />
      {plan.warnings.length > 0 && (
        <ul className="warnings" aria-label="Before you apply it">
          {plan.warnings.map((warning) => (
            <li key={warning}>
              <Icon name="warn" />
              <span>
                <Prose text={warning} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <PlanCommands plan={plan} />
      <SheetButtons leave="Cancel">
        <button type="submit" ref={confirm} className="button primary" aria-disabled={blocked !== null}>
          Apply <Keys keys="↵" />
        </button>
      </SheetButtons>
    </form>
  );
}
