import { describe, expect, it } from 'vitest';
import type { PlainEdit } from '#shared/edits/model.ts';
import { noNetworkSetup } from '#shared/host/networkSetup.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aLink, aSource } from '../../support/facts.ts';
import { address, defaultRoute, route, uplinked } from '../support/addressed.ts';
import { house, mac, WEB } from '../support/house.ts';
import { commandsOf, planned, refusalOf } from '../support/plans.ts';

/** enp3s0 has the host's addresses and is in no bridge; br0 is there, and down. */
function carded(changes: Partial<HostSnapshot> = {}): HostSnapshot {
  return uplinked({
    links: [
      aBridge('br0', { mac: '02:00:00:00:00:b0', up: false }),
      aBridge('br1'),
      aLink('enp3s0', { parentBus: 'pci', mac: '02:00:00:00:03:00' }),
      aLink('enp5s0', { parentBus: 'pci' }),
    ],
    addresses: [
      address('enp3s0', '192.168.1.10/24', { broadcast: '192.168.1.255' }),
      address('enp3s0', '192.168.1.11/24'),
      address('enp3s0', '2001:db8::10/64'),
      address('enp3s0', 'fe80::10/64', { scope: 'link' }),
    ],
    routes: [
      defaultRoute('enp3s0', { metric: 100, protocol: 'static', source: '192.168.1.10' }),
      route('192.168.1.0/24', 'enp3s0', { protocol: 'kernel', source: '192.168.1.10' }),
      route('10.1.0.0/16', 'enp3s0', { protocol: 'static' }),
      route('2001:db8::/64', 'enp3s0', { family: 'inet6', metric: 256, protocol: 'kernel' }),
      route('fe80::/64', 'enp3s0', { family: 'inet6', metric: 256, protocol: 'kernel' }),
      defaultRoute('enp3s0', { family: 'inet6', gateway: 'fe80::1', metric: 1024, protocol: 'ra' }),
    ],
    ...changes,
  });
}

const plug: PlainEdit = { kind: 'move', cable: linkId('enp3s0'), to: linkId('br0') };
const guarded = (edit: PlainEdit) => ({ kind: 'guarded', edit }) as const;

describe('plugging a card that has the host’s addresses into a bridge', () => {
  it('is refused, told why, and offered under the guard', () => {
    const refusal = refusalOf(carded(), plug);
    expect(refusal.why).toContain('The host’s default route (via 192.168.1.1) leaves through enp3s0.');
    expect(refusal.guarded).toMatchObject({
      kind: 'guarded',
      edit: { kind: 'move', cable: linkId('enp3s0') },
    });
  });

  it('says that a bridge which is down is set up, and does not warn of what it is no more', () => {
    const plan = planned(carded(), guarded(plug));
    expect(plan.effects).toContain('br0 is down and gets enabled.');
    expect(plan.warnings.join(' ')).not.toContain('nothing passes through it');
    const up = planned(carded(), guarded({ kind: 'move', cable: linkId('enp3s0'), to: linkId('br1') }));
    expect(up.effects.join(' ')).not.toContain('is set up');
  });

  it('takes addresses, routes and DNS servers along, in an order that works', () => {
    const host = carded({ linkDns: { enp3s0: { servers: ['192.168.1.1'], domains: ['lan'] } } });
    const plan = planned(host, guarded(plug));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev br0 up',
      'ip link set dev enp3s0 master br0',
      'ip link set dev br0 address 02:00:00:00:03:00',
      'ip -6 route del default via fe80::1 dev enp3s0 metric 1024',
      'ip route del default via 192.168.1.1 dev enp3s0 metric 100',
      'ip route del 10.1.0.0/16 dev enp3s0',
      'ip addr del 2001:db8::10/64 dev enp3s0',
      'ip addr del 192.168.1.11/24 dev enp3s0',
      'ip addr del 192.168.1.10/24 dev enp3s0',
      'ip addr add 192.168.1.10/24 dev br0 broadcast 192.168.1.255',
      'ip addr add 192.168.1.11/24 dev br0',
      'ip addr replace 2001:db8::10/64 dev br0',
      'ip route replace 10.1.0.0/16 dev br0 proto static',
      'ip route replace default via 192.168.1.1 dev br0 metric 100 proto static src 192.168.1.10',
      'ip -6 route replace default via fe80::1 dev br0 metric 1024 proto ra',
      'resolvectl dns br0 192.168.1.1',
      'resolvectl domain br0 lan',
    ]);
    expect(plan.guard).toEqual({
      seconds: 60,
      why: [
        'The host’s default route (via 192.168.1.1) leaves through enp3s0.',
        'The host’s default route of IPv6 (via fe80::1) leaves through enp3s0.',
        'The host’s address 192.168.1.10/24 is on enp3s0.',
        'The host’s address 192.168.1.11/24 is on enp3s0.',
        'The host’s address 2001:db8::10/64 is on enp3s0.',
      ],
      probe: { address: '192.168.1.1', link: 'br0' },
    });
    expect(plan.edit).toEqual(guarded(plug));
    expect(plan.title).toBe('Connect enp3s0 to br0 with 192.168.1.10, 192.168.1.11 and 2001:db8::10');
    expect(plan.touches).toEqual([linkId('enp3s0'), linkId('br0')]);
  });

  it('waits longer where the bridge runs STP', () => {
    const stp = carded({
      links: [
        aBridge('br0', { bridge: { stp: true, forwardDelay: 4 } }),
        aLink('enp3s0', { parentBus: 'pci' }),
      ],
    });
    expect(planned(stp, guarded(plug)).guard?.seconds).toBe(68);
  });

  it('tells who may put the addresses back, and what of DNS stays', () => {
    const leased = carded({
      addresses: [address('enp3s0', '192.168.1.10/24', { dynamic: true })],
      networkSetup: {
        networkManager: [{ link: 'enp3s0', profile: 'Wired connection 1' }],
        networkd: ['br0'],
        ifupdown: [],
        ifupdownLeases: [],
        networkdFiles: [],
        ifupdownFiles: [],
        netplan: false,
      },
      linkDns: { enp3s0: { servers: ['192.168.1.1'], domains: [] } },
    });
    const plan = planned(leased, guarded(plug));
    expect(plan.warnings.join('\n')).toContain(
      'NetworkManager got 192.168.1.10 by DHCP for enp3s0 and loses the lease: nothing renews it on br0, and after it expires the router may give 192.168.1.10 to another machine.',
    );
    expect(plan.warnings.join('\n')).toContain('systemd-networkd alone decides on the DNS servers of br0');
    expect(commandsOf(plan).join('\n')).not.toContain('resolvectl');
  });

  it.each([
    [
      'ifupdown',
      { ifupdown: ['enp3s0'] },
      'its dhclient keeps using enp3s0 and sets the address on it again',
    ],
    [
      'systemd-networkd',
      { networkd: ['enp3s0'] },
      'systemd-networkd got 192.168.1.10 by DHCP for enp3s0 and loses the lease',
    ],
    ['nobody known', {}, 'its client keeps using enp3s0'],
  ])('tells what becomes of a lease, and how to go on with DHCP: %s', (_, setup, words) => {
    const plan = planned(
      carded({
        addresses: [address('enp3s0', '192.168.1.10/24', { dynamic: true })],
        networkSetup: { ...noNetworkSetup, ...setup },
      }),
      guarded(plug),
    );
    expect(plan.warnings[0]).toContain(words);
    expect(plan.warnings[0]).toContain('To continue with DHCP on br0');
  });

  it('gives a bridge the MAC of the card, unless it has addresses of its own', () => {
    const mac = 'ip link set dev br0 address 02:00:00:00:03:00';
    const plain = planned(carded({}), guarded(plug));
    expect(commandsOf(plain)).toContain(mac);
    expect(plain.effects).toContain(
      'br0 gets the MAC of enp3s0, 02:00:00:00:03:00, so that a DHCP server recognizes the host.',
    );
    const own = carded({});
    const plan = planned(
      { ...own, addresses: [...own.addresses, address('br0', '10.9.0.1/24')] },
      guarded(plug),
    );
    expect(commandsOf(plan)).not.toContain(mac);
    expect(plan.effects.join(' ')).toContain('br0 has its own addresses and keeps its MAC');
  });

  it('leaves DNS servers that the guard can’t carry where they are', () => {
    const named = carded({ linkDns: { enp3s0: { servers: ['1.1.1.1#cloudflare-dns.com'], domains: [] } } });
    const plan = planned(named, guarded(plug));
    expect(plan.warnings.join('\n')).toContain('1.1.1.1#cloudflare-dns.com');
    expect(commandsOf(plan).join('\n')).not.toContain('resolvectl');
  });
});

describe('an uplink of a bridge that has the host’s address', () => {
  const unplug: PlainEdit = { kind: 'unplug', cable: linkId('enp3s0') };

  it('takes the addresses with it when it is unplugged', () => {
    expect(refusalOf(uplinked(), unplug).guarded).toBeDefined();
    const plan = planned(uplinked(), guarded(unplug));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev enp3s0 nomaster',
      'ip route del default via 192.168.1.1 dev br0',
      'ip addr del 192.168.1.10/24 dev br0',
      'ip addr add 192.168.1.10/24 dev enp3s0',
      'ip route replace default via 192.168.1.1 dev enp3s0',
    ]);
    expect(plan.guard?.probe).toEqual({ address: '192.168.1.1', link: 'enp3s0' });
  });

  it('takes them to the bridge that it is moved to', () => {
    const plan = planned(uplinked(), guarded({ kind: 'move', cable: linkId('enp3s0'), to: linkId('br1') }));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev enp3s0 master br1',
      'ip route del default via 192.168.1.1 dev br0',
      'ip addr del 192.168.1.10/24 dev br0',
      'ip addr add 192.168.1.10/24 dev br1',
      'ip route replace default via 192.168.1.1 dev br1',
    ]);
  });

  it('leaves them where the bridge has another uplink', () => {
    const two = uplinked();
    const links = two.links.map((each) =>
      each.name === 'enp5s0' ? { ...each, master: 'br0', slaveKind: 'bridge' } : each,
    );
    const plan = planned({ ...two, links }, guarded(unplug));
    expect(commandsOf(plan)).toEqual(['ip link set dev enp3s0 nomaster']);
    expect(plan.guard?.probe).toEqual({ address: '192.168.1.1', link: 'br0' });
  });

  it('stays where a VLAN on the bridge is what the host is reached by', () => {
    const vlan = aLink('br0.7', { infoKind: 'vlan', lower: { name: 'br0', ifindex: null, netnsId: null } });
    const host = uplinked();
    const tagged = { ...host, links: [...host.links, vlan], addresses: [address('br0.7', '10.7.0.1/24')] };
    const refusal = refusalOf(tagged, unplug);
    expect(refusal.guarded).toBeUndefined();
    expect(refusal.why).toContain('uses br0');
  });

  it('stays where a route has settings of its own, but for those that a router tells anew', () => {
    const host = uplinked();
    const set = (protocol: string) => ({
      ...host,
      routes: host.routes.map((route) =>
        route.destination === 'default' ? { ...route, protocol, settings: ['mtu 1400'] } : route,
      ),
    });
    expect(refusalOf(set('static'), unplug).guarded).toBeUndefined();
    expect(refusalOf(set('static'), guarded(unplug)).why).toContain('(mtu 1400)');
    expect(planned(set('ra'), guarded(unplug)).guard).toBeDefined();
  });

  it('takes along once what its router has told twice', () => {
    const told = { family: 'inet6', gateway: 'fe80::1', metric: 1024, protocol: 'ra' } as const;
    const host = uplinked();
    const twice = [defaultRoute('br0', told), defaultRoute('br0', { ...told, expires: true })];
    const lines = commandsOf(planned({ ...host, routes: [...host.routes, ...twice] }, guarded(unplug)));
    const gone = 'ip -6 route del default via fe80::1 dev br0 metric 1024';
    expect(lines.filter((line) => line.startsWith('ip -6 route'))).toEqual([
      gone,
      gone,
      'ip -6 route replace default via fe80::1 dev enp3s0 metric 1024 proto ra',
    ]);
  });

  it('stays where the host has several routes of one metric', () => {
    const host = uplinked();
    const split = { ...host, routes: [...host.routes, defaultRoute('wg0')] };
    expect(refusalOf(split, guarded(unplug)).why).toContain('several routes to default');
  });
});

describe('other edits of what the host is reached by', () => {
  it('deletes a bridge when its uplink has taken the addresses', () => {
    const host = uplinked();
    const lone = { ...host, links: host.links.filter(({ name }) => name !== 'vnet0') };
    const remove: PlainEdit = { kind: 'link-delete', link: linkId('br0') };
    expect(refusalOf(lone, remove).guarded).toEqual(guarded(remove));
    expect(commandsOf(planned(lone, guarded(remove)))).toEqual([
      'ip link set dev enp3s0 nomaster',
      'ip route del default via 192.168.1.1 dev br0',
      'ip addr del 192.168.1.10/24 dev br0',
      'ip addr add 192.168.1.10/24 dev enp3s0',
      'ip route replace default via 192.168.1.1 dev enp3s0',
      'ip link set dev br0 down',
      'ip link del dev br0',
    ]);
  });

  it('sets a link down when what would not come back by itself is taken off by name', () => {
    const down: PlainEdit = { kind: 'link-set', link: linkId('enp3s0'), state: 'down' };
    const plan = planned(carded(), guarded(down));
    expect(commandsOf(plan)).toEqual([
      'ip -6 route del default via fe80::1 dev enp3s0 metric 1024',
      'ip route del default via 192.168.1.1 dev enp3s0 metric 100',
      'ip route del 10.1.0.0/16 dev enp3s0',
      'ip addr del 2001:db8::10/64 dev enp3s0',
      'ip link set dev enp3s0 down',
    ]);
    expect(plan.guard?.probe).toBeNull();
  });

  it('changes STP and MTU under the guard, and a delay alone without', () => {
    const set = (stp: boolean, forwardDelay: number): PlainEdit => ({
      kind: 'bridge-set',
      bridge: linkId('br0'),
      stp,
      forwardDelay,
      vlanFiltering: false,
    });
    expect(refusalOf(uplinked(), set(true, 15)).guarded).toBeDefined();
    const plan = planned(uplinked(), guarded(set(true, 15)));
    expect(plan.guard).toMatchObject({ seconds: 90, probe: { address: '192.168.1.1', link: 'br0' } });
    expect(planned(uplinked(), set(false, 10)).guard).toBeUndefined();
    const mtu = (bytes: number): PlainEdit => ({ kind: 'mtu', link: linkId('enp3s0'), mtu: bytes });
    expect(refusalOf(uplinked(), mtu(9000)).guarded).toBeDefined();
    expect(planned(uplinked(), guarded(mtu(9000))).guard?.seconds).toBe(60);
    expect(refusalOf(carded(), mtu(1000)).why).toContain('would lose IPv6');
  });

  it('refuses the guard where nothing depends on it, and odd names with it', () => {
    const free = guarded({ kind: 'move', cable: linkId('enp5s0'), to: linkId('br1') });
    expect(refusalOf(uplinked(), free).advice).toContain('without the guard');
    const host = carded({ links: [aBridge('br"0'), aLink('enp3s0', { parentBus: 'pci' })] });
    const odd: PlainEdit = { ...plug, to: linkId('br"0') };
    expect(refusalOf(host, guarded(odd)).why).toContain('br"0');
    expect(refusalOf(host, odd).guarded).toBeUndefined();
  });

  it('warns where a guest is the host’s own router, which libvirt alone can re-plug', () => {
    const router = '52:54:00:aa:00:01';
    const host = house({
      sources: [aSource('ip-link'), aSource('virsh'), aSource('ip-addr'), aSource('ip-route')],
      routes: [defaultRoute('br0')],
      neighbours: [{ address: '192.168.1.1', mac: router, link: 'br0', state: 'REACHABLE' }],
      fdb: [{ mac: router, link: 'vnet0', master: 'br0', vlan: null, permanent: false }],
    });
    const edit: PlainEdit = { kind: 'move', cable: vnicId(WEB, mac(1)), to: linkId('br1'), persist: 'now' };
    const plan = planned(host, edit);
    expect(plan.guard).toBeUndefined();
    expect(plan.warnings[0]).toContain('leaves through br0, which uses vnet0');
    expect(planned(house(), edit).warnings.join(' ')).not.toContain('rests on');
  });

  it('refuses what it can’t judge', () => {
    const blind = carded({ sources: [aSource('ip-link'), aSource('virsh'), aSource('ip-addr', 'failed')] });
    const free: PlainEdit = { kind: 'move', cable: linkId('enp5s0'), to: linkId('br1') };
    expect(refusalOf(blind, free).why).toContain('can’t see how this host is reached at present');
  });
});
