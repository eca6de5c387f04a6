import type { NodeId } from '#shared/topology/model.ts';
import { openSheet } from '../stores/edits.ts';
import { select, unlight, useLook } from '../stores/look.ts';
import type { Action, Scene } from './action.ts';
import { cableOf, vmOf } from './cable.ts';
import { plan } from './edit.ts';
import { engine } from './engine.ts';
import { saveSettings } from './keep.ts';

/** Everything that can be done from the header, by a key, or on what is selected. */
export const actions = {
  search: {
    label: 'Search',
    keys: ['Mod+K', '/'],
    blocked: ({ host }) => (host.topology === null ? 'Nothing has been read yet.' : null),
    perform: () => useLook.setState({ searching: true }),
  },
  undo: {
    label: 'Undo',
    keys: ['Mod+Z'],
    blocked: (scene) =>
      editingBlocked(scene) ?? (scene.host.history.undo === null ? 'Nothing to undo.' : null),
    perform: () => void plan({ kind: 'undo' }),
  },
  redo: {
    label: 'Redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    blocked: (scene) =>
      editingBlocked(scene) ?? (scene.host.history.redo === null ? 'Nothing to redo.' : null),
    perform: () => void plan({ kind: 'redo' }),
  },
  refresh: {
    label: 'Read the host again',
    keys: ['Mod+R', 'F5'],
    blocked: () => null,
    perform: () =>
      void engine()
        .request('view.refresh', {})
        .catch(() => {}),
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
    perform: () => {
      unlight();
      select(null);
    },
  },
} as const satisfies Record<string, Action>;

const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const;

function editingBlocked({ host, edits }: Scene): string | null {
  if (host.topology === null) return 'Nothing has been read yet.';
  if (!host.editable) return 'This is a capture: it can be looked at, not changed.';
  if (host.connection !== 'open') return 'The engine cannot be reached.';
  return edits.running === null ? null : 'Another edit is under way.';
}

/** The cable that an edit of the selection would take: a vNIC, or a link that no vNIC stands behind. */
function selectedCable({ host, look }: Scene): NodeId | null {
  return host.topology === null || look.selected === null ? null : cableOf(host.topology, look.selected);
}

function selectedVm({ host, look }: Scene): NodeId | null {
  return host.topology === null || look.selected === null ? null : vmOf(host.topology, look.selected);
}
