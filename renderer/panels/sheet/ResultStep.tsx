import type { ApplyOutcome, StepOutcome, StepResult } from '#shared/edits/model.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { apply, plan } from '../../actions/edit.ts';
import type { ResultSheet } from '../../stores/edits.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { CommandText } from '../../ui/CommandText.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { visibleLines } from '../../ui/visible.ts';
import { SheetMessage } from './frame/SheetMessage.tsx';
import './result.css';

const titles: { readonly [O in ApplyOutcome]: string } = {
  done: 'Done',
  'put-back': 'Failed: the host is as it was before',
  'half-done': 'Only partly applied',
  cancelled: 'Stopped',
  reverted: 'Reverted by the host',
  stale: 'The host has changed since, so nothing was run',
  refused: 'Nothing was run',
};

const outcomeWords: { readonly [O in StepOutcome]: { readonly icon: IconName; readonly words: string } } = {
  done: { icon: 'check', words: 'done' },
  'already-so': { icon: 'check', words: 'already set' },
  failed: { icon: 'warn', words: 'failed' },
  'not-run': { icon: 'dash', words: 'not run' },
  'put-back': { icon: 'undo', words: 'put back' },
  'not-put-back': { icon: 'warn', words: 'couldn’t be put back' },
  unknown: { icon: 'warn', words: 'unknown' },
};

/** What became of each step, in the order in which they ran, when an edit did not end as promised. */
export function ResultStep({ sheet }: { readonly sheet: ResultSheet }) {
  const { plan: applied, result } = sheet;
  const isInPart = result.outcome === 'half-done';
  return (
    <SheetMessage
      title={titles[result.outcome]}
      message={result.message}
      advice={result.advice}
      leave={isInPart ? 'Leave as is' : 'Close'}
      more={<WaysOut sheet={sheet} />}
    >
      <section aria-label="Steps">
        <h3>
          <Text>{applied.title}</Text>
        </h3>
        <ol className="step-results">
          {result.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step from another
            <StepRow key={index} step={step} stopped={result.outcome === 'cancelled'} />
          ))}
        </ol>
      </section>
    </SheetMessage>
  );
}

/** What is left to do of an edit that was done in part, or that nothing but another user's lock kept from being done. */
function WaysOut({ sheet: { request, plan: applied, result } }: { readonly sheet: ResultSheet }) {
  const blocked = useBlocked(editingBlocked);
  const way =
    result.outcome === 'half-done'
      ? { words: 'Revert…', go: () => plan({ kind: 'past', way: 'undo', id: result.planId }) }
      : result.ignorableLock
        ? { words: 'Edit anyway', go: () => apply(request, applied, 'ignored') }
        : null;
  if (way === null) return null;
  return (
    <BlockableButton blocked={blocked} onPress={() => void way.go()}>
      {way.words}
    </BlockableButton>
  );
}

function StepRow({ step, stopped }: { readonly step: StepResult; readonly stopped: boolean }) {
  const { icon, words } =
    // What the user stopped did not fail, and what the host did not show yet is no surprise.
    stopped && step.outcome === 'failed'
      ? { icon: 'dash' as const, words: 'stopped' }
      : outcomeWords[step.outcome];
  return (
    <li data-outcome={stopped ? 'stopped' : step.outcome}>
      <p>
        <Icon name={icon} />
        <span>
          <Text>{step.title}</Text>: <strong>{words}</strong>
        </span>
      </p>
      {step.mismatch !== '' && !stopped && (
        <p className="mismatch">
          <Prose text={step.mismatch} />
        </p>
      )}
      {step.output !== '' && <pre className="mono">{visibleLines(step.output)}</pre>}
      <details>
        <summary>The command</summary>
        <CommandText line={step.command} label="the command" />
      </details>
    </li>
  );
}
