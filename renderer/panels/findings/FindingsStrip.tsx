import { useId } from 'react';
import { type Severity, severities } from '#shared/findings/finding.ts';
import type { Action } from '../../actions/action.ts';
import { perform } from '../../actions/actionContext.ts';
import { goToFinding, nextFinding, previousFinding } from '../../actions/findings.ts';
import { type ListedFinding, useFindings } from '../../stores/findings.ts';
import { useHost } from '../../stores/host.ts';
import { useLook } from '../../stores/look.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { Text } from '../../ui/Text.tsx';
import { FindingRows } from './FindingRows.tsx';
import { NewErrors } from './NewErrors.tsx';
import './findings.css';

/** What is wrong with the host, in one line at the foot that opens to a list; only while there is anything. */
export function FindingsStrip() {
  const all = useFindings();
  const isRead = useHost(({ topology }) => topology !== null);
  return (
    <>
      {isRead && <NewErrors findings={all} />}
      {all.length > 0 && <Strip all={all} />}
    </>
  );
}

function Strip({ all }: { readonly all: readonly ListedFinding[] }) {
  const isOpen = useLook((look) => look.findingsOpen);
  const place = useLook((look) => look.finding);
  const listId = useId();
  const open = all.filter(({ isDismissed }) => !isDismissed);
  const current = open.find(({ id }) => id === place?.id);
  const [gravest] = open;
  // What is only worth knowing doesn’t push itself forward.
  const shown = current ?? (gravest?.finding.severity === 'info' ? undefined : gravest);
  const dismissed = all.length - open.length;
  return (
    <section className="findings" aria-label="Findings" data-open={isOpen}>
      <div className="findings-line">
        <button
          type="button"
          className="findings-toggle"
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => useLook.setState({ findingsOpen: !isOpen })}
        >
          <Icon name={isOpen ? 'down' : 'up'} />
          <Counts open={open} />
          {dismissed > 0 && <span className="findings-quiet">{dismissed} dismissed</span>}
        </button>
        {shown !== undefined && (
          <button
            type="button"
            className="findings-current"
            data-looked-at={shown === current}
            onClick={() => goToFinding(shown)}
          >
            {shown === current && (
              <span className="findings-quiet">
                {open.indexOf(current) + 1} of {open.length}
              </span>
            )}
            <Text>{shown.finding.title}</Text>
          </button>
        )}
        {open.length > 0 && (
          <div className="findings-steps">
            <Step action={previousFinding} icon="up" />
            <Step action={nextFinding} icon="down" />
          </div>
        )}
      </div>
      {/* To who listens: where F has led. */}
      <p className="visually-hidden" role="status">
        {current !== undefined && (
          <Text>{`${current.finding.severity}, ${open.indexOf(current) + 1} of ${open.length}: ${current.finding.title}`}</Text>
        )}
      </p>
      <div id={listId}>{isOpen && <FindingRows all={all} current={current?.id ?? null} />}</div>
    </section>
  );
}

const NOUNS: { readonly [S in Severity]: readonly [one: string, more: string] } = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['info', 'infos'],
};

function Counts({ open }: { readonly open: readonly ListedFinding[] }) {
  return severities.map((severity) => {
    const count = open.filter(({ finding }) => finding.severity === severity).length;
    if (count === 0) return null;
    const [one, more] = NOUNS[severity];
    return (
      <span key={severity} className="findings-count" data-severity={severity}>
        <SeverityMark severity={severity} />
        {count} {count === 1 ? one : more}
      </span>
    );
  });
}

function Step({ action, icon }: { readonly action: Action; readonly icon: IconName }) {
  const [key] = action.keys;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={action.label}
      title={`${action.label} (${key})`}
      aria-keyshortcuts={key}
      onClick={() => perform(action)}
    >
      <Icon name={icon} />
    </button>
  );
}
