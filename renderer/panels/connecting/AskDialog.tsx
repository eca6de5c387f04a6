import { type FormEvent, useId, useRef } from 'react';
import { type AskedKind, type AskedQuestion, LONGEST_ANSWER } from '#shared/connecting.ts';
import { titleOf } from '#shared/keptHosts.ts';
import { answerQuestion, cancelConnecting } from '../../actions/connecting.ts';
import { useHost } from '../../stores/host.ts';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import { useModal } from '../../ui/useModal.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import './connecting.css';

interface Way {
  readonly title: (host: string) => string;
  /** What is typed; null: nothing is. */
  readonly field: {
    readonly type: 'password' | 'text';
    readonly label: string;
    readonly hint: string;
  } | null;
  /** What the button says that answers; null: there is nothing to answer. */
  readonly send: string | null;
}

const ways: { readonly [K in AskedKind]: Way } = {
  secret: {
    title: (host) => `Log in to ${host}`,
    field: { type: 'password', label: 'Answer', hint: 'It goes to ssh and is not kept.' },
    send: 'Continue',
  },
  hostKey: {
    title: (host) => `Do you know the key of ${host}?`,
    field: {
      type: 'text',
      label: 'Type yes, or the fingerprint that you expect',
      hint: 'Compare it with what ssh-keygen -lf prints for /etc/ssh/ssh_host_*_key.pub on the host itself.',
    },
    send: 'Continue',
  },
  confirm: { title: (host) => `Confirm for ${host}`, field: null, send: 'Confirm' },
  notice: { title: (host) => `Log in to ${host}`, field: null, send: null },
};

/** What `ssh` asks on the way to a host. Esc gives the connection up. */
export function AskDialog() {
  const connecting = useHost((host) => host.connecting);
  if (connecting === null || connecting.question === null) return null;
  const { host, question } = connecting;
  return <OpenDialog key={question.id} host={titleOf({ name: host, title: null })} question={question} />;
}

function OpenDialog({ host, question }: { readonly host: string; readonly question: AskedQuestion }) {
  const modal = useModal(() => void cancelConnecting());
  const { title, field, send } = ways[question.kind];
  const input = useRef<HTMLInputElement>(null);
  const start = useStartFocus<HTMLElement>();
  const id = useId();
  const answer = (event: FormEvent) => {
    event.preventDefault();
    const typed = input.current;
    void answerQuestion(question.id, typed?.value ?? 'yes');
    if (typed !== null) typed.value = '';
  };
  return (
    <dialog
      className="ask"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      // Nothing behind it may act on its keys.
      onKeyDown={(event) => event.stopPropagation()}
      {...modal}
    >
      <form onSubmit={answer} autoComplete="off">
        <h2 id={`${id}-title`}>
          <Text>{title(host)}</Text>
        </h2>
        <AskedText id={`${id}-text`} text={question.text} />
        {question.again && (
          <p className="ask-again" role="alert">
            That was not accepted.
          </p>
        )}
        {field !== null && (
          <label className="ask-field">
            <span className="ask-label">{field.label}</span>
            <input
              ref={(element) => {
                input.current = element;
                start.current = element;
              }}
              className="mono"
              type={field.type}
              maxLength={LONGEST_ANSWER}
              autoComplete="off"
              spellCheck={false}
              aria-describedby={`${id}-hint`}
            />
            <span id={`${id}-hint`} className="ask-hint">
              {field.hint}
            </span>
          </label>
        )}
        <div className="ask-buttons">
          <button
            type="button"
            ref={(element) => {
              if (field === null) start.current = element;
            }}
            className="button"
            onClick={() => void cancelConnecting()}
          >
            Cancel <Keys keys="Escape" />
          </button>
          {send !== null && (
            <button type="submit" className="button primary">
              {send}
              {field !== null && <Keys keys="Enter" />}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

/** A server may have a part in it: each line stands for itself. */
function AskedText({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} className="ask-text">
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
        <span key={index}>
          <Text>{line}</Text>
        </span>
      ))}
    </p>
  );
}
