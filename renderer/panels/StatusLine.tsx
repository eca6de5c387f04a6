import { useEffect, useState } from 'react';
import type { Action } from '../actions/action.ts';
import { perform, useBlocked } from '../actions/actionContext.ts';
import { actions } from '../actions/actions.ts';
import { cancelRunning } from '../actions/edit.ts';
import { type Running, type Said, unsay, useEdits } from '../stores/edits.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { Text } from '../ui/Text.tsx';
import './statusline.css';

const staysMs = 6000;

const icons: Readonly<Record<Said['tone'], IconName>> = { ok: 'check', note: 'info', danger: 'warn' };

/** The line at the bottom: what is being done now, or what was just done. */
export function StatusLine() {
  const running = useEdits((edits) => edits.running);
  const said = useEdits((edits) => edits.said);
  return (
    <div className="status-line" role="status">
      {running?.plan.guard !== undefined ? null : running !== null ? (
        <Doing running={running} />
      ) : (
        said !== null && <JustSaid key={said.turn} said={said} />
      )}
    </div>
  );
}

function Doing({ running: { plan, progress } }: { readonly running: Running }) {
  const doing = progress?.doing ?? 'starting';
  return (
    <div className="status" data-tone="busy">
      <span className="busy-mark" aria-hidden="true" />
      <span className="status-words">
        <strong>
          <Text>{plan.title}</Text>
        </strong>{' '}
        <span className="status-doing">
          <Text>{doing}</Text>
        </span>
      </span>
      {progress?.cancellable === true && (
        <button type="button" className="button" onClick={() => void cancelRunning()}>
          Stop
        </button>
      )}
    </div>
  );
}

function JustSaid({ said }: { readonly said: Said }) {
  // It disappears after a while, but not while somebody is about to press its button.
  const [held, setHeld] = useState(false);
  const stays = held || said.tone === 'danger';
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(unsay, staysMs);
    return () => clearTimeout(timer);
  }, [stays]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it does nothing but keep it
    <div
      className="status"
      data-tone={said.tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={icons[said.tone]} />
      <span className="status-words">
        <Text>{said.text}</Text>
      </span>
      {said.offer !== null && <Offer action={actions[said.offer]} />}
      <button type="button" className="icon-button" aria-label="Dismiss" title="Dismiss" onClick={unsay}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function Offer({ action }: { readonly action: Action }) {
  const blocked = useBlocked(action.blocked);
  const [key] = action.keys;
  if (blocked !== null) return null;
  return (
    <button type="button" className="button" onClick={() => perform(action)}>
      {action.label} {key !== undefined && <Keys keys={key} />}
    </button>
  );
}
