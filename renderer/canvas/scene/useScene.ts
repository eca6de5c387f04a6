import { useEffect, useMemo, useRef } from 'react';
import type { Finding } from '#shared/findings/finding.ts';
import type { Layout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import { troublesOf } from '../derive/troubles.ts';
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
  findings: readonly Finding[],
): Scene {
  const before = useRef<Scene | null>(null);
  const { nodes, edges } = topology;
  const { positions } = layout;
  const troubles = useMemo(() => troublesOf(topology, findings), [topology, findings]);
  const scene = useMemo(
    () => nextScene({ nodes, edges }, positions, before.current, screen, now, showsFirewalls, troubles),
    [nodes, edges, positions, screen, now, showsFirewalls, troubles],
  );
  useEffect(() => {
    before.current = scene;
  }, [scene]);
  return scene;
}
