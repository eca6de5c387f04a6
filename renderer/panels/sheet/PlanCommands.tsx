import type { Persist, Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Step } from '#shared/ops/step.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { Text } from '../../ui/Text.tsx';
import { groupsOf } from './ownPlan.ts';

const partLasts: { readonly [P in Persist]: string } = {
  now: 'lost at reboot',
  boot: 'at the next boot',
  both: 'immediate and permanent',
};

/** The exact commands of a plan in their order, and those that would undo it. */
export function PlanCommands({ plan }: { readonly plan: Plan }) {
  if (plan.guard !== undefined) return <GuardedCommands steps={plan.steps} />;
  return (
    <section className="commands" aria-label="Commands">
      <h3>
        {plan.steps.length === 1
          ? 'This command runs'
          : `These ${plan.steps.length} commands run, in this order`}
      </h3>
      {groupsOf(plan).map(({ title, lasts, steps }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one part of a plan from another
        <div key={index} className={title === '' ? undefined : 'plan-part'}>
          {title !== '' && (
            <h4>
              <Text>{title}</Text>
              {lasts !== null && <span className="part-lasts">{partLasts[lasts]}</span>}
            </h4>
          )}
          <ol>
            {steps.map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step of a plan from another
              <li key={at}>
                <p>
                  <Text>{step.title}</Text>
                  {step.rights !== 'libvirt' && <span className="rights">needs administrator rights</span>}
                </p>
                <CommandText line={shellLine(step.command)} label="the command" />
              </li>
            ))}
          </ol>
        </div>
      ))}
      {plan.undoTitle !== '' && (
        <details>
          <summary>
            Undo: <Text>{plan.undoTitle}</Text>
          </summary>
          <ol>
            {plan.steps
              .toReversed()
              .flatMap(({ inverseCommands }) => inverseCommands)
              .map((command, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step of a plan from another
                <li key={index}>
                  <CommandText line={shellLine(command)} label="the undo command" />
                </li>
              ))}
          </ol>
        </details>
      )}
    </section>
  );
}

/** Under the guard the host runs all of them in one go, and knows beforehand what takes them back. */
function GuardedCommands({ steps }: { readonly steps: readonly Step[] }) {
  const back = steps.toReversed();
  return (
    <section className="commands" aria-label="Commands">
      <h3>Commands that run on the host</h3>
      <CommandText line={lines(steps.map((step) => step.command))} label="the commands" />
      <h3>Commands that revert it</h3>
      <CommandText
        line={lines(back.flatMap((step) => step.inverseCommands))}
        label="the commands that revert it"
      />
    </section>
  );
}

function lines(commands: readonly Step['command'][]): string {
  return commands.map(shellLine).join('\n');
}
