import { expect, it } from 'vitest';
import { graphJson } from '#electron/cli/graphJson.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aPnic, aSnapshot, aTap } from '../support/facts.ts';

it('shows each VLAN of a port by itself, where its bridge filters them', () => {
  const filters = aBridge('br0');
  const snapshot = aSnapshot({
    links: [
      { ...filters, bridge: { ...(filters.bridge ?? never()), vlanFiltering: true } },
      aBridge('br1'),
      aTap('vnet0', 'br0'),
      aTap('vnet1', 'br1'),
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }),
    ],
    portVlans: {
      vnet0: [
        { first: 10, last: 10, pvid: true, untagged: true },
        { first: 20, last: 22, pvid: false, untagged: false },
      ],
      vnet1: [{ first: 1, last: 1, pvid: true, untagged: true }],
    },
  });
  const { edges } = graphJson(buildTopology(snapshot, 1)) as {
    edges: { kind: string; from: string; vlans?: unknown }[];
  };
  const vlansOf = (kind: string, from: string) =>
    edges.find((edge) => edge.kind === kind && edge.from === from)?.vlans;
  const tagged = { pvid: false, untagged: false };
  expect(vlansOf('port', 'link:vnet0')).toEqual([
    { vid: 10, pvid: true, untagged: true },
    { vid: 20, ...tagged },
    { vid: 21, ...tagged },
    { vid: 22, ...tagged },
  ]);
  expect(vlansOf('port', 'link:vnet1')).toBeUndefined();
  expect(vlansOf('uplink', 'link:br0')).toEqual([]);
});

function never(): never {
  throw new Error('a bridge has its facts');
}
