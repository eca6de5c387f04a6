import { describe, expect, it } from 'vitest';
import { findingBeside } from '#renderer/actions/findings.ts';
import { listFindings } from '#renderer/stores/findings.ts';
import { findingKey } from '#shared/findings/finding.ts';
import type { Topology } from '#shared/topology/model.ts';
import { aFinding } from '../support/findings.ts';
import { aHouse, web0, web1 } from './support.ts';

const house = aHouse();
const cable = aFinding([web0, 'link:vnet0', 'port:link:vnet0→link:br0'], 'error');
const other = aFinding([web1]);
const bridge = aFinding(['link:br0'], 'info');
const report = { findings: [cable, other, bridge], notChecked: [] };

function planned(change: (topology: Topology) => Partial<Topology>): string[] {
  const next = structuredClone(house);
  return listFindings(report, [], house, { ...next, ...change(next) })
    .filter(({ isPlanned }) => isPlanned)
    .map(({ finding }) => finding.subject[0]);
}

describe('the list of findings', () => {
  it('marks those that are meant so', () => {
    const list = listFindings(report, [findingKey(other), 'tap-no-bridge vnic:gone'], house, null);
    expect(list.map(({ isDismissed }) => isDismissed)).toEqual([false, true, false]);
  });

  it('tells apart two about one thing', () => {
    const twice = { findings: [cable, { ...cable, title: 'And again' }], notChecked: [] };
    const ids = listFindings(twice, [], house, null).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('marks nothing where the plan changes nothing', () => {
    expect(planned(() => ({}))).toEqual([]);
  });

  it('marks what planned edits change something of: a port that moves, and not the bridge that it leaves', () => {
    const moved = planned(({ nodes, edges }) => ({
      nodes: nodes.map((node) => (node.id === 'link:vnet0' ? { ...node, master: 'virbr0' } : node)) as never,
      edges: edges.map((edge) =>
        edge.id === 'port:link:vnet0→link:br0'
          ? { ...edge, id: 'port:link:vnet0→link:virbr0', to: 'link:virbr0' }
          : edge,
      ),
    }));
    expect(moved).toEqual([web0]);
  });

  it('marks a bridge that loses its uplink, and what is gone', () => {
    expect(planned(({ edges }) => ({ edges: edges.filter(({ kind }) => kind !== 'uplink') }))).toEqual([
      'link:br0',
    ]);
    expect(planned(({ nodes }) => ({ nodes: nodes.filter(({ id }) => id !== web1) }))).toContain(web1);
  });

  it('marks nothing by the plan of another host', () => {
    expect(planned(() => ({ host: 'demo', nodes: [] }))).toEqual([]);
  });
});

describe('the finding beside', () => {
  const list = listFindings(report, [], house, null);
  const ids = list.map(({ id }) => id);
  const beside = (place: Parameters<typeof findingBeside>[1], step: 1 | -1) =>
    ids.indexOf(findingBeside(list, place, step)?.id ?? '');

  it('goes around the ends, and begins at one of them', () => {
    expect(beside(null, 1)).toBe(0);
    expect(beside(null, -1)).toBe(2);
    expect(beside({ id: ids[2] ?? '', at: 2 }, 1)).toBe(0);
    expect(beside({ id: ids[0] ?? '', at: 0 }, -1)).toBe(2);
    expect(beside({ id: ids[0] ?? '', at: 0 }, 1)).toBe(1);
  });

  it('of one that was repaired is what has come up into its place', () => {
    expect(beside({ id: 'gone', at: 1 }, 1)).toBe(1);
    expect(beside({ id: 'gone', at: 1 }, -1)).toBe(0);
    expect(beside({ id: 'gone', at: 3 }, 1)).toBe(0);
  });

  it('is none where there are none', () => {
    expect(findingBeside([], { id: 'gone', at: 0 }, 1)).toBeUndefined();
    expect(findingBeside([], null, -1)).toBeUndefined();
  });
});
