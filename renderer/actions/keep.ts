import type { Layout, Settings } from '#shared/kept.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { useHost } from '../stores/host.ts';
import { engine, sayFailure } from './engine.ts';

/** Keeps where the user put a card, across restarts of the app. */
export async function keepPosition(id: NodeId, x: number, y: number): Promise<void> {
  const { layout } = useHost.getState();
  const positions = { ...layout.positions, [id]: { x: Math.round(x), y: Math.round(y) } };
  await saveLayout({ ...layout, positions });
}

async function saveLayout(layout: Layout): Promise<void> {
  useHost.setState({ layout });
  if (!useHost.getState().keeping) return;
  await engine().request('layout.save', { layout }).catch(sayFailure);
}

/** Locks every change of any host, or unlocks it: shown when the engine says so. */
export async function setLock(locked: boolean): Promise<void> {
  await engine().request('lock.set', { locked }).catch(sayFailure);
}

export async function saveSettings(settings: Settings): Promise<void> {
  useHost.setState({ settings });
  if (!useHost.getState().keeping) return;
  await engine().request('settings.save', { settings }).catch(sayFailure);
}
