import { describe, expect, it } from 'vitest';
import type { FdbEntry, Neighbour } from '#shared/host/address.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aTap } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const [A, B, OTHER] = ['52:54:00:aa:00:01', '52:54:00:aa:00:02', '52:54:00:aa:00:09'];

function nic(mac: string, targetDev: string, over: Partial<DomainInterface> = {}): DomainInterface {
  return anInterface({ bridge: 'br0' }, { mac, targetDev, ...over });
}

/** `web` and `db` on br0, which has a card. */
function host(over: Partial<HostSnapshot> = {}, [web, db] = [nic(A, 'vnet0'), nic(B, 'vnet1')]) {
  return {
    links: [
      aBridge('br0', { mac: '02:00:00:00:00:b0' }),
      aTap('vnet0', 'br0'),
      aTap('vnet1', 'br0'),
      aPnic('eno1', 'br0'),
    ],
    domains: [aDomain('web', [web]), aDomain('db', [db])],
    ...over,
  } satisfies Partial<HostSnapshot>;
}

function learned(mac: string, link: string, over: Partial<FdbEntry> = {}): FdbEntry {
  return { mac, link, master: 'br0', vlan: null, permanent: false, age: 1, ...over };
}

describe('one MAC twice on a bridge', () => {
  it('is told of two VMs, as where one is a copy of the other', () => {
    const over = host({}, [nic(A, 'vnet0'), nic(A, 'vnet1')]);
    expect(toldOn('duplicate-mac', over)).toEqual([
      'warning: db’s net0 and web’s net0 have the same MAC on br0',
    ]);
  });

  it('may be a bond inside one VM', () => {
    const domains = [aDomain('web', [nic(A, 'vnet0'), nic(A, 'vnet1')])];
    expect(foundOn('duplicate-mac', host({ domains })).map(({ severity }) => severity)).toEqual(['info']);
  });

  it('is nothing on two bridges, in two VLANs, or where one of the VMs is off or unplugged', () => {
    const same = [nic(A, 'vnet0'), nic(A, 'vnet1')] as [DomainInterface, DomainInterface];
    const links = [aBridge('br0', { bridge: { vlanFiltering: true } }), aBridge('br1'), aTap('vnet0', 'br0')];
    const vlan = (id: number) => [{ first: id, last: id, pvid: true, untagged: true }];
    for (const over of [
      host({ links: [...links, aTap('vnet1', 'br1')] }, same),
      host(
        { links: [...links, aTap('vnet1', 'br0')], portVlans: { vnet0: vlan(10), vnet1: vlan(20) } },
        same,
      ),
      host({
        domains: [aDomain('web', [nic(A, 'vnet0')]), aDomain('db', [nic(A, 'vnet1')], { state: 'shut off' })],
      }),
      host({}, [nic(A, 'vnet0'), nic(A, 'vnet1', { linkState: 'down' })]),
    ])
      expect(toldOn('duplicate-mac', over)).toEqual([]);
  });

  it('is told of a host outside that was heard a moment ago', () => {
    const [found] = foundOn('duplicate-mac', host({ fdb: [learned(A, 'eno1')] }));
    expect(found).toMatchObject({
      severity: 'warning',
      title: 'web’s net0 has a MAC that something else behind eno1 has too',
      evidence: expect.arrayContaining([`bridge fdb: ${A} dev eno1 master br0, last seen 1 s ago`]),
    });
  });

  it('is nothing where it was heard behind its own TAP, long ago, or nobody knows when', () => {
    for (const row of [
      learned(A, 'vnet0'),
      learned(A, 'eno1', { age: 200 }),
      learned(A, 'eno1', { permanent: true }),
      (({ age, ...row }) => row)(learned(A, 'eno1')),
    ])
      expect(toldOn('duplicate-mac', host({ fdb: [row] }))).toEqual([]);
  });
});

describe('one IP address twice on a bridge', () => {
  const agent = (vm: string, mac: string, address: string) => ({ domain: `uuid-of-${vm}`, mac, address });
  const heard = (mac: string, address = '10.0.0.5', state = 'REACHABLE'): Neighbour => ({
    address,
    mac,
    link: 'br0',
    state,
  });

  it('is told of two guests that both report it', () => {
    const agentAddresses = [agent('web', A, '10.0.0.5'), agent('db', B, '10.0.0.5')];
    expect(toldOn('duplicate-ip', host({ agentAddresses }))).toEqual([
      'warning: db’s net0 and web’s net0 both have 10.0.0.5',
    ]);
  });

  it('is told of a guest with the host’s own', () => {
    const addresses = [
      { link: 'br0', family: 'inet' as const, address: '10.0.0.5', prefixLength: 24, scope: 'global' },
    ];
    const agentAddresses = [agent('web', A, '10.0.0.5')];
    expect(toldOn('duplicate-ip', host({ addresses, agentAddresses }))).toEqual([
      'warning: this host and web’s net0 both have 10.0.0.5',
    ]);
  });

  it('is told of a guest’s that somebody else answered for', () => {
    const over = host({ agentAddresses: [agent('web', A, '10.0.0.5')], neighbours: [heard(OTHER)] });
    expect(foundOn('duplicate-ip', over)).toMatchObject([
      {
        title: `web’s net0 and ${OTHER} both have 10.0.0.5`,
        evidence: [
          expect.stringContaining('guest agent'),
          `ip neigh: 10.0.0.5 dev br0 lladdr ${OTHER} REACHABLE`,
        ],
      },
    ]);
  });

  it('is told of a lease that another guest answers for', () => {
    const networks = [aNetwork('lan', { bridge: 'br0' })];
    const leases = [{ network: 'lan', mac: A, address: '10.0.0.5', hostname: null }];
    const nics = [nic(A, 'vnet0'), nic(B, 'vnet1')] as [DomainInterface, DomainInterface];
    const over = host({ networks, leases, neighbours: [heard(B)] }, nics);
    expect(toldOn('duplicate-ip', over)).toEqual(['warning: web’s net0 and db’s net0 both have 10.0.0.5']);
    const reported = { ...over, agentAddresses: [agent('db', B, '10.0.0.5')] };
    expect(toldOn('duplicate-ip', reported)).toEqual([
      'warning: web’s net0 and db’s net0 both have 10.0.0.5',
    ]);
  });

  it('is nothing where it is shared on purpose beside each guest’s own', () => {
    const agentAddresses = [
      ...[agent('web', A, '10.0.0.1'), agent('web', A, '10.0.0.5')],
      ...[agent('db', B, '10.0.0.2'), agent('db', B, '10.0.0.5')],
    ];
    expect(toldOn('duplicate-ip', host({ agentAddresses, neighbours: [heard(OTHER)] }))).toEqual([]);
  });

  it('is nothing where it is behind the guest’s own TAP, a router answers for many, or it was heard long ago', () => {
    const agentAddresses = [agent('web', A, '10.0.0.5')];
    for (const over of [
      { neighbours: [heard(OTHER)], fdb: [learned(OTHER, 'vnet0')] },
      { neighbours: [heard(OTHER), heard(OTHER, '10.0.0.6'), heard(OTHER, '10.0.0.7')] },
      { neighbours: [heard(OTHER, '10.0.0.5', 'STALE')] },
      { neighbours: [heard(A)] },
    ])
      expect(toldOn('duplicate-ip', host({ agentAddresses, ...over }))).toEqual([]);
  });
});
