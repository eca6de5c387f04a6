import { describe, expect, it } from 'vitest';
import { wishOfKey } from '#renderer/canvas/interact/keys.ts';
import { nextScene } from '#renderer/canvas/scene/nextScene.ts';
import { stopFor, stopsOf } from '#renderer/canvas/scene/stops.ts';
import { Rack } from './support/rack.ts';

const A = '52:54:00:aa:00:01';
const B = '52:54:00:aa:00:02';
const rack = new Rack();
rack.bridge('br0', 'enp3s0');
rack.bridge('br1');
rack.vm('1', 'running', 'web 01');
rack.plugged('1', A, 'vnet0', 'br0');
rack.plugged('1', B, 'vnet1', 'br1');
rack.vm('2', 'running', 'zulu');
rack.link('tap0', 'tap');
const scene = nextScene(rack.topology(), {}, null, { width: 1440, height: 852 });

function press(focused: string, key: string, editable = true, shiftKey = false) {
  return wishOfKey(scene, focused, { key, shiftKey }, editable);
}

function arrow(focused: string, key: string): string | undefined {
  const wish = press(focused, `Arrow${key}`);
  return wish?.kind === 'focus' ? wish.stop.key : undefined;
}

const row = `vnic:1/${A}`;
const port = `link:br0 vnic:1/${A}`;

describe('arrows', () => {
  it('go down through the rows of a card and on to the next card, and back up', () => {
    expect(arrow('vm:1', 'Down')).toBe(row);
    expect(arrow(row, 'Down')).toBe(`vnic:1/${B}`);
    expect(arrow(`vnic:1/${B}`, 'Up')).toBe(row);
    expect(arrow(row, 'Up')).toBe('vm:1');
    const last = `vnic:1/${B}`;
    const next = arrow(last, 'Down') ?? '';
    expect(arrow(next, 'Up')).toBe(last);
  });

  it('follow the cable from the VM to the wall, and back', () => {
    expect(arrow('vm:1', 'Right')).toBe(port);
    expect(arrow(row, 'Right')).toBe(port);
    expect(arrow(port, 'Right')).toBe('link:enp3s0 uplink:link:br0→link:enp3s0');
    expect(arrow('link:enp3s0', 'Left')).toBe('link:br0');
    expect(arrow(port, 'Left')).toBe(row);
    expect(arrow(row, 'Left')).toBe('vm:1');
  });

  it('lead nowhere where there is no cable', () => {
    expect(press('vm:2', 'ArrowRight')).toBeNull();
    expect(press('link:enp3s0', 'ArrowRight')).toBeNull();
    expect(press('gone', 'ArrowDown')).toBeNull();
  });
});

describe('keys that ask for something', () => {
  const intent = (focused: string, key: string, editable = true) => {
    const wish = press(focused, key, editable);
    return wish?.kind === 'intent' ? wish.intent : null;
  };

  it('move a cable from either of its ends', () => {
    expect(intent(row, 'm')).toEqual({ kind: 'choose-target', cable: row });
    expect(intent(port, 'm')).toEqual({ kind: 'choose-target', cable: row });
    expect(intent('link:tap0', 'm')).toEqual({ kind: 'choose-target', cable: 'link:tap0' });
    expect(intent('link:br0', 'm')).toBeNull();
  });

  it('pull a cable off', () => {
    expect(intent(row, 'Delete')).toEqual({ kind: 'pulled', cable: row });
    expect(intent(port, 'Backspace')).toEqual({ kind: 'pulled', cable: row });
    expect(intent('vm:1', 'Delete')).toBeNull();
  });

  it('add a vNIC from the VM or any of its rows', () => {
    expect(intent('vm:1', 'a')).toEqual({ kind: 'choose-attach', vm: 'vm:1' });
    expect(intent(row, 'a')).toEqual({ kind: 'choose-attach', vm: 'vm:1' });
    expect(intent('link:br0', 'a')).toBeNull();
  });

  it('select a card', () => {
    expect(intent('vm:1', 'Enter')).toEqual({ kind: 'select', id: 'vm:1' });
  });

  it('change nothing where nothing may be changed', () => {
    expect(intent(row, 'm', false)).toBeNull();
    expect(intent(row, 'Delete', false)).toBeNull();
    expect(intent('vm:1', 'a', false)).toBeNull();
    expect(intent('vm:1', 'Enter', false)).not.toBeNull();
  });

  it('move the card itself with Shift', () => {
    const at = scene.placement.positions.get('vm:1') ?? { x: 0, y: 0 };
    expect(press('vm:1', 'ArrowRight', false, true)).toEqual({
      kind: 'nudge',
      card: 'vm:1',
      x: at.x + 24,
      y: at.y,
    });
  });
});

describe('stops', () => {
  it('are all different, and each can be found again by what it shows', () => {
    const keys = scene.cards.flatMap((card) => stopsOf(card).map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    expect(stopFor(scene, 'link:vnet0')?.key).toBe(port);
    expect(stopFor(scene, row)?.key).toBe(row);
    expect(stopFor(scene, 'vm:2')?.key).toBe('vm:2');
    expect(stopFor(scene, 'link:lo')).toBeNull();
  });

  it('are in reading order: VMs first, from the top, and the wall last', () => {
    expect(scene.cards.map(({ card }) => card.kind)).toEqual([
      'vm',
      'vm',
      'loose',
      'switch',
      'switch',
      'socket',
    ]);
  });
});
