import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { pathsThrough } from '#shared/topology/paths.ts';
import { search } from '#shared/topology/search.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { anyHost, shuffledHost } from '../support/anyHost.ts';
import { aSnapshot } from '../support/facts.ts';

const topologyOf = (facts: Partial<HostSnapshot>): Topology => buildTopology(aSnapshot(facts), 1);

describe('any host', () => {
  it('gives edges whose ends exist, unique ids, and evidence for each cable', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const { nodes, edges } = topologyOf(host);
        const ids = new Set(nodes.map(({ id }) => id));
        expect(ids.size).toBe(nodes.length);
        expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
        for (const edge of edges) {
          expect(ids.has(edge.from) && ids.has(edge.to) && edge.from !== edge.to).toBe(true);
          expect(edge.evidence.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('gives the same topology however its outputs were ordered', () => {
    fc.assert(
      fc.property(shuffledHost, ([host, shuffled]) => {
        expect(topologyOf(shuffled)).toEqual(topologyOf(host));
      }),
    );
  });

  it('gives every vNIC its own node, whatever MACs it shares', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const counts = host.domains.map(({ state, live, defined }) =>
          state === 'running' ? Math.max(live.length, defined.length) : defined.length,
        );
        const vnics = topologyOf(host).nodes.filter(({ kind }) => kind === 'vnic').length;
        const inProcesses = host.vmProcesses.flatMap(({ nics }) => nics).length;
        expect(vnics).toBeGreaterThanOrEqual(counts.reduce((sum, count) => sum + count, 0));
        expect(vnics).toBeLessThanOrEqual(
          host.domains.flatMap(({ live, defined }) => [...live, ...defined]).length +
            inProcesses +
            host.tapHolders.length,
        );
      }),
    );
  });

  it('backs a vNIC by several links only where it says that it does not know', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const { nodes, edges } = topologyOf(host);
        for (const { id } of nodes) {
          const backs = edges.filter(({ kind, from }) => kind === 'backs' && from === id);
          if (backs.length > 1) expect(backs.every(({ conflicts }) => conflicts.length > 0)).toBe(true);
        }
      }),
    );
  });

  it('gives paths without a node twice, from where no cable leads on to where none leads out', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const topology = topologyOf(host);
        for (const { nodes } of pathsThrough(
          topology,
          topology.nodes.map(({ id }) => id),
        )) {
          expect(new Set(nodes).size).toBe(nodes.length);
          expect(traceLine(topology, nodes)).not.toBe('');
        }
      }),
    );
  });

  it('can be searched for anything', () => {
    fc.assert(
      fc.property(anyHost, fc.string({ unit: 'grapheme', maxLength: 8 }), (host, text) => {
        const topology = topologyOf(host);
        const ids = new Set(topology.nodes.map(({ id }) => id));
        for (const hit of search(topology, text)) {
          expect(hit.path).toContain(hit.node);
          expect(hit.match.start).toBeLessThan(hit.match.end);
          expect(hit.match.end).toBeLessThanOrEqual(hit.match.text.length);
        }
        for (const { nodes } of trace(topology, text).paths)
          expect(nodes.every((id) => ids.has(id))).toBe(true);
      }),
    );
  });

  it('finds every vNIC by its MAC in any notation, and every node by its id', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const topology = topologyOf(host);
        for (const node of topology.nodes) {
          const found = (query: string) =>
            trace(topology, query).paths.some(({ nodes }) => nodes.includes(node.id));
          if (node.kind !== 'network' || topology.edges.every(({ from }) => from !== node.id)) {
            expect(found(node.id)).toBe(true);
          }
          if (node.kind !== 'vnic' || node.mac === null) continue;
          const digits = node.mac.replaceAll(':', '');
          expect(found(digits.toUpperCase())).toBe(true);
          expect(found(node.mac.replaceAll(':', '-'))).toBe(true);
          expect(found((digits.match(/.{4}/g) ?? []).join('.'))).toBe(true);
        }
      }),
    );
  });
});
