import { useEffect, useRef } from 'react';
import type { ApiError } from '#shared/api.ts';
import type { Plan, Planned } from '#shared/edits/model.ts';
import { apply } from '../../actions/edit.ts';
import { openSheet, type Wish } from '../../stores/edits.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { PlanCommands } from './PlanCommands.tsx';
import { PlanOptions } from './PlanOptions.tsx';
import { SheetMessage } from './SheetMessage.tsx';

/** What will happen in plain words, the exact commands, whether it lasts, and its undo. */
export function PlanStep(props: {
  readonly wish: Wish;
  readonly planned: Planned | null;
  readonly failure: ApiError | null;
}) {
  const { wish, planned, failure } = props;
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
  return <PlanBody wish={wish} plan={planned.plan} />;
}

function PlanBody({ wish, plan }: { readonly wish: Wish; readonly plan: Plan }) {
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => confirm.current?.focus(), []);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    void apply(plan);
  };
  return (
    <form className="sheet-body" onSubmit={submit}>
      <h2 id="sheet-title">{plan.title}</h2>
      <ul className="effects">
        {plan.effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <PlanOptions wish={wish} plan={plan} />
      {plan.warnings.length > 0 && (
        <ul className="warnings">
          {plan.warnings.map((warning) => (
            <li key={warning}>
              <Icon name="warn" />
              <span>{warning}</span>
            </li>
          ))}
        </ul>
      )}
      <PlanCommands plan={plan} />
      <div className="sheet-buttons">
        <button type="button" className="button" onClick={() => openSheet(null)}>
          Cancel <Keys keys="Esc" />
        </button>
        <button type="submit" ref={confirm} className="button primary">
          Apply <Keys keys="↵" />
        </button>
      </div>
    </form>
  );
}
