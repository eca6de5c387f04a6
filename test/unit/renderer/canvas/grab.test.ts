import { describe, expect, it } from 'vitest';
import { fixedEnd, letGo, takeUp } from '#renderer/canvas/interact/grab.ts';
import { nextScene } from '#renderer/canvas/scene/nextScene.ts';
import { Rack } from './support/rack.ts';

const A = '52:54:00:aa:00:01';
const rack = new Rack();
rack.bridge('br0', 'enp3s0');
rack.bridge('br1');
rack.bridge('virbr0');
rack.network('default', 'nat', 'virbr0');
rack.network('off', 'nat', 'virbr1', false);
rack.vm('1', 'running', 'web 01');
rack.plugged('1', A, 'vnet0', 'br0');
rack.link('tap0', 'tap');
rack.link('enp8s0', 'pnic', { addresses: ['192.0.2.7/24'] });
rack.link('enp9s0', 'pnic');
const topology = rack.topology();
const scene = nextScene(topology, {}, null, { width: 1440, height: 852 });
const cable = `vnic:1/${A}`;

function held(id = cable) {
  const drag = takeUp(scene, topology, { kind: 'cable', id });
  if (drag === null) throw new Error(`nothing to grab at ${id}`);
  return drag;
}

describe('a cable in the hand', () => {
  it('is taken off the picture and stays in the jack of its VM', () => {
    const drag = held();
    expect([...drag.lifted]).toEqual(['port:link:vnet0→link:br0']);
    const vm = scene.placement.positions.get('vm:1');
    expect(drag.from.x).toBeGreaterThan(vm?.x ?? Number.NaN);
  });

  it('is welcome on another bridge, and on a network that has one, as the network', () => {
    const { verdicts } = held();
    expect(verdicts.get('link:br1')).toEqual({ kind: 'opens', to: 'link:br1' });
    expect(verdicts.get('link:virbr0')).toEqual({ kind: 'opens', to: 'network:default' });
  });

  it('is at home where it is plugged in, and refused elsewhere with a reason', () => {
    const { verdicts } = held();
    expect(verdicts.get('link:br0')).toEqual({ kind: 'home' });
    expect(verdicts.get('link:enp3s0')).toMatchObject({
      kind: 'refuses',
      why: expect.stringContaining('enp3s0'),
    });
    expect(verdicts.get('network:off')).toMatchObject({
      kind: 'refuses',
      why: expect.stringContaining('active'),
    });
  });

  it('means a move when let go on a card that takes it', () => {
    expect(letGo({ ...held(), over: 'link:br1' }, topology, null, true)).toEqual({
      kind: 'move',
      cable,
      to: 'link:br1',
    });
  });

  it('means nothing when let go on a card that does not, or on its own', () => {
    expect(letGo({ ...held(), over: 'link:enp3s0' }, topology, null, true)).toBeNull();
    expect(letGo({ ...held(), over: 'link:br0' }, topology, null, true)).toBeNull();
    expect(letGo({ ...held(), over: 'vm:1' }, topology, null, true)).toBeNull();
  });

  it('is pulled off when let go in the void, but not by a slip', () => {
    expect(letGo(held(), topology, null, true)).toEqual({ kind: 'pulled', cable });
    expect(letGo(held(), topology, null, false)).toBeNull();
  });
});

describe('other things in the hand', () => {
  it('a loose TAP goes to a bridge; in the void it stays what it is', () => {
    const drag = held('link:tap0');
    expect(letGo({ ...drag, over: 'link:br1' }, topology, null, true)).toEqual({
      kind: 'move',
      cable: 'link:tap0',
      to: 'link:br1',
    });
    expect(letGo(drag, topology, null, true)).toBeNull();
  });

  it("a VM's socket attaches a vNIC", () => {
    const drag = takeUp(scene, topology, { kind: 'socket', vm: 'vm:1' });
    if (drag === null) throw new Error('no socket');
    expect(letGo({ ...drag, over: 'link:br0' }, topology, null, true)).toEqual({
      kind: 'attach',
      vm: 'vm:1',
      to: 'link:br0',
    });
    expect(letGo(drag, topology, null, true)).toBeNull();
  });

  it("a drop on a network's own name means that network", () => {
    expect(letGo({ ...held(), over: 'link:virbr0' }, topology, 'network:default', true)).toMatchObject({
      to: 'network:default',
    });
  });

  it('what is gone meanwhile cannot be taken', () => {
    expect(takeUp(scene, topology, { kind: 'cable', id: 'vnic:gone/x' })).toBeNull();
    expect(fixedEnd(scene, { kind: 'socket', vm: 'vm:gone' })).toBeNull();
  });
});

describe('the plug of an uplink in the hand', () => {
  it('stays in the wall, leaves its bridge, and goes into another one', () => {
    const drag = held('link:enp3s0');
    expect([...drag.lifted]).toEqual(['uplink:link:br0→link:enp3s0']);
    expect(drag.from.side).toBe('left');
    expect(drag.verdicts.get('link:br0')).toEqual({ kind: 'home' });
    expect(letGo({ ...drag, over: 'link:br1' }, topology, null, true)).toEqual({
      kind: 'move',
      cable: 'link:enp3s0',
      to: 'link:br1',
    });
    expect(letGo(drag, topology, null, true)).toEqual({ kind: 'pulled', cable: 'link:enp3s0' });
  });

  it('is taken from its free jack where it is in no bridge', () => {
    const drag = held('link:enp9s0');
    expect(drag.from.side).toBe('left');
    expect(drag.lifted.size).toBe(0);
    expect(drag.verdicts.get('link:br0')).toEqual({ kind: 'opens', to: 'link:br0' });
  });

  it('that carries an address opens bridges under the guard only, and a drop leads to the sheet all the same', () => {
    const drag = held('link:enp8s0');
    expect(drag.verdicts.get('link:br1')).toMatchObject({
      kind: 'guards',
      to: 'link:br1',
      why: expect.stringContaining('192.0.2.7/24'),
    });
    expect(letGo({ ...drag, over: 'link:br1' }, topology, null, true)).toMatchObject({ to: 'link:br1' });
  });
});

describe("a VM's socket in the hand", () => {
  it('goes on a loose TAP, and straight on a card that is in no bridge', () => {
    const drag = takeUp(scene, topology, { kind: 'socket', vm: 'vm:1' });
    expect(drag?.verdicts.get('link:tap0')).toEqual({ kind: 'opens', to: 'link:tap0' });
    expect(drag?.verdicts.get('link:enp9s0')).toEqual({ kind: 'opens', to: 'link:enp9s0' });
    expect(drag?.verdicts.get('link:enp3s0')).toMatchObject({ kind: 'refuses' });
  });
});
