import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestFor } from '#electron/engine/rights/helperRequest.ts';
import { addressVerbs } from '#electron/helper/addressVerbs.mjs';
import { argsFor } from '#electron/helper/verbs.mjs';

const commands = [
  'ip addr add 192.168.1.10/24 dev br0',
  'ip addr add 192.168.1.10/24 dev br0 broadcast 192.168.1.255 metric 100 noprefixroute',
  'ip addr add 2001:db8::1/64 dev -x noprefixroute',
  'ip addr replace 2001:db8::1/64 dev br0 metric 256',
  'ip addr del 192.168.1.10/24 dev metric',
  'ip route replace default via 192.168.1.1 dev br0',
  'ip route replace default via 192.168.1.1 dev br0 metric 100 proto dhcp src 192.168.1.10 onlink',
  'ip route replace 10.0.0.0/8 via inet6 fe80::1 dev br0 proto 186',
  'ip route replace 10.0.0.9 dev br0 proto static',
  'ip route del default via 192.168.1.1 dev br0 metric 100',
  'ip -6 route replace default via fe80::1 dev br0 metric 1024 proto ra',
  'ip -6 route replace default via fe80::1 dev br0 metric 1024 proto ra expires 1800',
  'ip -6 route del 2001:db8:5::/48 dev br0 metric 4294967295',
  'resolvectl dns br0 192.168.1.1 fe80::1',
  'resolvectl domain br0 lan example.com ~corp.example ~.',
  'resolvectl revert br0',
];

describe('what Patchbay asks for', () => {
  it.each(commands)('is the command that it has shown: %s', (line) => {
    const [program = '', ...args] = line.split(' ');
    const request = requestFor({ argv: [program, ...args] });
    expect(request).not.toBeNull();
    const asked = argsFor({ id: 1, ...request });
    expect(asked).toEqual({ id: 1, program, args });
  });
});

describe('a command that is none of the closed set', () => {
  it.each([
    'ip addr add 192.168.1.10 dev br0',
    'ip addr add 192.168.1.10/33 dev br0',
    'ip addr add 192.168.1.300/24 dev br0',
    'ip addr add fe80::1%2/64 dev br0',
    'ip addr add 192.168.1.10/24 dev br0 scope host',
    'ip addr add 192.168.1.10/24 dev br0 metric 4294967296',
    'ip addr flush dev br0',
    'ip route replace default via router dev br0',
    'ip route replace default via 192.168.1.1 dev br0 table 7',
    'ip route replace default via 192.168.1.1 dev br0 proto ../x',
    'ip route replace unreachable 10.0.0.0/8 dev br0',
    'ip route flush cache',
    'resolvectl dns br0',
    'resolvectl dns --help 1.1.1.1',
    'resolvectl dns br0 1.1.1.1#name',
    'resolvectl dns br0 --version',
    'resolvectl domain br0 -x',
    'resolvectl domain br0 a..b',
    'resolvectl domain br0 a/b',
    'resolvectl revert -x',
    'resolvectl flush-caches',
    'ip dns br0 1.1.1.1',
    'resolvectl addr del 192.168.1.10/24 dev br0',
    'sh -c id',
  ])('is not run by root: %s', (line) => {
    const [program = '', ...args] = line.split(' ');
    const request = requestFor({ argv: [program, ...args] });
    expect(request === null || 'refused' in argsFor({ id: 1, ...request })).toBe(true);
  });

  it.each([
    ['a field too many', { verb: 'del-address', link: 'br0', address: '10.0.0.1/8', netns: 'x' }],
    ['a field too few', { verb: 'del-address', link: 'br0' }],
    [
      'a flag that is no truth',
      { verb: 'add-address', link: 'br0', address: '10.0.0.1/8', noPrefixRoute: 'scope' },
    ],
    ['a list in place of a word', { verb: 'del-address', link: ['br0'], address: '10.0.0.1/8' }],
    ['a word in place of a list', { verb: 'set-dns', link: 'br0', servers: '1.1.1.1' }],
    ['an empty list', { verb: 'set-dns', link: 'br0', servers: [] }],
    ['too long a list', { verb: 'set-dns', link: 'br0', servers: Array(17).fill('1.1.1.1') }],
    ['a list of lists', { verb: 'set-dns', link: 'br0', servers: [['1.1.1.1']] }],
    ['a router of a number', { verb: 'del-route', link: 'br0', destination: 'default', router: 1 }],
  ])('%s is refused', (_what, request) => {
    expect(argsFor({ id: 1, ...request })).toEqual({ refused: expect.any(String) });
  });

  it('never passes, whatever is asked for', () => {
    const known = new Set(commands.flatMap((line) => line.split(' ')));
    const word = fc.oneof(fc.string(), fc.constantFrom(...known));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(addressVerbs)),
        fc.dictionary(word, fc.jsonValue()),
        (verb, more) => {
          const asked = argsFor({ ...more, id: 1, verb });
          if (!('refused' in asked)) for (const arg of asked.args) expect(arg).toMatch(/^[^\s"'`$;|&<>]+$/);
        },
      ),
    );
  });
});
