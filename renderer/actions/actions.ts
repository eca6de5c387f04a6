import type { NodeId } from '#shared/topology/model.ts';
import { openSheet } from '../stores/edits.ts';
import { closeHistory, select, unlight, useLook } from '../stores/look.ts';
import { shownOf } from '../stores/staging.ts';
import type { Action, Scene } from './action.ts';
import { disconnected, editingBlocked, lockedWords } from './blocked.ts';
import { cableOf, vmOf } from './cable.ts';
import { refresh } from './engine.ts';
import { saveSettings, setLock } from './keep.ts';
import { keep, review } from './planned.ts';
import { redo, undo } from './undo.ts';

/** Everything that can be done from the header, by a key, or on what is selected. */
export const actions = {
  search: {
    label: 'Search',
    keys: ['Mod+K', '/'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: () => useLook.setState({ searching: true }),
  },
  undo,
  redo,
  review,
  keep,
  refresh: {
    label: 'Read the host again',
    // Not Ctrl+R or F5: in a browser these are the browser's, and reload the window.
    keys: ['R'],
    blocked: ({ host }) =>
      host.notice === 'replay' ? 'A capture stays as it was taken.' : disconnected(host),
    perform: () => void refresh(),
  },
  history: {
    label: 'History',
    keys: ['H'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: ({ look }) => useLook.setState({ history: !look.history }),
  },
  lock: {
    label: 'Lock',
    keys: [],
    blocked: ({ host }) => (host.lock === 'start' ? lockedWords('start') : disconnected(host)),
    perform: ({ host }) => void setLock(host.lock === 'none'),
  },
  arrangement: {
    label: 'Show as a table',
    keys: ['T'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: ({ look }) =>
      useLook.setState({ arrangement: look.arrangement === 'panel' ? 'table' : 'panel' }),
  },
  theme: {
    label: 'Change the colours',
    keys: [],
    blocked: () => null,
    perform: ({ host }) => void saveSettings({ ...host.settings, theme: nextTheme[host.settings.theme] }),
  },
  move: {
    label: 'Move to…',
    keys: ['M'],
    blocked: (scene) =>
      editingBlocked(scene) ?? (selectedCable(scene) === null ? 'Select a cable first.' : null),
    perform: (scene) => {
      const cable = selectedCable(scene);
      if (cable !== null) openSheet({ step: 'choose-target', grabbed: { kind: 'cable', id: cable } });
    },
  },
  attach: {
    label: 'Attach a vNIC…',
    keys: ['A'],
    blocked: (scene) => editingBlocked(scene) ?? (selectedVm(scene) === null ? 'Select a VM first.' : null),
    perform: (scene) => {
      const vm = selectedVm(scene);
      if (vm !== null) openSheet({ step: 'choose-target', grabbed: { kind: 'socket', vm } });
    },
  },
  pull: {
    label: 'Pull off…',
    keys: ['Delete', 'Backspace'],
    blocked: (scene) =>
      editingBlocked(scene) ?? (selectedCable(scene) === null ? 'Select a cable first.' : null),
    perform: (scene) => {
      const cable = selectedCable(scene);
      if (cable !== null) openSheet({ step: 'pulled', cable });
    },
  },
  back: {
    label: 'Back',
    keys: ['Escape'],
    blocked: () => null,
    perform: ({ look }) => {
      // One level at a time.
      if (look.history) return closeHistory();
      unlight();
      select(null);
    },
  },
} as const satisfies Record<string, Action>;

const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const;

/** The cable that an edit of the selection would take: a vNIC, or a link that no vNIC stands behind. */
function selectedCable({ host, look, staging }: Scene): NodeId | null {
  const shown = shownOf(host, staging);
  return shown === null || look.selected === null ? null : cableOf(shown, look.selected);
}

function selectedVm({ host, look, staging }: Scene): NodeId | null {
  const shown = shownOf(host, staging);
  return shown === null || look.selected === null ? null : vmOf(shown, look.selected);
}
