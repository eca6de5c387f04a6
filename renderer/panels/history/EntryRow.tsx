import { useId } from 'react';
import type { HistoryRow, HistoryStep } from '#shared/history.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { plan } from '../../actions/edit.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { CommandText } from '../../ui/CommandText.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { visibleLines } from '../../ui/visible.ts';
import { groupsOf } from '../sheet/ownPlan.ts';
import { entryMarks, stepMarks } from './outcomes.ts';
import { whenInWords } from './when.ts';

/** One edit of the past; open, with its commands, what they said, and what can be done about it. */
export function EntryRow(props: {
  readonly entry: HistoryRow;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onExport: () => void;
}) {
  const { entry, open } = props;
  const body = useId();
  const { icon, words, tone } = entryMarks[entry.outcome];
  return (
    <li className="past" data-tone={tone}>
      <button
        type="button"
        className="past-head"
        aria-expanded={open}
        aria-controls={body}
        onClick={props.onToggle}
      >
        <Icon name={icon} />
        <span className="past-title">
          <Text>{entry.title}</Text>
        </span>
        <span className="past-when">
          <time dateTime={entry.at}>{whenInWords(entry.at, new Date())}</time>
          <span className={entry.outcome === 'done' ? 'visually-hidden' : 'past-outcome'}>, {words}</span>
        </span>
      </button>
      <div id={body} hidden={!open}>
        {open && <EntryBody entry={entry} onExport={props.onExport} />}
      </div>
    </li>
  );
}

function EntryBody({ entry, onExport }: { readonly entry: HistoryRow; readonly onExport: () => void }) {
  const { id, undoable, finishable } = entry;
  const blocked = useBlocked(editingBlocked);
  const undo = blocked ?? (undoable.ok ? null : undoable.why);
  const finish = blocked ?? (finishable === null || finishable.ok ? null : finishable.why);
  return (
    <div className="past-body">
      <p className="past-message">
        <Prose text={[entry.message, entry.advice].filter(Boolean).join(' ')} />
      </p>
      <div className="past-buttons">
        <BlockableButton blocked={undo} onPress={() => void plan({ kind: 'past', way: 'undo', id })}>
          {finishable === null ? 'Undo…' : 'Revert…'}
        </BlockableButton>
        {finishable !== null && (
          <BlockableButton blocked={finish} onPress={() => void plan({ kind: 'past', way: 'finish', id })}>
            Finish…
          </BlockableButton>
        )}
        <button type="button" className="button" onClick={onExport}>
          Export…
        </button>
      </div>
      {[...new Set([undo, finish])].map(
        (why) =>
          why !== null && (
            <p key={why} className="past-why">
              <Prose text={why} />
            </p>
          ),
      )}
      {groupsOf(entry).map(({ title, steps }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one part from another
        <div key={index} className="past-part">
          {title !== '' && (
            <h3>
              <Text>{title}</Text>
            </h3>
          )}
          <ol>
            {steps.map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the order is what tells one step from another
              <StepRow key={at} step={step} />
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

function StepRow({ step }: { readonly step: HistoryStep }) {
  const { icon, words, tone } = stepMarks[step.outcome];
  return (
    <li className="past-step" data-tone={tone}>
      <p>
        <Icon name={icon} />
        <span>
          <Text>{step.title}</Text>: <strong>{words}</strong>
        </span>
      </p>
      {step.mismatch !== '' && (
        <p className="past-mismatch">
          <Prose text={step.mismatch} />
        </p>
      )}
      <CommandText line={step.command} label="the command" />
      {step.output !== '' && <pre className="mono past-output">{visibleLines(step.output)}</pre>}
    </li>
  );
}
