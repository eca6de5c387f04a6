import { beforeEach, describe, expect, it } from 'vitest';
import { showPatch, useHost } from '#renderer/stores/host.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { TopologyPatch } from '#shared/topology/patch.ts';

const vm = {
  id: 'vm:1',
  kind: 'vm',
  name: 'web01',
  uuid: '1',
  state: 'running',
  active: true,
  hypervisor: 'libvirt',
  persistent: true,
  autostart: false,
  pid: null,
} as const;
const topology: Topology = {
  host: 'local',
  revision: 4,
  takenAt: '2026-01-01T12:00:00Z',
  sources: [],
  nodes: [vm, { ...vm, id: 'vm:2', uuid: '2', name: 'web02' }],
  edges: [],
};
const patch: TopologyPatch = {
  from: 4,
  revision: 5,
  takenAt: '2026-01-01T12:00:02Z',
  sources: [],
  nodes: [{ ...vm, state: 'paused' }],
  removedNodes: [],
  edges: [],
  removedEdges: [],
};

describe('showPatch', () => {
  beforeEach(() => useHost.setState({ topology }));

  it('changes what the patch names and keeps every other object, so that a view can compare by identity', () => {
    expect(showPatch(patch)).toBe(true);
    const shown = useHost.getState().topology;
    expect(shown?.revision).toBe(5);
    expect(shown?.nodes[0]).toMatchObject({ id: 'vm:1', state: 'paused' });
    expect(shown?.nodes[1]).toBe(topology.nodes[1]);
    expect(shown?.edges).toBe(topology.edges);
  });

  it('refuses a patch that does not follow on what is shown', () => {
    expect(showPatch({ ...patch, from: 3 })).toBe(false);
    expect(useHost.getState().topology).toBe(topology);
  });
});
