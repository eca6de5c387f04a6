import { concernsVm } from '#shared/edits/concernsVm.ts';
import type { Edit, Persist, Plan } from '#shared/edits/model.ts';
import { propose } from '../../actions/edit.ts';
import type { PlanRequest } from '../../stores/edits.ts';
import { Choices } from '../../ui/Choices.tsx';
import { AttachOptions } from './AttachOptions.tsx';
import { lastsDiffer } from './ownPlan.ts';

const persistLabels: { readonly [P in Persist]: string } = {
  now: 'Now only',
  boot: 'Next boot only',
  both: 'Now and at next boot',
};

type Sentences = { readonly [P in Persist]: string };

const sentencesOfVm: Sentences = {
  now: 'Lost when the VM shuts down or the host reboots.',
  boot: 'At the next boot of the VM.',
  both: 'Immediate and permanent.',
};

const sentencesOfHost: Sentences = {
  now: 'Lost at reboot.',
  boot: 'At the next boot of the host.',
  both: 'Immediate and permanent.',
};

function lastsWords(plan: Plan): string {
  if (lastsDiffer(plan.parts ?? [])) return 'Some of it is lost at reboot: see each change below.';
  return (concernsVm(plan) ? sentencesOfVm : sentencesOfHost)[plan.lasts];
}

/** What the user may still choose; each choice asks for the plan again. */
export function PlanOptions({
  request,
  plan,
}: {
  readonly request: PlanRequest;
  readonly plan: Plan | null;
}) {
  const edit = request.kind === 'edit' ? request.edit : null;
  return (
    <div className="options">
      {plan !== null && (
        <div className="option">
          {edit !== null && plan.persistChoices.length > 1 ? (
            <Choices
              legend="How long it lasts"
              value={plan.lasts}
              choices={plan.persistChoices.map((value) => ({ value, label: persistLabels[value] }))}
              onChoose={(persist) => void propose(withPersist(edit, persist))}
            />
          ) : null}
          <span className="option-words">{lastsWords(plan)}</span>
        </div>
      )}
      {edit?.kind === 'attach' && <AttachOptions edit={edit} plan={plan} />}
    </div>
  );
}

function withPersist(edit: Edit, persist: Persist): Edit {
  switch (edit.kind) {
    case 'move':
    case 'attach':
    case 'detach':
    case 'link':
      return { ...edit, persist };
    default:
      return edit;
  }
}
