import { useEffect, useMemo, useRef } from 'react';
import type { Layout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { Size } from '../layout/metrics.ts';
import { nextScene } from './nextScene.ts';
import type { Scene } from './scene.ts';

/** The picture of a topology, made from the picture before, so that what did not change stays as and where it is. */
export function useScene(
  topology: Topology,
  now: Topology | null,
  layout: Layout,
  screen: Size,
  showsFirewalls: boolean,
): Scene {
  const before = useRef<Scene | null>(null);
  const { nodes, edges } = topology;
  const { positions } = layout;
  const scene = useMemo(
    () => nextScene({ nodes, edges }, positions, before.current, screen, now, showsFirewalls),
    [nodes, edges, positions, screen, now, showsFirewalls],
  );
  useEffect(() => {
    before.current = scene;
  }, [scene]);
  return scene;
}
