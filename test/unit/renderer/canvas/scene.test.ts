import { describe, expect, it } from 'vitest';
import { nextScene } from '#renderer/canvas/scene/nextScene.ts';
import type { Scene } from '#renderer/canvas/scene/scene.ts';
import { host, macOf, type Rack } from './support/rack.ts';

const laptop = { width: 1440, height: 852 };

function picture(rack: Rack, before: Scene | null = null, saved = {}): Scene {
  // A topology that came over the wire: equal to the one before, but none of its objects.
  return nextScene(structuredClone(rack.topology()), saved, before, laptop);
}

describe('one picture after another', () => {
  it('has the very same objects while nothing changes', () => {
    const first = picture(host(8, ['br0', 'br1']));
    const second = picture(host(8, ['br0', 'br1']), first);
    expect(second.cards.every((card, index) => card === first.cards[index])).toBe(true);
    expect(second.cables.every((cable, index) => cable === first.cables[index])).toBe(true);
  });

  it('has new objects only for what changed', () => {
    const first = picture(host(8, ['br0', 'br1']));
    const rack = host(8, ['br0', 'br1']);
    const changed = rack.nodes.findIndex((node) => node.kind === 'vm');
    const vm = rack.nodes[changed];
    if (vm?.kind === 'vm') rack.nodes[changed] = { ...vm, state: 'paused' };
    const second = picture(rack, first);
    const fresh = second.cards.filter((card, index) => card !== first.cards[index]);
    expect(fresh.map(({ id }) => id)).toEqual([vm?.id]);
    expect(second.cables.every((cable, index) => cable === first.cables[index])).toBe(true);
  });

  it('keeps the other cards when the user moves one', () => {
    const first = picture(host(4, ['br0']));
    const second = picture(host(4, ['br0']), first, { 'link:br0': { x: 900, y: 40 } });
    const fresh = second.cards.filter((card) => !first.cards.includes(card));
    expect(fresh.map(({ id }) => id)).toEqual(['link:br0']);
  });

  it('puts a jack at both ends of every cable, at the edges of their cards', () => {
    const { cables, geometry } = picture(host(30, ['br0', 'br1', 'br2']));
    for (const { cable } of cables) {
      expect(geometry.jack(cable.from.card, cable.from.jack)?.side).toBe('right');
      expect(geometry.jack(cable.to.card, cable.to.jack)).toBeDefined();
    }
  });

  it('gives every port a place of its own', () => {
    const { cards } = picture(host(40, ['br0']));
    for (const { jacks } of cards) {
      const places = jacks.map(({ x, y }) => `${x},${y}`);
      expect(new Set(places).size).toBe(places.length);
    }
  });

  it('colours the way out like its bridge for as long as it serves that bridge alone', () => {
    const rack = host(1, ['br0', 'br1']);
    rack.link('bond0', 'bond');
    rack.edge('uplink', 'link:br0', 'link:bond0').edge('member', 'link:bond0', rack.link('eno1', 'pnic'));
    const hue = (scene: Scene, id: string) => scene.cables.find((cable) => cable.id === id)?.hue;
    const alone = picture(rack);
    expect(hue(alone, 'member:link:bond0→link:eno1')).toBe(alone.placement.hues.get('link:br0'));
    rack.edge('uplink', 'link:br1', 'link:bond0');
    expect(hue(picture(rack), 'member:link:bond0→link:eno1')).toBe(0);
  });

  it('leads cables past other VMs through the gap below their own', () => {
    const { cables, placement } = picture(host(24, ['br0', 'br1']));
    for (const { cable, route } of cables) {
      if (route.tray === null) continue;
      const top = placement.positions.get(cable.from.card)?.y ?? 0;
      const height = placement.sizes.get(cable.from.card)?.height ?? 0;
      expect(route.tray.y).toBeGreaterThan(top + height);
    }
    expect(cables.some(({ route }) => route.tray !== null)).toBe(true);
  });

  it('keeps the order of ports when a new one comes', () => {
    const first = picture(host(4, ['br0']));
    const rack = host(4, ['br0']);
    rack.vm('aaa', 'running', 'aaa first of all');
    rack.plugged('aaa', macOf(999), 'vnet99', 'br0');
    const before = first.placement.ports.get('link:br0') ?? [];
    expect(picture(rack, first).placement.ports.get('link:br0')).toEqual([
      ...before,
      `vnic:aaa/${macOf(999)}`,
    ]);
  });
});
