import { describe, expect, it } from 'vitest';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { fixture, okValue } from './fixture.ts';

describe('parseIpAddr', () => {
  it('reads both families of every link', () => {
    const addresses = okValue(parseIpAddr(fixture('ip-j-addr.json')));
    expect(addresses.filter(({ link }) => link === 'br0')).toEqual([
      { link: 'br0', family: 'inet', address: '10.9.0.1', prefixLength: 24, scope: 'global' },
      {
        link: 'br0',
        family: 'inet6',
        address: 'fe80::b06a:ceff:fe8b:1a3',
        prefixLength: 64,
        scope: 'link',
      },
    ]);
  });

  it("takes this end's address of a point-to-point link, not the other's", () => {
    const addresses = okValue(parseIpAddr(fixture('parse/ip-j-addr-peer.json')));
    expect(addresses.filter(({ prefixLength }) => prefixLength === 32)).toEqual([
      { link: 'v0', family: 'inet', address: '10.2.0.1', prefixLength: 32, scope: 'global' },
    ]);
  });

  it('reads what an address was set with', () => {
    const text =
      '[{"ifname":"enp3s0","addr_info":[{"family":"inet","local":"192.168.1.9","prefixlen":24,"metric":100,"broadcast":"192.168.1.255","scope":"global","dynamic":true,"noprefixroute":true,"label":"enp3s0","valid_life_time":3407}]}]';
    expect(okValue(parseIpAddr(text))).toEqual([
      {
        link: 'enp3s0',
        family: 'inet',
        address: '192.168.1.9',
        prefixLength: 24,
        scope: 'global',
        dynamic: true,
        broadcast: '192.168.1.255',
        metric: 100,
        noPrefixRoute: true,
      },
    ]);
  });

  it('passes over the empty entries of older iproute2 and odd ones', () => {
    const odd = [
      {},
      { ifname: 'br0', addr_info: [{}, { family: 'inet' }, { family: 'mpls', local: 'x', prefixlen: 1 }, 7] },
    ];
    expect(okValue(parseIpAddr(JSON.stringify(odd)))).toEqual([]);
  });
});

describe('parseIpRoute', () => {
  it('tells of a route that it ends by itself, and not when: that is another with each reading', () => {
    const text =
      '[{"dst":"default","nhid":70,"gateway":"fe80::1","dev":"br0","protocol":"ra","metric":1024,"flags":[],"expires":1788,"pref":"medium"}]';
    expect(okValue(parseIpRoute(text, 'inet6'))).toEqual([
      {
        family: 'inet6',
        destination: 'default',
        gateway: 'fe80::1',
        link: 'br0',
        metric: 1024,
        protocol: 'ra',
        expires: true,
      },
    ]);
  });

  it('reads default routes, each next hop of a multipath one by itself', () => {
    const routes = okValue(parseIpRoute(fixture('parse/ip-j-route.json'), 'inet'));
    expect(routes.filter(({ destination }) => destination === 'default')).toEqual([
      { family: 'inet', destination: 'default', gateway: '10.0.0.1', link: 'br0', metric: 0 },
      { family: 'inet', destination: 'default', gateway: '10.1.0.2', link: 'v0', metric: 0 },
      {
        family: 'inet',
        destination: 'default',
        gateway: '10.0.0.1',
        link: 'br0',
        metric: 100,
        protocol: 'dhcp',
        source: '10.0.0.5',
      },
    ]);
  });

  it('reads a route through a router of the other family, and one without a router', () => {
    const routes = okValue(parseIpRoute(fixture('parse/ip-j-route.json'), 'inet'));
    expect(routes).toContainEqual({
      family: 'inet',
      destination: '10.3.0.0/16',
      gateway: 'fe80::1',
      link: 'v0',
      metric: 0,
    });
    expect(routes).toContainEqual({
      family: 'inet',
      destination: '10.0.0.0/24',
      gateway: null,
      link: 'br0',
      metric: 0,
      protocol: 'kernel',
      source: '10.0.0.5',
    });
  });

  it('passes over what leads nowhere', () => {
    const destinations = okValue(parseIpRoute(fixture('parse/ip-j-route.json'), 'inet')).map(
      (one) => one.destination,
    );
    expect(destinations).not.toContain('10.9.0.0/16');
    // "unreachable default dev lo" would make the loopback this host's way out.
    const ipv6 = okValue(parseIpRoute(fixture('parse/ip-j-6-route.json'), 'inet6'));
    expect(ipv6.filter(({ destination }) => destination === 'default')).toEqual([
      { family: 'inet6', destination: 'default', gateway: 'fe80::2', link: 'v0', metric: 1024 },
    ]);
  });
});

describe('parseIpNeigh', () => {
  it('reads who answered, and who did not', () => {
    expect(okValue(parseIpNeigh(fixture('parse/ip-j-neigh.json')))).toEqual([
      { address: '192.168.50.20', mac: null, link: 'br0', state: 'FAILED' },
      { address: '192.168.122.86', mac: '52:54:00:ac:00:01', link: 'virbr0', state: 'DELAY' },
    ]);
    expect(okValue(parseIpNeigh(fixture('parse/ip-j-neigh-failed.json')))).toEqual([
      { address: '10.0.0.9', mac: '52:54:00:00:00:09', link: 'br0', state: 'PERMANENT' },
      { address: '10.0.0.10', mac: null, link: 'br0', state: 'FAILED' },
    ]);
  });
});

describe('parseBridgeFdb', () => {
  it("tells a port's own address from one that a guest used", () => {
    const entries = okValue(parseBridgeFdb(fixture('parse/bridge-j-fdb-learned.json')));
    expect(entries.filter(({ permanent, master }) => !permanent && master === 'virbr0')).toEqual([
      { mac: '52:54:00:ac:00:01', link: 'vnet4', master: 'virbr0', vlan: null, permanent: false },
    ]);
    expect(entries).toContainEqual({
      mac: 'fe:54:00:ac:00:01',
      link: 'vnet4',
      master: 'virbr0',
      vlan: null,
      permanent: true,
    });
  });

  it('reads how long ago a frame last came in, and not when one was last sent to it', () => {
    const entries = okValue(parseBridgeFdb(fixture('parse/bridge-j-s-fdb.json')));
    const learned = entries.filter(({ permanent, master }) => !permanent && master !== null);
    expect(learned).toEqual([
      { mac: '52:54:00:00:00:a1', link: 'v0', master: 'br0', vlan: null, permanent: false, age: 5 },
    ]);
  });

  it("takes a device's own filter for no bridge's row, and a static row for permanent", () => {
    const entries = okValue(parseBridgeFdb(fixture('parse/bridge-j-fdb-static.json')));
    expect(entries.find(({ mac }) => mac === '52:54:00:00:00:aa')).toMatchObject({
      master: 'br0',
      permanent: true,
    });
    expect(entries.find(({ link }) => link === 'lo' || link === 'br0')).toMatchObject({ master: null });
  });

  it('reads the VLAN of a row', () => {
    const row = { mac: '52:54:00:aa:00:01', ifname: 'vnet0', vlan: 7, flags: [], master: 'br0', state: '' };
    expect(okValue(parseBridgeFdb(JSON.stringify([row])))[0]?.vlan).toBe(7);
  });
});
