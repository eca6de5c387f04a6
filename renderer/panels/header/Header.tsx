import { useInContext } from '../../actions/actionContext.ts';
import { actions } from '../../actions/actions.ts';
import { undoWords } from '../../actions/undo.ts';
import { useHost } from '../../stores/host.ts';
import { useLook } from '../../stores/look.ts';
import { ActionButton } from './ActionButton.tsx';
import { HostHealth } from './HostHealth.tsx';
import { SearchField } from './SearchField.tsx';
import './header.css';

const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const;

/** Host and the health of its sources, search in the middle, what can be made, undo, redo, history, read-only mode, table and theme. */
export function Header() {
  const theme = useHost(({ settings }) => settings.theme);
  const locked = useHost(({ lock }) => lock !== 'none');
  const redone = useHost(({ history }) => history.redo);
  const undoing = useInContext(undoWords);
  const arrangement = useLook((look) => look.arrangement);
  const reading = useLook((look) => look.history);
  return (
    <header className="header">
      <div className="header-host">
        <Mark />
        <h1 className="visually-hidden">Patchbay</h1>
        <HostHealth />
      </div>
      <SearchField />
      <div className="header-tools">
        <ActionButton action={actions.add} icon="plus" />
        <ActionButton action={actions.undo} icon="undo" label={undoing} />
        <ActionButton
          action={actions.redo}
          icon="redo"
          label={redone === null ? 'Redo' : `Redo: ${redone}`}
        />
        <ActionButton action={actions.history} icon="history" pressed={reading} />
        <ActionButton
          action={actions.lock}
          icon={locked ? 'lock' : 'unlocked'}
          label={locked ? 'Read-only: unlock to edit' : 'Make read-only'}
          pressed={locked}
        />
        <ActionButton action={actions.refresh} icon="refresh" />
        <ActionButton
          action={actions.arrangement}
          icon={arrangement === 'panel' ? 'table' : 'panel'}
          label={arrangement === 'panel' ? 'Show as a table' : 'Show as a patch panel'}
        />
        <ActionButton action={actions.theme} icon={themeIcons[theme]} label={`Theme: ${theme}`} />
      </div>
    </header>
  );
}

/** The app's mark: a plug in its jack. */
function Mark() {
  return (
    <svg className="mark" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="20" height="20" rx="5" fill="var(--accent)" />
      <circle cx="11" cy="11" r="5.5" fill="none" stroke="var(--accent-ink)" strokeWidth="1.8" />
      <circle cx="11" cy="11" r="2" fill="var(--accent-ink)" />
    </svg>
  );
}
