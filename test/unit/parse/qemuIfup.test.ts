import { expect, it } from 'vitest';
import { parseQemuIfup } from '#shared/parse/qemuIfup.ts';

it.each([
  ['  brctl addif br0 $1', 'br0'],
  ['/sbin/ip link set "$1" master \'br-lan\'', 'br-lan'],
  ['ip link set dev "$1" up master "$switch"', undefined],
  ['# brctl addif br0 $1', undefined],
  ['brctl addif br0 $1\n/etc/qemu-ifup:brctl addif br1 $1', undefined],
])('the bridge of a script: %s', (line, bridge) => {
  expect(parseQemuIfup(`/etc/qemu-ifup:${line}\n`).get('/etc/qemu-ifup')).toBe(bridge);
});

it('is of no other file', () => {
  expect(parseQemuIfup('/home/u/ifup:brctl addif br0 $1\n').size).toBe(0);
});
