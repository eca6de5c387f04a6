import type { CSSProperties } from 'react';
import type { GuardState } from '#shared/guard.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { disconnected } from '../../actions/blocked.ts';
import { confirmGuarded, revertGuarded, withdrawDoubt } from '../../actions/guard.ts';
import { keep } from '../../actions/planned.ts';
import { undo } from '../../actions/undo.ts';
import { useGuardAnswer } from '../../stores/guard.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { useNow } from '../../ui/useNow.ts';
import { announcedSeconds, type Count, countOn } from './countdown.ts';
import { contactWords, lostWords, secondsInWords } from './guardWords.ts';

/** A guarded edit waits for confirmation, and the host counts. */
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
        <AnswerRefused id={guard.id} />
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

/** The user's answer had no effect: too late, no rights, no contact. */
function AnswerRefused({ id }: { readonly id: string }) {
  const refused = useGuardAnswer((answer) => (answer.refused?.id === id ? answer.refused : null));
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
  const doubted = useGuardAnswer((answer) => answer.doubted?.id === guard.id) && guard.contact === 'no';
  const sending = useGuardAnswer((answer) => answer.sending === guard.id);
  const blocked = unreachable ?? (sending ? 'Sending your confirmation…' : null);
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
      <BlockableButton
        blocked={blocked}
        onPress={() => void revertGuarded(guard.id)}
        aria-keyshortcuts="Control+Z"
      >
        Revert now <Keys keys={undo.keys[0]} />
      </BlockableButton>
      <BlockableButton
        blocked={blocked}
        onPress={() => void confirmGuarded(guard.id)}
        className={doubted ? 'button guard-anyway' : 'button primary'}
        aria-keyshortcuts="K"
      >
        {sending ? 'Sending…' : doubted ? 'Confirm anyway' : 'Confirm'} <Keys keys={keep.keys[0]} />
      </BlockableButton>
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
