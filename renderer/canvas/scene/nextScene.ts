import type { Layout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import { withChanges } from '../derive/changes.ts';
import { keepUnchanged } from '../derive/keep.ts';
import { derivePanel } from '../derive/panel.ts';
import { noTroubles, type Troubles } from '../derive/troubles.ts';
import type { Size } from '../layout/metrics.ts';
import { placePanel } from '../layout/place.ts';
import { type Scene, sceneOf } from './scene.ts';

/**
 * One picture after another; `before` is null for the first, which is arranged for a screen of this size.
 * @param now the host as it is, where the graph is how it would be: what differs is marked
 */
export function nextScene(
  graph: Pick<Topology, 'nodes' | 'edges'>,
  saved: Layout['positions'],
  before: Scene | null,
  screen: Size,
  now: Pick<Topology, 'nodes' | 'edges'> | null = null,
  showsFirewalls = false,
  troubles: Troubles = noTroubles,
): Scene {
  const derived = derivePanel(graph, showsFirewalls, troubles);
  const drawn = now === null ? derived : withChanges(derivePanel(now, showsFirewalls), derived);
  const panel = keepUnchanged(before?.panel ?? null, drawn);
  return sceneOf(panel, placePanel(panel, saved, before?.placement ?? null, screen), before);
}
