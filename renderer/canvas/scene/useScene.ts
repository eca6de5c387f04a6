import { useEffect, useMemo, useRef } from 'react';
import type { Layout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import { keepUnchanged } from '../derive/keep.ts';
import { derivePanel } from '../derive/panel.ts';
import type { Size } from '../layout/metrics.ts';
import { placePanel } from '../layout/place.ts';
import { type Scene, sceneOf } from './scene.ts';

/** The picture of a topology, made from the picture before, so that what did not change stays as and where it is. */
export function useScene(topology: Topology, layout: Layout, screen: Size): Scene {
  const before = useRef<Scene | null>(null);
  const { nodes, edges } = topology;
  const { positions } = layout;
  const scene = useMemo(
    () => nextScene({ nodes, edges }, positions, before.current, screen),
    [nodes, edges, positions, screen],
  );
  useEffect(() => {
    before.current = scene;
  }, [scene]);
  return scene;
}

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
