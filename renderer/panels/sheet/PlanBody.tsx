import type { Plan } from '#shared/edits/model.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { hostBlocked } from '../../actions/blocked.ts';
import { apply } from '../../actions/edit.ts';
import { addToPlan, isPlain } from '../../actions/staging.ts';
import type { PlanSheet } from '../../stores/edits.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { GuardTermsView } from './GuardTermsView.tsx';
import { ownPlan } from './ownPlan.ts';
import { PlanButtons } from './PlanButtons.tsx';
import { PlanCommands } from './PlanCommands.tsx';
import { PlanOptions } from './PlanOptions.tsx';

/** What will happen in plain words, the exact commands, whether it lasts, and its undo. */
export function PlanBody({ sheet, plan }: { readonly sheet: PlanSheet; readonly plan: Plan }) {
  // It may have been locked, by another window too, since the sheet rose.
  const blocked = useBlocked(hostBlocked);
  const { request, onTopOf } = sheet;
  const edit = request.kind === 'edit' && isPlain(request.edit) ? request.edit : null;
  const shown = ownPlan(plan, onTopOf);
  /** Does what was chosen, unless it is not the answer to what was asked last, or a field is wrong. */
  const confirm = (form: HTMLFormElement, stage: boolean) => {
    if (sheet.thinking || (blocked !== null && !stage)) return;
    const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong !== null) wrong.focus();
    else if (stage && edit !== null) addToPlan(edit, plan);
    else if (!stage && onTopOf === 0) void apply(request, plan);
  };
  return (
    <form
      className="sheet-body"
      onSubmit={(event) => {
        event.preventDefault();
        confirm(event.currentTarget, onTopOf > 0);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.shiftKey || event.repeat || event.defaultPrevented) return;
        event.preventDefault();
        if (edit !== null) confirm(event.currentTarget, true);
      }}
      noValidate
      aria-busy={sheet.thinking}
    >
      <h2 id="sheet-title">
        <Text>{shown.title}</Text>
      </h2>
      {blocked !== null && <Remark text={blocked} />}
      {sheet.remark !== '' && <Remark text={sheet.remark} />}
      {onTopOf > 0 && (
        <p className="plan-on-top">
          {onTopOf === 1
            ? 'Planned on top of 1 pending change.'
            : `Planned on top of ${onTopOf} pending changes.`}
        </p>
      )}
      <ul className="effects">
        {shown.effects.map((effect) => (
          <li key={effect}>
            <Text>{effect}</Text>
          </li>
        ))}
      </ul>
      {plan.guard !== undefined && <GuardTermsView terms={plan.guard} />}
      <PlanOptions request={request} plan={shown} />
      {shown.warnings.length > 0 && <Warnings warnings={shown.warnings} />}
      <PlanCommands plan={shown} />
      <PlanButtons
        guarded={plan.guard !== undefined}
        blocked={blocked !== null}
        stageable={edit !== null}
        onTopOf={onTopOf}
        onStage={(form) => confirm(form, true)}
      />
    </form>
  );
}

function Remark({ text }: { readonly text: string }) {
  return (
    <p className="plan-remark" role="alert">
      {text}
    </p>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    <ul className="warnings" aria-label="Before you apply it">
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warn" />
          <span>
            <Prose text={warning} />
          </span>
        </li>
      ))}
    </ul>
  );
}
