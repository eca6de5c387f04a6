import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { placePanel } from '#renderer/canvas/layout/place.ts';
import type { Placement } from '#renderer/canvas/layout/placement.ts';
import { boxOf, overlaps } from '#renderer/canvas/layout/slots.ts';
import { host, macOf, Rack } from './support/rack.ts';

const laptop = { width: 1440, height: 852 };

function place(rack: Rack, before: Placement | null = null, saved = {}): Placement {
  return placePanel(derivePanel(rack.topology()), saved, before, laptop);
}

/** Cards that lie on another one. */
function colliding(placement: Placement): string[] {
  const boxes = [...placement.sizes.keys()].flatMap((id) => {
    const box = boxOf(id, placement);
    return box === null ? [] : [{ id, box }];
  });
  return boxes.flatMap(({ id, box }) =>
    boxes.some((other) => other.id !== id && overlaps(box, other.box, 0)) ? [id] : [],
  );
}

function bounds(placement: Placement) {
  const boxes = [...placement.sizes.keys()].map(
    (id) => boxOf(id, placement) ?? { x: 0, y: 0, width: 0, height: 0 },
  );
  return {
    width: Math.max(...boxes.map((box) => box.x + box.width)) - Math.min(...boxes.map((box) => box.x)),
    height: Math.max(...boxes.map((box) => box.y + box.height)) - Math.min(...boxes.map((box) => box.y)),
  };
}

describe('the first placement', () => {
  it('reads from left to right: VM, bridge, VLAN, bond, NIC', () => {
    const rack = host(1, ['br0']);
    rack.bridge('br20');
    rack.link('bond0', 'bond');
    rack.link('bond0.20', 'vlan');
    rack.edge('uplink', 'link:br20', 'link:bond0.20').edge('lower', 'link:bond0.20', 'link:bond0');
    rack.edge('member', 'link:bond0', rack.link('eno1', 'pnic'));
    const { positions } = place(rack);
    const order = [
      'vm:00000000-0000-4000-8000-000000000000',
      'link:br20',
      'link:bond0.20',
      'link:bond0',
      'link:eno1',
    ];
    const lefts = order.map((id) => positions.get(id)?.x ?? Number.NaN);
    expect(lefts).toEqual([...lefts].sort((one, other) => one - other));
    expect(new Set(lefts).size).toBe(lefts.length);
    expect(positions.get('link:br0')?.x).toBe(positions.get('link:br20')?.x);
  });

  it('is the same for the same host, in whatever order it is told', () => {
    const rack = host(9, ['br0', 'br1']);
    const shuffled = new Rack();
    shuffled.nodes.push(...rack.nodes.toReversed());
    shuffled.edges.push(...rack.edges.toReversed());
    expect(place(shuffled).positions.size).toBe(
      rack.nodes.filter(({ kind }) => kind !== 'tap' && kind !== 'vnic').length,
    );
    for (const [id, at] of place(rack).positions) expect(place(shuffled).positions.get(id), id).toEqual(at);
  });

  it('says everything about a few VMs', () => {
    expect(place(host(5, ['br0', 'br1'])).density).toBe('full');
  });

  it('shows fifty VMs on one laptop screen at a readable size', () => {
    const placement = place(host(50, ['br0', 'br-dmz', 'br-lab', 'br-storage', 'virbr0', 'br-mgmt']));
    const { width, height } = bounds(placement);
    expect(Math.min(laptop.width / width, laptop.height / height)).toBeGreaterThan(0.8);
    expect(colliding(placement)).toEqual([]);
  });

  it('survives two bridges that lead into each other', () => {
    const rack = host(1, ['br0', 'br1']);
    rack.edge('uplink', 'link:br0', 'link:br1').edge('uplink', 'link:br1', 'link:br0');
    expect(colliding(place(rack))).toEqual([]);
  });
});

describe('every further placement', () => {
  it('moves nothing when nothing changed', () => {
    const rack = host(12, ['br0', 'br1']);
    const first = place(rack);
    expect(place(rack, first)).toEqual(first);
  });

  it('moves nothing, ports included, when a VM was restarted and its TAPs have other names', () => {
    const build = (tap: string) => {
      const rack = host(6, ['br0', 'br1']);
      rack.vm('again');
      rack.plugged('again', macOf(999), tap, 'br1');
      return rack;
    };
    const first = place(build('vnet0'));
    const second = place(build('vnet24'), first);
    expect(second.positions).toEqual(first.positions);
    expect(second.ports).toEqual(first.ports);
  });

  it('keeps a VM in its place, and its port, while it is shut off', () => {
    const build = (off: boolean) => {
      const rack = host(4, ['br0']);
      rack.vm('sleeper', off ? 'shut off' : 'running');
      if (off) rack.edge('defined', rack.vnic('sleeper', macOf(999)), 'link:br0');
      else rack.plugged('sleeper', macOf(999), 'vnet99', 'br0');
      return rack;
    };
    const first = place(build(false));
    const second = place(build(true), first);
    expect(second.positions).toEqual(first.positions);
    expect(second.sizes).toEqual(first.sizes);
  });

  it('gives a transient VM that comes back its old place', () => {
    const build = (here: boolean) => {
      const rack = host(6, ['br0']);
      if (here) rack.vm('guest');
      return rack;
    };
    const first = place(build(true));
    const gone = place(build(false), first);
    expect(gone.sizes.has('vm:guest')).toBe(false);
    expect(place(build(true), gone).positions.get('vm:guest')).toEqual(first.positions.get('vm:guest'));
  });

  it('puts a TAP that turns out to be a switch among the switches, and on nobody', () => {
    const rackWith = (kind: 'tap' | 'ovs-bridge') => {
      const rack = host(3, ['br0']);
      rack.link('ovsbr0', kind);
      return rack;
    };
    const before = place(rackWith('tap'));
    const after = place(rackWith('ovs-bridge'), before);
    expect(after.positions.get('link:ovsbr0')?.x).toBe(after.positions.get('link:br0')?.x);
    expect(colliding(after)).toEqual([]);
  });

  it('leaves the known where they are when a VM is added, and lays it on nobody', () => {
    const before = place(host(10, ['br0', 'br1']));
    const rack = host(10, ['br0', 'br1']);
    rack.vm('new');
    const after = place(rack, before);
    for (const [id, at] of before.positions) expect(after.positions.get(id), id).toEqual(at);
    expect(colliding(after)).toEqual([]);
  });

  it('moves only what is in the way when a card grows', () => {
    const before = place(host(9, ['br0']));
    const rack = host(9, ['br0']);
    const grown = 'vm:00000000-0000-4000-8000-000000000000';
    rack.plugged('00000000-0000-4000-8000-000000000000', macOf(999), 'vnet99', null);
    const after = place(rack, before);
    const top = before.positions.get(grown);
    expect(after.positions.get(grown)).toEqual(top);
    expect(colliding(after)).toEqual([]);
    for (const [id, at] of before.positions) {
      if (at.x !== top?.x || at.y < top.y) expect(after.positions.get(id), id).toEqual(at);
    }
  });

  it('puts a card where the user put it, moves it for nobody and nobody else for it', () => {
    const rack = host(6, ['br0', 'br1']);
    const saved = { 'link:br1': { x: 1234, y: -56 } };
    const first = place(rack);
    const second = place(rack, first, saved);
    expect(second.positions.get('link:br1')).toEqual({ x: 1234, y: -56 });
    expect(second.pinned).toEqual(new Set(['link:br1']));
    for (const [id, at] of first.positions)
      if (id !== 'link:br1') expect(second.positions.get(id)).toEqual(at);
    expect(place(rack, null, saved).positions.get('link:br1')).toEqual({ x: 1234, y: -56 });
  });

  it('opens a column for a first VLAN and leaves VMs and bridges alone', () => {
    const before = place(host(3, ['br0', 'br1']));
    const rack = host(3, ['br0', 'br1']);
    rack.link('enp0s0.5', 'vlan');
    rack.edge('lower', 'link:enp0s0.5', 'link:enp0s0').edge('uplink', 'link:br1', 'link:enp0s0.5');
    const after = place(rack, before);
    for (const [id, at] of before.positions)
      if (!id.startsWith('link:enp')) expect(after.positions.get(id)).toEqual(at);
    const x = (id: string) => after.positions.get(id)?.x ?? Number.NaN;
    expect(x('link:br1')).toBeLessThan(x('link:enp0s0.5'));
    expect(x('link:enp0s0.5')).toBeLessThan(x('link:enp0s0'));
    expect(colliding(after)).toEqual([]);
  });

  it('arranges afresh when the first VMs come, or ten times as many', () => {
    const empty = place(host(0, ['br0']));
    const few = place(host(3, ['br0']), empty);
    expect(few.positions).toEqual(place(host(3, ['br0'])).positions);
    const many = place(host(60, ['br0']), few);
    expect(many.density).toBe('dense');
  });

  it('never lays one card on another, whatever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ vms: fc.nat(14), bridges: fc.integer({ min: 1, max: 4 }) }), { maxLength: 6 }),
        (polls) => {
          let placement: Placement | null = null;
          for (const { vms, bridges } of polls) {
            placement = place(host(vms, ['br0', 'br1', 'br2', 'br3'].slice(0, bridges)), placement);
            expect(colliding(placement)).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
