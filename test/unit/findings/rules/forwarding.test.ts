import { describe, expect, it } from 'vitest';
import type { FindingCode } from '#shared/findings/codes.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import {
  aBridge,
  aDomain,
  aNetwork,
  anInterface,
  aPnic,
  aShutOffDomain,
  aSnapshot,
  aTap,
} from '../../support/facts.ts';

function found(code: FindingCode, over: Partial<HostSnapshot>) {
  const snapshot = aSnapshot(over);
  return findFindings(snapshot, buildTopology(snapshot, 1)).findings.filter((one) => one.code === code);
}

const bridged: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aPnic('eno1', 'br0'), aTap('vnet0', 'br0')],
  domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0' })])],
};
const bridgeCalls = { iptables: true, ip6tables: true, arptables: true };

describe('bridge-nf', () => {
  it('tells of a bridge with VMs whose frames pass the IP firewall', () => {
    const netSettings = { ...noNetSettings, bridgeCalls };
    expect(found('bridge-nf', { ...bridged, netSettings })).toMatchObject([
      {
        severity: 'info',
        subject: ['link:br0'],
        evidence: ['sysctl: net.bridge.bridge-nf-call-iptables = 1'],
      },
    ]);
    expect(found('bridge-nf', { ...bridged, netSettings: noNetSettings })).toEqual([]);
    expect(found('bridge-nf', { ...bridged, domains: [], netSettings })).toEqual([]);
  });
});

describe('ip-forward-off', () => {
  const nat: Partial<HostSnapshot> = {
    links: [aBridge('virbr0'), aTap('vnet0', 'virbr0')],
    networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
    domains: [aDomain('db', [anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev: 'vnet0' })])],
    netSettings: { ...noNetSettings, forwardsIpv4: false },
  };

  it('tells of a NAT network whose host doesn’t forward', () => {
    expect(found('ip-forward-off', nat)).toMatchObject([
      {
        severity: 'error',
        subject: ['network:default', 'link:virbr0', 'vnic:uuid-of-db/52:54:00:aa:00:01'],
        evidence: ['sysctl: net.ipv4.ip_forward = 0'],
        repairs: [{ commands: [['sysctl', '-w', 'net.ipv4.ip_forward=1']], lasts: 'now' }],
      },
    ]);
  });

  it('is silent where nobody needs it, or it is not known', () => {
    const isolated = [
      aNetwork('default', { bridge: 'virbr0', forward: 'isolated', addresses: ['10.1.0.1/24'] }),
    ];
    expect(found('ip-forward-off', { ...nat, networks: isolated })).toEqual([]);
    const off = [aShutOffDomain('db', [anInterface({ network: 'default' })])];
    expect(found('ip-forward-off', { ...nat, domains: off })).toEqual([]);
    expect(found('ip-forward-off', { ...nat, netSettings: noNetSettings })).toEqual([]);
  });
});

describe('rp-filter-asymmetric', () => {
  const address = { family: 'inet', prefixLength: 24, scope: 'global' } as const;
  const route = { family: 'inet', destination: '192.168.1.0/24', gateway: null } as const;
  const twice: Partial<HostSnapshot> = {
    links: [aPnic('eno1', null), aPnic('eno2', null)],
    addresses: [
      { ...address, link: 'eno1', address: '192.168.1.2' },
      { ...address, link: 'eno2', address: '192.168.1.3' },
    ],
    routes: [
      { ...route, link: 'eno1', metric: 100 },
      { ...route, link: 'eno2', metric: 101 },
    ],
    netSettings: { ...noNetSettings, reversePath: { all: 0, eno1: 1, eno2: 1 } },
  };

  it('tells of the link whose subnet’s route leaves by another', () => {
    expect(found('rp-filter-asymmetric', twice)).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:eno2', 'link:eno1'],
        title: 'eno2 and eno1 are in one subnet, and eno2 drops what arrives from it',
        evidence: [
          '/proc/sys/net/ipv4/conf/eno2/rp_filter: 1',
          'ip route: 192.168.1.0/24 dev eno1',
          'ip addr: eno2 has an address in 192.168.1.0/24',
        ],
        repairs: [{ commands: [['sysctl', '-w', 'net/ipv4/conf/eno2/rp_filter=2']] }],
      },
    ]);
  });

  it('is silent where the filter is loose or off, or the links are in subnets of their own', () => {
    const loose = { ...noNetSettings, reversePath: { all: 2, eno1: 1, eno2: 1 } };
    expect(found('rp-filter-asymmetric', { ...twice, netSettings: loose })).toEqual([]);
    expect(found('rp-filter-asymmetric', { ...twice, netSettings: noNetSettings })).toEqual([]);
    const routes = [
      { ...route, link: 'eno1', metric: 100 },
      { ...route, destination: '10.0.0.0/24', link: 'eno2', metric: 101 },
    ];
    const addresses = [
      { ...address, link: 'eno1', address: '192.168.1.2' },
      { ...address, link: 'eno2', address: '10.0.0.3' },
    ];
    expect(found('rp-filter-asymmetric', { ...twice, routes, addresses })).toEqual([]);
    const down = [aPnic('eno1', null), aPnic('eno2', null, { carrier: false })];
    expect(found('rp-filter-asymmetric', { ...twice, links: down })).toEqual([]);
  });
});
