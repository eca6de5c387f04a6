import type { ApplyOutcome, ApplyResult, StepOutcome } from '#shared/edits/model.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { SheetMessage } from './SheetMessage.tsx';

const titles: { readonly [O in ApplyOutcome]: string } = {
  done: 'Done',
  'put-back': 'It failed, and the host is as it was',
  'half-done': 'It failed, and not all of it could be put back',
  cancelled: 'Cancelled',
  stale: 'The host has changed since; nothing was run',
  refused: 'Nothing was run',
};

const outcomeWords: { readonly [O in StepOutcome]: { readonly icon: IconName; readonly words: string } } = {
  done: { icon: 'check', words: 'done' },
  'already-so': { icon: 'check', words: 'was so already' },
  failed: { icon: 'warn', words: 'failed' },
  'not-run': { icon: 'arrow', words: 'not run' },
  'put-back': { icon: 'undo', words: 'put back' },
  'not-put-back': { icon: 'warn', words: 'could not be put back' },
};

/** What became of each step, in the order in which they ran, when an edit did not end as promised. */
export function ResultStep({ title, result }: { readonly title: string; readonly result: ApplyResult }) {
  return (
    <SheetMessage
      title={titles[result.outcome]}
      message={`${title}. ${result.message}`}
      advice={result.advice}
    >
      <ol className="step-results">
        {result.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step from another
          <li key={index} data-outcome={step.outcome}>
            <p>
              <Icon name={outcomeWords[step.outcome].icon} />
              <span>
                {step.title}: <strong>{outcomeWords[step.outcome].words}</strong>
              </span>
            </p>
            {step.mismatch !== '' && <p className="mismatch">{step.mismatch}</p>}
            <pre className="mono">
              $ {step.command}
              {step.output !== '' && `\n${step.output}`}
            </pre>
          </li>
        ))}
      </ol>
    </SheetMessage>
  );
}
