import { useEffect } from 'react';
import { actions } from '../actions/actions.ts';
import { cancelRunning } from '../actions/edit.ts';
import { unsay, useEdits } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { Icon } from '../ui/Icon.tsx';
import './statusline.css';

const staysMs = 6000;

/** The line at the bottom: what is being done now, or what was just done. */
export function StatusLine() {
  const running = useEdits((edits) => edits.running);
  const said = useEdits((edits) => edits.said);
  const undo = useHost((host) => host.history.undo);
  useEffect(() => {
    if (said === null || said.tone === 'danger') return;
    const timer = setTimeout(unsay, staysMs);
    return () => clearTimeout(timer);
  }, [said]);

  return (
    <div className="status-line" role="status">
      {running !== null ? (
        <div className="status" data-tone="busy">
          <span className="busy-mark" aria-hidden="true" />
          <span>
            {running.plan.title}: {running.progress?.doing ?? 'starting'}
          </span>
          {running.progress?.cancellable === true && (
            <button type="button" className="button" onClick={() => void cancelRunning()}>
              Stop waiting
            </button>
          )}
        </div>
      ) : said === null ? null : (
        <div className="status" data-tone={said.tone}>
          <Icon name={said.tone === 'ok' ? 'check' : 'warn'} />
          <span>{said.text}</span>
          {said.tone === 'ok' && undo !== null && (
            <button type="button" className="button" onClick={() => actions.undo.perform()}>
              Undo
            </button>
          )}
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={unsay}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
