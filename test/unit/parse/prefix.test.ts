import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addressText,
  covers,
  isSameSubnet,
  lengthOfMask,
  networkText,
  type Prefix,
  rangeOf,
  readPrefix,
} from '#shared/host/prefix.ts';

const prefix = (text: string): Prefix => {
  const read = readPrefix(text);
  if (read === null) throw new Error(`${text} is no prefix`);
  return read;
};

it.each([
  ['192.168.1.0/24', '192.168.1.77', true],
  ['192.168.1.0/24', '192.168.2.1', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['::/0', '8.8.8.8', false],
  ['10.0.0.0/8', '10.1.0.0/16', true],
  ['10.1.0.0/16', '10.0.0.0/8', false],
  ['fe80::/64', 'fe80::1', true],
  ['2001:db8:0:0:0:0:0:0/32', '2001:DB8::1', true],
  ['::ffff:10.0.0.0/104', '::ffff:10.9.9.9', true],
  ['10.0.0.1/32', '10.0.0.1', true],
])('%s covers %s: %s', (outer, inner, isSo) => {
  expect(covers(prefix(outer), prefix(inner))).toBe(isSo);
});

it.each([
  ['192.168.1.77/24', '192.168.1.0', '192.168.1.255', '192.168.1.0/24'],
  ['10.0.0.1/32', '10.0.0.1', '10.0.0.1', '10.0.0.1'],
  ['10.9.8.7/0', '0.0.0.0', '255.255.255.255', '0.0.0.0/0'],
  ['fd00:5::9/64', 'fd00:5::', 'fd00:5::ffff:ffff:ffff:ffff', 'fd00:5::/64'],
])('%s begins with %s and ends with %s', (text, first, last, network) => {
  const own = prefix(text);
  const range = rangeOf(own);
  expect(addressText(own.family, range.first)).toBe(first);
  expect(addressText(own.family, range.last)).toBe(last);
  expect(networkText(own)).toBe(network);
});

it.each([
  ['255.255.255.0', 24],
  ['255.255.255.255', 32],
  ['128.0.0.0', 1],
  ['0.0.0.0', 0],
  ['255.0.255.0', null],
  ['255.255.256.0', null],
  ['ffff::', null],
])('the netmask %s is as long as %s', (netmask, length) => {
  expect(lengthOfMask(netmask)).toBe(length);
});

it('tells a secondary address by its network and length', () => {
  expect(isSameSubnet(prefix('10.0.0.1/24'), prefix('10.0.0.9/24'))).toBe(true);
  expect(isSameSubnet(prefix('10.0.0.1/24'), prefix('10.0.0.9/25'))).toBe(false);
});

it.each([
  '',
  'default',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.1/33',
  'fe80::1::2',
  '1:2:3:4:5:6:7',
  '::/129',
  ':',
  '1:2:3:4:5:6:7:8::',
  'g::1',
])('takes nothing out of %j', (text) => expect(readPrefix(text)).toBeNull());

it('reads whatever it is given without an error', () => {
  fc.assert(fc.property(fc.string(), (text) => void readPrefix(text)));
  fc.assert(fc.property(fc.ipV4(), (text) => readPrefix(text)?.family === 'inet'));
  fc.assert(fc.property(fc.ipV6(), (text) => readPrefix(text)?.family === 'inet6'));
});
