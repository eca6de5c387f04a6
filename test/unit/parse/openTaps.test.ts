import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseOpenTaps } from '#shared/parse/openTaps.ts';

it('tells TAPs from macvtaps, as they look in this mount namespace and from another one', () => {
  const text = [
    ...['/proc/438/fd/59', '/dev/net/tun', '/proc/438/fd/46', '/dev/tap23'],
    ...['/proc/9/fd/3', '/net/tun', '/proc/9/fd/4', '/tap7', ''],
  ].join('\0');
  expect(parseOpenTaps(text)).toEqual([
    { kind: 'tun', pid: 438, descriptor: 59 },
    { kind: 'macvtap', pid: 438, descriptor: 46, ifindex: 23 },
    { kind: 'tun', pid: 9, descriptor: 3 },
    { kind: 'macvtap', pid: 9, descriptor: 4, ifindex: 7 },
  ]);
});

it('is not fooled by files that are called like a device', () => {
  const targets = [
    '/tmp/tap1',
    '/dev/tap1 (deleted)',
    '/dev/tapestry',
    '/home/u/net/tun',
    '/x\n/dev/tap1',
    '',
  ];
  const text = targets.map((target, index) => `/proc/1/fd/${index}\0${target}\0`).join('');
  expect(parseOpenTaps(text)).toEqual([]);
});

it('reads anything without throwing', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('\0', '/proc/1/fd/2', '/dev/net/tun', '/dev/tap3'));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      for (const tap of parseOpenTaps(pieces.join(''))) expect(tap.pid).toBeTypeOf('number');
    }),
  );
});
