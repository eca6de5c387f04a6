import { useRef, useState } from 'react';
import { perform, useBlocked } from '../../actions/actionContext.ts';
import { review } from '../../actions/planned.ts';
import { refusalAt, type StagedEdit, unstage, unstageAll, useStaging } from '../../stores/staging.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import './tray.css';
import { BlockableButton } from '../../ui/BlockableButton.tsx';

/** What is planned and not applied yet, in its order, along the bottom; only while there is anything. */
export function PlanTray() {
  const staged = useStaging((staging) => staging.staged);
  return staged.length === 0 ? null : <Tray staged={staged} />;
}

function Tray({ staged }: { readonly staged: readonly StagedEdit[] }) {
  const preview = useStaging((staging) => staging.preview);
  const list = useRef<HTMLOListElement>(null);
  const remove = (key: number, index: number) => {
    unstage(key);
    // The focus stays in the list, on what has come up into its place.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll('button');
      buttons?.item(Math.min(index, buttons.length - 1))?.focus();
    });
  };
  return (
    <section className="tray" aria-label="Planned changes">
      <div className="tray-head">
        <p role="status">
          <strong>
            {staged.length === 1 ? '1 change planned' : `${staged.length} changes planned`}, nothing applied
            yet.
          </strong>{' '}
          <span className="tray-note">
            The picture shows the result: new is dashed, removed is crossed out.
          </span>
        </p>
        <DiscardAll count={staged.length} />
        <ReviewButton />
      </div>
      <ol ref={list} className="tray-list">
        {staged.map((each, index) => (
          <TrayRow
            key={each.key}
            title={each.title}
            refusal={refusalAt(preview, index)}
            isCause={preview?.refused === index}
            onRemove={() => remove(each.key, index)}
          />
        ))}
      </ol>
    </section>
  );
}

function TrayRow(props: {
  readonly title: string;
  readonly refusal: string | null;
  /** It is the one that can't be made, and not one after it. */
  readonly isCause: boolean;
  readonly onRemove: () => void;
}) {
  const { title, refusal, isCause } = props;
  return (
    <li className="tray-row" data-refused={refusal !== null}>
      <span className="tray-words">
        {refusal !== null && isCause && <Icon name="warn" />}
        <span>
          {/* The reason names it itself. */}
          {refusal?.includes(title) !== true && (
            <span className="tray-title">
              <Text>{title}</Text>
            </span>
          )}
          {refusal !== null && (
            <span className="tray-why" role={isCause ? 'alert' : undefined}>
              <Prose text={refusal} />
            </span>
          )}
        </span>
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove from the plan: ${visible(title)}`}
        title="Remove from the plan"
        onClick={props.onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Asks once, in its own place. */
function DiscardAll({ count }: { readonly count: number }) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      type="button"
      className={asked ? 'button tray-really' : 'button'}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? unstageAll() : setAsked(true))}
    >
      {!asked ? 'Discard all' : count === 1 ? 'Discard it?' : `Discard all ${count}?`}
    </button>
  );
}

function ReviewButton() {
  const blocked = useBlocked(review.blocked);
  return (
    <BlockableButton
      blocked={blocked}
      onPress={() => perform(review)}
      className="button primary"
      aria-description={blocked ?? undefined}
      aria-keyshortcuts="Control+Enter"
    >
      {review.label} <Keys keys={review.keys[0]} />
    </BlockableButton>
  );
}
