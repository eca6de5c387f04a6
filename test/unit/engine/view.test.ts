import { describe, expect, it } from 'vitest';
import { View } from '#electron/engine/view.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aSnapshot, aSource, aTap } from '../support/facts.ts';

const counters = (rxBytes: number, txBytes: number) => ({
  rxBytes,
  txBytes,
  rxPackets: 0,
  txPackets: 0,
  rxErrors: 0,
  txErrors: 0,
  rxDropped: 0,
  txDropped: 0,
});

const br0 = aBridge('br0');
const vnet0 = aTap('vnet0', 'br0');

/** The same host, read so many seconds later. */
function readAt(second: number, facts: Partial<HostSnapshot> = {}): HostSnapshot {
  const time = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  const sources = [aSource('ip-link'), aSource('virsh')].map((each) => ({ ...each, factsFrom: time }));
  return aSnapshot({ takenAt: time, sources, links: [br0, vnet0], ...facts });
}

describe('View', () => {
  it('counts what changes the graph, and keeps unchanged nodes the same objects', () => {
    const view = new View(readAt(0));
    const before = view.topology;
    const { patch } = view.show(readAt(2, { links: [br0, { ...vnet0, master: null }] }));
    expect(patch).toMatchObject({ from: 1, revision: 2 });
    expect(patch?.nodes.map(({ id }) => id)).toEqual(['link:vnet0']);
    expect(view.show(readAt(2.5, { links: [br0, { ...vnet0, master: null }] })).patch).toBeNull();
    expect(view.topology.revision).toBe(2);
    expect(before.revision).toBe(1);
  });

  it('does not count the ages of what bridges have learned', () => {
    const learned = (age: number) => ({
      fdb: [{ mac: '52:54:00:aa:00:01', link: 'vnet0', master: 'br0', vlan: null, permanent: false, age }],
    });
    const view = new View(readAt(0, learned(1)));
    expect(view.show(readAt(0.5, learned(2))).patch).toBeNull();
    expect(view.show(readAt(11, learned(0))).patch).toMatchObject({ revision: 1, nodes: [], edges: [] });
    expect(view.snapshot.fdb[0]?.age).toBe(0);
  });

  it('tells of a source that fails', () => {
    const view = new View(readAt(0));
    const { patch } = view.show(readAt(2, { sources: [aSource('ip-link'), aSource('virsh', 'failed')] }));
    expect(patch?.sources[1]?.status).toBe('failed');
    expect(patch?.revision).toBe(2);
  });

  it('tells with each poll that the host was read again, which is no new revision', () => {
    const view = new View(readAt(0));
    expect(view.show(readAt(2)).patch).toMatchObject({
      from: 1,
      revision: 1,
      nodes: [],
      edges: [],
      takenAt: readAt(2).takenAt,
    });
    expect(view.show(readAt(4)).patch).toMatchObject({ revision: 1, takenAt: readAt(4).takenAt });
    // A late source, within the same poll.
    expect(view.show(readAt(4.3)).patch).toBeNull();
  });

  it('tells which sources are slow, which is no new revision: no plan is old for that', () => {
    const view = new View(readAt(0));
    const at = (second: number, more: object) =>
      readAt(second, { sources: [aSource('ip-link'), { ...aSource('virsh'), ...more }] });
    const readingSince = '2026-01-01T00:00:01.000Z';
    expect(view.show(at(2, { readingSince })).patch).toMatchObject({
      from: 1,
      revision: 1,
      nodes: [],
      sources: [{ name: 'ip-link' }, { name: 'virsh', readingSince }],
    });
    expect(view.show(at(2.5, { readingSince })).patch).toBeNull();
    expect(view.show(at(2.7, { neededMs: 3000 })).patch).toMatchObject({ revision: 1 });
    expect(view.show(at(3, { neededMs: 3000 })).patch).toBeNull();
  });

  it('keeps what it shows where the next read can’t be drawn, and tells that none of it is of now', () => {
    const view = new View(readAt(0));
    const { patch } = view.keep(readAt(2), new RangeError('too deep'));
    expect(patch).toMatchObject({ from: 1, revision: 2, nodes: [], removedNodes: [] });
    expect(view.topology.nodes.map(({ id }) => id)).toEqual(['link:br0', 'link:vnet0']);
    for (const report of view.topology.sources) {
      expect(report).toMatchObject({ status: 'unparsable', factsFrom: readAt(0).takenAt });
      expect(report.message).toContain('too deep');
    }
    expect(view.keep(readAt(4), new RangeError('too deep')).patch).toBeNull();
    expect(view.topology.revision).toBe(2);
    expect(view.show(readAt(6)).patch).toMatchObject({ from: 2, revision: 3 });
    expect(view.topology.sources.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('makes bytes per second of counters', () => {
    const at = (second: number, rx: number, tx: number) =>
      readAt(second, { links: [br0, { ...vnet0, counters: counters(rx, tx) }] });
    const view = new View(at(0, 1000, 5000));
    expect(view.show(at(2, 3000, 5001)).traffic).toEqual({ vnet0: { rx: 1000, tx: 1 } });
    expect(view.show(at(2, 3000, 5001)).traffic).toBeNull();
    // Counters that fell are of a link that was made anew.
    expect(view.show(at(4, 0, 9001)).traffic).toEqual({ vnet0: { rx: 0, tx: 2000 } });
  });
});
