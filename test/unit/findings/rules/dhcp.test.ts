import { describe, expect, it } from 'vitest';
import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import type { DhcpLease } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, allSources, aNetwork, anInterface, aTap } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const small = aNetwork('small', {
  bridge: 'virbr0',
  addresses: ['10.0.0.1/29'],
  dhcp: { ranges: [{ start: '10.0.0.2', end: '10.0.0.3' }], hosts: 0 },
});

function server(link: string | null, pid?: number, address: string | null = null): DhcpServer {
  return { link, address, processes: pid === undefined ? [] : [{ pid, program: 'dnsmasq' }] };
}

function lease(address: string, mac = '52:54:00:aa:00:01'): DhcpLease {
  return { network: 'small', mac, address, hostname: null };
}

/** `small` with a VM that runs on it. */
function host(over: Partial<HostSnapshot>): Partial<HostSnapshot> {
  const nic = anInterface({ network: 'small', bridge: 'virbr0' }, { targetDev: 'vnet0' });
  return {
    links: [aBridge('virbr0'), aTap('vnet0', 'virbr0')],
    networks: [small],
    domains: [aDomain('web', [nic])],
    dhcpServers: [server('virbr0', 7)],
    ...over,
  };
}

describe('the DHCP server of a network', () => {
  it('is missed where no socket of its bridge is there, and started without the bridge being touched', () => {
    const [found] = foundOn('dhcp-server-dead', host({ dhcpServers: [server('virbr1', 3)] }));
    expect(found).toMatchObject({
      severity: 'error',
      title: 'small’s DHCP server isn’t running',
      evidence: expect.arrayContaining(['ss: no socket of port 67 on virbr0']),
    });
    const printed = JSON.stringify(found?.repairs);
    expect(printed).toContain("ip='10.0.0.4'");
    expect(printed).not.toContain('net-destroy');
  });

  it('is started by a reservation that nobody has, also where the range takes the whole subnet, as that of default does', () => {
    const dhcp = { ranges: [{ start: '10.0.0.2', end: '10.0.0.6' }], hosts: 1, reserved: ['10.0.0.5'] };
    const at = (...addresses: string[]) => {
      const leases = addresses.map((address) => lease(address));
      const dead = host({ networks: [{ ...small, dhcp }], dhcpServers: [], leases });
      return foundOn('dhcp-server-dead', dead)[0]?.repairs;
    };
    const update = (what: string) => [
      ...['virsh', '-c', 'qemu:///system', 'net-update', 'small', what, 'ip-dhcp-host'],
      ...["<host mac='52:54:00:00:00:00' ip='10.0.0.4'/>", '--live'],
    ];
    const restart = { kind: 'commands', commands: [['systemctl', 'restart', 'libvirtd']] };
    expect(at('10.0.0.6')).toMatchObject([{ commands: [update('add-last'), update('delete')] }, restart]);
    expect(at('10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.6')).toMatchObject([restart]);
  });

  it('is there where its bridge, its address or anything at all is served', () => {
    for (const one of [server('virbr0'), server(null, 3, '10.0.0.1'), server(null, 3)])
      expect(toldOn('dhcp-server-dead', host({ dhcpServers: [one] }))).toEqual([]);
  });

  it('is missed of no network that has none, or isn’t active', () => {
    const { dhcp, ...without } = small;
    for (const network of [without, { ...small, active: false }])
      expect(toldOn('dhcp-server-dead', host({ networks: [network], dhcpServers: [] }))).toEqual([]);
  });

  it('is not judged where ss could not be run', () => {
    const sources = allSources({ 'dhcp-servers': 'missing' });
    expect(toldOn('dhcp-server-dead', host({ sources, dhcpServers: [] }))).toEqual([]);
  });
});

describe('two DHCP servers on a bridge', () => {
  it('are told, with whose they are', () => {
    const [found] = foundOn(
      'two-dhcp-servers',
      host({ dhcpServers: [server('virbr0', 7), server('virbr0', 9)] }),
    );
    expect(found).toMatchObject({
      severity: 'warning',
      title: '2 DHCP servers answer on virbr0',
      subject: ['link:virbr0', 'network:small'],
      evidence: ['ss: 0.0.0.0%virbr0:67, dnsmasq (process 7)', 'ss: 0.0.0.0%virbr0:67, dnsmasq (process 9)'],
    });
  });

  it('are not two sockets of one, nor one beside a server of nobody knows which link', () => {
    const one = { ...server('virbr0', 7), processes: [{ pid: 7, program: 'kea-dhcp4' }] };
    const addresses = [
      { link: 'virbr0', family: 'inet' as const, address: '10.0.0.1', prefixLength: 29, scope: 'global' },
      { link: 'virbr0', family: 'inet' as const, address: '10.9.0.1', prefixLength: 24, scope: 'global' },
    ];
    for (const dhcpServers of [
      [one, { ...one, address: '10.0.0.1' }],
      [server(null, undefined, '10.0.0.1'), server(null, undefined, '10.9.0.1')],
      [server('virbr0', 7), server(null, 9)],
      [server('virbr0', 7), server('virbr1', 9)],
    ])
      expect(toldOn('two-dhcp-servers', host({ addresses, dhcpServers }))).toEqual([]);
  });
});

describe('the addresses that a network hands out', () => {
  const full = [lease('10.0.0.2', '52:54:00:aa:00:07'), lease('10.0.0.3', '52:54:00:aa:00:08')];

  it('are used up: an error where a guest that runs has none', () => {
    const [found] = foundOn('lease-pool-full', host({ leases: full }));
    expect(found).toMatchObject({
      severity: 'error',
      title: 'small has no address left to hand out',
      repairs: [{ label: 'Hand out 10.0.0.4 – 10.0.0.6 too', lasts: 'both' }],
    });
    expect(found?.why).toContain('web’s net0');
  });

  it('are more for as long as it runs where the network has no definition', () => {
    const [found] = foundOn(
      'lease-pool-full',
      host({ networks: [{ ...small, persistent: false }], leases: full }),
    );
    expect(found?.repairs).toMatchObject([
      { lasts: 'now', keep: 'Write it to the XML that small is created from.' },
    ]);
    expect(JSON.stringify(found?.repairs)).not.toContain('--config');
  });

  it('are used up: a warning where each guest has one', () => {
    const leases = [lease('10.0.0.2'), lease('10.0.0.3', '52:54:00:aa:00:08')];
    expect(toldOn('lease-pool-full', host({ leases }))).toEqual([
      'warning: small has no address left to hand out',
    ]);
  });

  it('are nearly used up from 95 in a hundred on', () => {
    const dhcp = { ranges: [{ start: '10.0.1.1', end: '10.0.1.100' }], hosts: 0 };
    const at = (count: number) => {
      const leases = Array.from({ length: count }, (_, index) => lease(`10.0.1.${index + 1}`, `m${index}`));
      return toldOn('lease-pool-full', host({ networks: [{ ...small, dhcp }], leases }));
    };
    expect(at(94)).toEqual([]);
    expect(at(95)).toEqual(['warning: small has few addresses left to hand out']);
  });

  it('are without those that are reserved, and count each once', () => {
    const dhcp = {
      ranges: [
        { start: '10.0.0.2', end: '10.0.0.5' },
        { start: '10.0.0.4', end: '10.0.0.6' },
      ],
      hosts: 2,
      reserved: ['10.0.0.3', '10.0.0.4'],
    };
    const at = (...addresses: string[]) =>
      foundOn(
        'lease-pool-full',
        host({
          networks: [{ ...small, dhcp }],
          leases: addresses.map((address, index) => lease(address, `m${index}`)),
        }),
      );
    expect(at('10.0.0.2', '10.0.0.5', '10.0.0.3')).toEqual([]);
    expect(at('10.0.0.2', '10.0.0.5', '10.0.0.6')).toMatchObject([{ repairs: [] }]);
  });
});
