import { describe, expect, it } from 'vitest';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import type { Refusal } from '#shared/ops/refusal.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { aLink } from '../../support/facts.ts';
import { address, defaultRoute, route, uplinked } from '../support/addressed.ts';

const given = <T extends object>(value: T | Refusal): T => {
  if (isRefusal(value)) throw new Error(value.why);
  return value;
};
const lineOf = (op: Op, host: HostSnapshot) => shellLine(given(kindOf(op).command(op, host)));
const inverseLine = (op: Op, host: HostSnapshot) => {
  const inverse = given(kindOf(op).inverse(op, host));
  return lineOf(inverse, kindOf(op).after(op, host));
};
const routesOf = (host: HostSnapshot) =>
  host.routes.map(
    (each) => `${each.destination} ${each.link}${each.source === undefined ? '' : ` ${each.source}`}`,
  );
const without = (host: HostSnapshot, ...removed: readonly string[]) =>
  removed.reduce((facts, cidr) => {
    const op: Op = { op: 'address', link: 'x0', address: cidr, present: false };
    return kindOf(op).after(op, facts);
  }, host);

// As the kernel showed it in the lab, by `ip addr add` in this order and `ip route add`.
const kernel = (destination: string, source: string) =>
  route(destination, 'x0', { protocol: 'kernel', source });
const host = uplinked({
  links: [aLink('x0')],
  addresses: [
    address('x0', '10.5.0.1/24'),
    address('x0', '10.5.0.3/16'),
    address('x0', '10.6.0.1/32'),
    address('x0', '10.5.0.2/24'),
    address('x0', 'fd00:5::1/64'),
  ],
  routes: [
    defaultRoute('x0', { gateway: '10.5.0.254', metric: 700, protocol: 'static' }),
    kernel('10.5.0.0/24', '10.5.0.1'),
    kernel('10.5.0.0/16', '10.5.0.3'),
    route('10.77.0.0/16', 'x0', { gateway: '10.5.0.253', source: '10.5.0.2' }),
    route('10.78.0.0/16', 'x0'),
    route('fd00:5::/64', 'x0', { family: 'inet6', metric: 256, protocol: 'kernel' }),
    defaultRoute('x0', { family: 'inet6', gateway: 'fd00:5::fe', metric: 300 }),
  ],
});

describe('the op address', () => {
  it('is one command, and its inverse sets it as it was', () => {
    const was = { broadcast: '10.5.0.255', metric: 100, noPrefixRoute: true } as const;
    const set = uplinked({
      links: [aLink('-x')],
      addresses: [address('-x', '10.5.0.1/24', { ...was, dynamic: true })],
    });
    const op: Op = { op: 'address', link: '-x', address: '10.5.0.1/24', present: false };
    expect(lineOf(op, set)).toBe('ip addr del 10.5.0.1/24 dev -x');
    expect(inverseLine(op, set)).toBe(
      'ip addr add 10.5.0.1/24 dev -x broadcast 10.5.0.255 metric 100 noprefixroute',
    );
    expect(kindOf(op).expects(op, set)).toEqual([
      { is: 'address', link: '-x', address: '10.5.0.1/24', present: false },
    ]);
    const add: Op = { op: 'address', link: '-x', address: 'fd00::1/64', present: true };
    expect(lineOf(add, set)).toBe('ip addr replace fd00::1/64 dev -x');
    expect(inverseLine(add, set)).toBe('ip addr del fd00::1/64 dev -x');
  });

  it('refuses what is no address, and to remove what is not there', () => {
    const odd: Op = { op: 'address', link: 'x0', address: '10.5.0.1/24 dev lo', present: true };
    expect(isRefusal(kindOf(odd).command(odd, host))).toBe(true);
    const gone: Op = { op: 'address', link: 'x0', address: '10.9.9.9/24', present: false };
    expect(isRefusal(kindOf(gone).inverse(gone, host))).toBe(true);
    const nowhere: Op = { op: 'address', link: 'x9', address: '10.9.9.9/24', present: true };
    expect(isRefusal(kindOf(nowhere).command(nowhere, host))).toBe(true);
  });

  it('takes with it what was spoken from it, and leaves the route to the prefix to the others of the subnet', () => {
    expect(routesOf(without(host, '10.5.0.2/24'))).toEqual(
      routesOf(host).filter((each) => !each.startsWith('10.77.0.0/16')),
    );
    expect(routesOf(without(host, '10.5.0.1/24'))).toContain('10.5.0.0/24 x0 10.5.0.2');
  });

  it('takes the route to its prefix as the last of its subnet, and all of the family as the last of the link', () => {
    const some = without(host, '10.5.0.2/24', '10.5.0.1/24');
    expect(routesOf(some).filter((each) => each.includes('/24'))).toEqual([]);
    expect(routesOf(some)).toContain('10.78.0.0/16 x0');
    const none = without(some, '10.6.0.1/32', '10.5.0.3/16');
    expect(routesOf(none)).toEqual(['fd00:5::/64 x0', 'default x0']);
    expect(routesOf(without(none, 'fd00:5::1/64'))).toEqual(['default x0']);
  });

  it('brings the route to its prefix, unless the link is down or it was told not to', () => {
    const empty = uplinked({ links: [aLink('x0')], addresses: [], routes: [] });
    const add = (facts: HostSnapshot, cidr: string, over = {}) => {
      const op: Op = { op: 'address', link: 'x0', address: cidr, present: true, ...over };
      return routesOf(kindOf(op).after(op, facts));
    };
    expect(add(empty, '10.5.7.1/20')).toEqual(['10.5.0.0/20 x0 10.5.7.1']);
    expect(add(empty, 'fd00:5:0:0:7::1/64')).toEqual(['fd00:5::/64 x0']);
    expect(add(empty, 'fd00:5::7/128')).toEqual(['fd00:5::7 x0']);
    expect(add(empty, '10.5.7.1/32')).toEqual([]);
    expect(add(empty, '10.5.7.1/20', { noPrefixRoute: true })).toEqual([]);
    expect(add({ ...empty, links: [aLink('x0', { up: false })] }, '10.5.7.1/20')).toEqual([]);
  });
});

describe('the op route', () => {
  it.each([
    [defaultRoute('br0'), 'default via 192.168.1.1 dev br0', ''],
    [
      defaultRoute('br0', { metric: 100, protocol: 'dhcp', source: '192.168.1.10' }),
      'default via 192.168.1.1 dev br0 metric 100',
      ' proto dhcp src 192.168.1.10',
    ],
    [defaultRoute('br0', { onLink: true }), 'default via 192.168.1.1 dev br0', ' onlink'],
    [route('10.3.0.0/16', 'br0', { gateway: 'fe80::1' }), '10.3.0.0/16 via inet6 fe80::1 dev br0', ''],
    [route('10.78.0.0/16', 'br0', { protocol: 'static' }), '10.78.0.0/16 dev br0', ' proto static'],
  ])('%j', (each, way, more) => {
    const facts = uplinked({ routes: [each] });
    const op: Op = { op: 'route', route: each, present: false };
    expect(lineOf(op, facts)).toBe(`ip route del ${way}`);
    expect(inverseLine(op, facts)).toBe(`ip route replace ${way}${more}`);
    expect(kindOf(op).after(op, facts).routes).toEqual([]);
  });

  it('that its router tells of again and again is given time enough for that', () => {
    const each = defaultRoute('br0', {
      family: 'inet6',
      gateway: 'fe80::1',
      metric: 1024,
      protocol: 'ra',
      expires: true,
    });
    expect(inverseLine({ op: 'route', route: each, present: false }, uplinked({ routes: [each] }))).toBe(
      'ip -6 route replace default via fe80::1 dev br0 metric 1024 proto ra expires 1800',
    );
  });

  it('of IPv6 is told to be of IPv6', () => {
    const each = defaultRoute('br0', { family: 'inet6', gateway: 'fe80::1', metric: 1024, protocol: 'ra' });
    expect(lineOf({ op: 'route', route: each, present: true }, uplinked())).toBe(
      'ip -6 route replace default via fe80::1 dev br0 metric 1024 proto ra',
    );
  });
});

describe('the ops of systemd-resolved', () => {
  const resolved = uplinked({
    linkDns: { enp3s0: { servers: ['192.168.1.1', 'fe80::1'], domains: ['lan', '~.'] } },
  });

  it('tell it of servers and domains, and to forget them', () => {
    const dns: Op = { op: 'link-dns', link: 'br0', servers: ['192.168.1.1', 'fe80::1'] };
    const domains: Op = { op: 'link-domains', link: 'br0', domains: ['lan', '~.'] };
    expect(lineOf(dns, resolved)).toBe('resolvectl dns br0 192.168.1.1 fe80::1');
    expect(inverseLine(dns, resolved)).toBe('resolvectl revert br0');
    expect(lineOf(domains, resolved)).toBe("resolvectl domain br0 lan '~.'");
    expect(inverseLine(domains, resolved)).toBe('resolvectl revert br0');
    const after = kindOf(domains).after(domains, kindOf(dns).after(dns, resolved));
    expect(after.linkDns?.br0).toEqual({ servers: ['192.168.1.1', 'fe80::1'], domains: ['lan', '~.'] });
    expect(inverseLine({ ...dns, link: 'enp3s0', servers: ['9.9.9.9'] }, resolved)).toBe(
      'resolvectl dns enp3s0 192.168.1.1 fe80::1',
    );
  });
});
