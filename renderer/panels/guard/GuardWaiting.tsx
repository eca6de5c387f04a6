import type { CSSProperties } from 'react';
import type { GuardState } from '#shared/guard.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { disconnected } from '../../actions/blocked.ts';
import { keepGuarded, takeBack, withdrawDoubt } from '../../actions/guard.ts';
import { keep } from '../../actions/planned.ts';
import { undo } from '../../actions/undo.ts';
import { useGuardWord } from '../../stores/guard.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { useNow } from '../../ui/useNow.ts';
import { announcedSeconds, type Count, countOn } from './countdown.ts';
import { contactWords, lostWords, secondsInWords } from './guardWords.ts';

/** A guarded edit waits for the user's word, and the host counts. */
export function GuardWaiting({ guard, toldAt }: { readonly guard: GuardState; readonly toldAt: number }) {
  const count = countOn(guard.left ?? 0, guard.seconds, toldAt, useNow(500));
  const unreachable = useBlocked(({ host }) => disconnected(host));
  const isLost = unreachable !== null || count.silent;
  return (
    <section className="guard" data-tone="waiting" aria-label="Guarded edit">
      <div className="guard-words">
        <p>
          <strong>
            Guarded edit: <Text>{guard.title}</Text>
          </strong>
        </p>
        {isLost ? <p role="alert">Lost contact with the host. Retrying…</p> : <Contact guard={guard} />}
        <WordRefused id={guard.id} />
      </div>
      <p className="guard-count">
        {isLost ? (
          lostWords(count.left)
        ) : (
          <>
            <b className="guard-left">{secondsInWords(count.left)}</b> until the host reverts it
          </>
        )}
      </p>
      <Buttons guard={guard} unreachable={unreachable} />
      <Bar count={count} />
      <span className="visually-hidden" role="status">
        {`Guarded edit: the host reverts it in ${announcedSeconds(count.left, guard.seconds)} seconds unless you confirm. Press K to confirm.`}
      </span>
    </section>
  );
}

function Contact({ guard }: { readonly guard: GuardState }) {
  return (
    <p className="guard-contact" data-contact={guard.contact} role="status">
      <Icon name={guard.contact === 'yes' ? 'check' : guard.contact === 'no' ? 'warn' : 'dash'} />
      <span>{contactWords(guard)}</span>
    </p>
  );
}

/** The user's word came to nothing: too late, no rights, no answer. */
function WordRefused({ id }: { readonly id: string }) {
  const refused = useGuardWord((word) => (word.refused?.id === id ? word.refused : null));
  if (refused === null) return null;
  return (
    <p role="alert" className="guard-refused">
      <Prose text={`${refused.message} ${refused.advice}`.trimEnd()} />
    </p>
  );
}

function Buttons({
  guard,
  unreachable,
}: {
  readonly guard: GuardState;
  readonly unreachable: string | null;
}) {
  const doubted = useGuardWord((word) => word.doubted?.id === guard.id) && guard.contact === 'no';
  const sending = useGuardWord((word) => word.sending === guard.id);
  const blocked = unreachable ?? (sending ? 'Sending your confirmation…' : null);
  const press = (word: (id: string) => Promise<void>) => () => {
    if (blocked === null) void word(guard.id);
  };
  return (
    <div className="guard-buttons">
      {doubted && (
        <p role="alert" className="guard-doubt">
          If you confirm now, you may lose contact with the host.{' '}
          <button type="button" className="link-button" onClick={withdrawDoubt}>
            Wait
          </button>
        </p>
      )}
      <button
        type="button"
        className="button"
        aria-disabled={blocked !== null}
        aria-keyshortcuts="Control+Z"
        title={blocked ?? undefined}
        onClick={press(takeBack)}
      >
        Revert now <Keys keys={undo.keys[0]} />
      </button>
      <button
        type="button"
        className={doubted ? 'button guard-anyway' : 'button primary'}
        aria-disabled={blocked !== null}
        aria-keyshortcuts="K"
        title={blocked ?? undefined}
        onClick={press(keepGuarded)}
      >
        {sending ? 'Sending…' : doubted ? 'Confirm anyway' : 'Confirm'} <Keys keys={keep.keys[0]} />
      </button>
    </div>
  );
}

function Bar({ count }: { readonly count: Count }) {
  return (
    <span
      className="guard-bar"
      aria-hidden="true"
      style={{ '--share': count.share } as CSSProperties}
      data-short={count.left <= 10}
    />
  );
}
