import { type RefObject, useEffect, useRef, useState } from 'react';
import type { HistoryRow } from '#shared/history.ts';
import { askHistory, askScript } from '../../actions/history.ts';
import { useHost } from '../../stores/host.ts';
import { closeHistory } from '../../stores/look.ts';
import { Icon } from '../../ui/Icon.tsx';
import { EntryRow } from './EntryRow.tsx';
import { ScriptView } from './ScriptView.tsx';
import './history.css';

/** What was done on this host, the newest first; beside the picture, as the inspector is. */
export function HistoryPanel() {
  const entries = useEntries();
  const [open, setOpen] = useState<string | null>(null);
  const [script, setScript] = useState<string | null>(null);
  const heading = useFocusWhileOpen();
  const show = (id: string | null) => void askScript(id).then(setScript);
  return (
    <aside className="history" aria-label="History">
      <div className="history-head">
        <h2 ref={heading} tabIndex={-1}>
          History
        </h2>
        {entries !== null && entries.length > 0 && (
          <button type="button" className="button" onClick={() => show(null)}>
            Export all…
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label="Close"
          title="Close (Esc)"
          onClick={closeHistory}
        >
          <Icon name="close" />
        </button>
      </div>
      {script !== null ? (
        <ScriptView script={script} onBack={() => setScript(null)} />
      ) : (
        <div className="history-body">
          {entries?.length === 0 && (
            <p className="history-empty">
              Nothing has been changed on this host yet. Each edit is listed here, with its commands and their
              output.
            </p>
          )}
          <ol>
            {entries?.map((entry) => (
              <EntryRow
                key={entry.id}
                entry={entry}
                open={open === entry.id}
                onToggle={() => setOpen(open === entry.id ? null : entry.id)}
                onExport={() => show(entry.id)}
              />
            ))}
          </ol>
        </div>
      )}
    </aside>
  );
}

/** Asked again when something was done, or when the host shows something else: what can be undone rests on it. */
function useEntries(): readonly HistoryRow[] | null {
  const [entries, setEntries] = useState<readonly HistoryRow[] | null>(null);
  const history = useHost((host) => host.history);
  const revision = useHost(({ topology }) => topology?.revision ?? 0);
  const latest = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: both say that the answer may be another one now
  useEffect(() => {
    latest.current += 1;
    const turn = latest.current;
    void askHistory().then((answer) => {
      if (answer !== null && turn === latest.current) setEntries(answer);
    });
  }, [history, revision]);
  return entries;
}

/** Takes the focus when the panel opens, and gives it back to where it came from when it closes. */
function useFocusWhileOpen(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      // Not from somebody who has gone on to something else.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return heading;
}
