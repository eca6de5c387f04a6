import { describe, expect, it } from 'vitest';
import { contextNow } from '#renderer/actions/actionContext.ts';
import { nodeActions } from '#renderer/actions/nodeActions.ts';
import { followCommands } from '#renderer/actions/vlanActions.ts';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { commandsFor } from '#renderer/panels/search/commands.ts';
import { cableRows } from '#renderer/panels/table/tableRows.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { aBridge, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
const tagged = (first: number, last = first): VlanRange => ({ first, last, pvid: false, untagged: false });

const topology = topologyOf({
  links: [
    aBridge('br0', { bridge: { vlanFiltering: true } }),
    aTap('tap0', 'br0'),
    aTap('tap1', 'br0'),
    aBridge('br1'),
    aTap('tap2', 'br1'),
  ],
  portVlans: { br0: [untagged(1)], tap0: [untagged(10), tagged(20), tagged(100, 103)], tap1: [untagged(20)] },
});

function node(id: string) {
  const found = graphOf(topology).nodes.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe('VLAN filtering', () => {
  const offered = (id: string) =>
    nodeActions(topology, node(id))
      .filter(({ id }) => id === 'vlans')
      .map(({ label }) => label);

  it('is turned on in the menu of its bridge, and in no port’s', () => {
    expect(offered('link:br1')).toEqual(['Turn on VLAN filtering of br1…']);
    expect(offered('link:tap2')).toEqual([]);
    expect(offered('link:tap0')).toEqual(['VLANs of tap0…']);
  });
});

describe('the mark of a port', () => {
  it.each<[VlanRange[], string]>([
    [[untagged(10)], '10'],
    [[untagged(10), tagged(20), tagged(100, 103)], '10 +20,100–103'],
    [[tagged(20)], '+20'],
    [[untagged(10), { ...tagged(11), untagged: true }], '10 (11)'],
    [[{ ...tagged(10), pvid: true }], '10 +10'],
    [[], ''],
  ])('says what comes in without a tag, then what is tagged', (vlans, mark) => {
    expect(vlanMark(vlans)).toBe(mark);
  });

  it('stands on the ports of a filtering bridge, and on no other', () => {
    const marks = Object.fromEntries(
      derivePanel(topology).cards.flatMap((card) =>
        card.kind === 'switch' ? card.ports.map(({ key, vlans }) => [key, vlans?.short ?? null]) : [],
      ),
    );
    expect(marks).toEqual({ 'link:tap0': '10 +20,100–103', 'link:tap1': '20', 'link:tap2': null });
    expect(Object.fromEntries(cableRows(topology, []).map(({ tap, vlans }) => [tap, vlans]))).toEqual({
      tap0: '10 +20,100–103',
      tap1: '20',
      tap2: '',
    });
  });
});

describe('following a VLAN', () => {
  const rows = (typed: string) =>
    followCommands(topology, typed).map(({ label, blocked }) => [label, blocked(contextNow())]);

  it('is offered for each VLAN that is named, and for the number that was typed', () => {
    expect(rows('vlan').map(([label]) => label)).toEqual(
      [1, 10, 20, 100, 101, 102, 103].map((vlan) => `Follow VLAN ${vlan}`),
    );
    expect(rows('VLAN 20')).toEqual([['Follow VLAN 20', null]]);
    expect(rows('follow vlan20')).toEqual([['Follow VLAN 20', null]]);
    expect(rows('vlan 2')).toEqual([
      ['Follow VLAN 2', 'Nothing on this host carries VLAN 2.'],
      ['Follow VLAN 20', null],
    ]);
    expect(rows('vlan 4095')).toEqual([['Follow VLAN 4095', 'VLANs have the numbers 1 to 4094.']]);
    expect(rows('20')).toEqual([]);
  });

  it('stands in the palette once, whatever is selected', () => {
    const labels = commandsFor(topology, 'link:tap1', 'vlan 20').map(({ action }) => action.label);
    expect(labels.filter((label) => label === 'Follow VLAN 20')).toHaveLength(1);
  });

  it('is in the menu of a port with few VLANs', () => {
    const follows = (id: string) =>
      nodeActions(topology, node(id)).filter((action) => action.id.startsWith('follow-'));
    expect(follows('link:tap1').map(({ label }) => label)).toEqual(['Follow VLAN 20']);
    expect(follows('link:tap0').map(({ label }) => label)).toHaveLength(6);
    expect(follows('link:tap2')).toEqual([]);
  });
});
