import type { Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { Text } from '../../ui/Text.tsx';

/** The exact commands of a plan in their order, and those that would take it back. */
export function PlanCommands({ plan }: { readonly plan: Plan }) {
  return (
    <section className="commands" aria-label="Commands">
      <h3>
        {plan.steps.length === 1
          ? 'This command runs'
          : `These ${plan.steps.length} commands run, in this order`}
      </h3>
      <ol>
        {plan.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step of a plan from another
          <li key={index}>
            <p>
              <Text>{step.title}</Text>
              {step.rights === 'net-admin' && <span className="rights">needs administrator rights</span>}
            </p>
            <CommandText line={shellLine(step.command)} label="the command" />
          </li>
        ))}
      </ol>
      <details>
        <summary>
          Undo: <Text>{plan.undoTitle}</Text>
        </summary>
        <ol>
          {plan.steps.toReversed().map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step of a plan from another
            <li key={index}>
              <CommandText line={shellLine(step.inverseCommand)} label="the undo command" />
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
