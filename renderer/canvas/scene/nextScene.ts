import type { Layout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import { keepUnchanged } from '../derive/keep.ts';
import { derivePanel } from '../derive/panel.ts';
import type { Size } from '../layout/metrics.ts';
import { placePanel } from '../layout/place.ts';
import { type Scene, sceneOf } from './scene.ts';

/** One picture after another; `before` is null for the first, which is arranged for a screen of this size. */
export function nextScene(
  graph: Pick<Topology, 'nodes' | 'edges'>,
  saved: Layout['positions'],
  before: Scene | null,
  screen: Size,
): Scene {
  const panel = keepUnchanged(before?.panel ?? null, derivePanel(graph));
  return sceneOf(panel, placePanel(panel, saved, before?.placement ?? null, screen), before);
}
