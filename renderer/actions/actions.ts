import { closeHistory, select, unlight, useLook, type ZoomWish, zoom } from '../stores/look.ts';
import { shownOf } from '../stores/staging.ts';
import type { Action, ActionContext } from './action.ts';
import { disconnected, editingBlocked, lockedWords } from './blocked.ts';
import { refresh } from './engine.ts';
import { WHY } from './explain.ts';
import { nextFinding, previousFinding } from './findings.ts';
import { chooseHost } from './hosts.ts';
import { saveSettings, setLock } from './keep.ts';
import { openAddMenu, openMenuAtFocus } from './menu.ts';
import type { NodeActionId } from './nodeAction.ts';
import { nodeActions, subjectOf } from './nodeActions.ts';
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
  chooseHost,
  undo,
  redo,
  review,
  keep,
  nextFinding,
  previousFinding,
  refresh: {
    label: 'Refresh',
    // Not Ctrl+R or F5: in a browser these are the browser's, and reload the window.
    keys: ['R'],
    blocked: ({ host }) => (host.notice === 'replay' ? 'A capture doesn’t change.' : disconnected(host)),
    perform: () => void refresh(),
  },
  history: {
    label: 'History',
    keys: ['H'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: ({ look }) => useLook.setState({ history: !look.history }),
  },
  lock: {
    label: 'Make read-only',
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
  zoomIn: zooming('Zoom in', ['+', '='], 'in'),
  zoomOut: zooming('Zoom out', ['-'], 'out'),
  zoomAll: zooming('Zoom to show everything', ['0'], 'all'),
  theme: {
    label: 'Change the theme',
    keys: [],
    blocked: () => null,
    perform: ({ host }) => void saveSettings({ ...host.settings, theme: nextTheme[host.settings.theme] }),
  },
  add: {
    label: 'Create a bridge, TAP or network…',
    keys: ['N'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: openAddMenu,
  },
  menu: {
    label: 'Show all actions',
    keys: ['ContextMenu', 'Shift+F10'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: ({ look }) => openMenuAtFocus(look.selected),
  },
  move: ofSelected('move', 'Move to…', ['M'], 'Select a cable first.'),
  attach: ofSelected('attach', 'Attach a vNIC…', ['A'], 'Select a VM first.'),
  pull: ofSelected('pull', 'Disconnect…', ['Delete', 'Backspace'], 'Select a cable first.'),
  explain: ofSelected('explain', WHY, ['W'], 'Select a vNIC first.'),
  back: {
    label: 'Back',
    keys: ['Escape'],
    blocked: () => null,
    perform: ({ look }) => {
      // One level at a time.
      if (look.history) return closeHistory();
      if (look.lit === null && look.selected === null) useLook.setState({ findingsOpen: false });
      unlight();
      select(null);
    },
  },
} as const satisfies Record<string, Action>;

function zooming(label: string, keys: readonly string[], wish: ZoomWish): Action {
  return {
    label,
    keys,
    repeats: true,
    blocked: ({ host, look }) => {
      if (host.topology === null) return 'Nothing has been read yet.';
      return look.arrangement === 'panel' ? null : 'The table has no zoom.';
    },
    perform: () => zoom(wish),
  };
}

const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const;

/** What a key does to whatever is selected: the action of that name among those of its node. */
function ofSelected(id: NodeActionId, label: string, keys: readonly string[], none: string): Action {
  const find = ({ host, look, staging }: ActionContext) => {
    const shown = shownOf(host, staging);
    const node = shown === null || look.selected === null ? null : subjectOf(shown, look.selected);
    return shown === null || node === null
      ? undefined
      : nodeActions(shown, node).find((action) => action.id === id);
  };
  return {
    label,
    keys,
    blocked: (context) => {
      const found = find(context);
      return found === undefined ? (editingBlocked(context) ?? none) : found.blocked(context);
    },
    perform: (context) => find(context)?.perform(context),
  };
}
