import { expect, it } from 'vitest';
import { unreadOfBridge } from '#shared/topology/unread.ts';
import { aBridge, aLink, allSources } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const links = [aBridge('br0'), aLink('ovsbr0', { infoKind: 'openvswitch' })];

it('what a bridge has learned is not known while it could not be read, and of Open vSwitch', () => {
  const topology = topologyOf({ links });
  expect(unreadOfBridge(topology, 'br0')).toBeNull();
  expect(unreadOfBridge(topology, 'ovsbr0')).toBeNull();
  const denied = topologyOf({ links, sources: allSources({ 'ovs-fdb': 'denied' }) });
  expect(unreadOfBridge(denied, 'ovsbr0')).toContain('what Open vSwitch has learned could not be read');
  expect(unreadOfBridge(denied, 'br0')).toBeNull();
  const failed = topologyOf({ links, sources: allSources({ 'bridge-fdb': 'denied', 'ip-neigh': 'denied' }) });
  expect(unreadOfBridge(failed, 'br0')).toBe(
    'what the bridges have learned could not be read (bridge-fdb: bridge-fdb could not be read)',
  );
});
