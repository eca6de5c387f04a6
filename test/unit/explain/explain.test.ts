import { describe, expect, it } from 'vitest';
import { explain } from '#shared/explain/explain.ts';
import type { Walk } from '#shared/explain/walk.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aDomain, anInterface, aPnic, aShutOffDomain, aSnapshot, aTap } from '../support/facts.ts';

const mac = '52:54:00:aa:00:01';
const counted = {
  ...{ rxBytes: 600, txBytes: 600, rxPackets: 10, txPackets: 10 },
  ...{ rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0 },
};

const healthy: Partial<HostSnapshot> = {
  links: [
    aBridge('br0'),
    aTap('vnet0', 'br0', { counters: counted }),
    aPnic('eno1', 'br0', { slaveKind: 'bridge', bridgePort: { state: 'forwarding', settings: {} } }),
  ],
  addresses: [{ link: 'br0', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' }],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 }],
  neighbours: [{ address: '192.168.1.1', mac: '02:00:00:00:00:99', link: 'br0', state: 'REACHABLE' }],
  fdb: [{ mac, link: 'vnet0', master: 'br0', vlan: null, permanent: false, age: 3 }],
  domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' })])],
  tapHolders: [{ link: 'vnet0', pid: 7 }],
};

function walk(over: Partial<HostSnapshot>, vnic = `vnic:uuid-of-web/${mac}`): Walk {
  const snapshot = aSnapshot({ ...healthy, ...over });
  const topology = buildTopology(snapshot, 1);
  const found = explain(snapshot, topology, findFindings(snapshot, topology), vnic);
  if (found === null) throw new Error('there is no such vNIC');
  return found;
}

/** The healthy host's links, one of them otherwise. */
function withLink(name: string, over: Partial<Link>): Partial<HostSnapshot> {
  return { links: (healthy.links ?? []).map((link) => (link.name === name ? { ...link, ...over } : link)) };
}

describe('the way of a vNIC’s packets', () => {
  it('leads from the guest outwards, hop by hop', () => {
    expect(walk({}).hops.map(({ step, verdict }) => `${step} ${verdict}`)).toEqual([
      'guest ok',
      'vnic ok',
      'end ok',
      'port ok',
      'frames ok',
      'bridge ok',
      'uplink ok',
      'gateway ok',
      'filter unknown',
    ]);
  });

  const faults: readonly (readonly [
    what: string,
    over: Partial<HostSnapshot>,
    step: string,
    says: RegExp,
  ])[] = [
    [
      'a guest that is off',
      { domains: [aShutOffDomain('web', [anInterface({ bridge: 'br0' })])] },
      'guest',
      /^web’s .+ has no network\. web doesn’t run: it is shut off\. Start web\.$/,
    ],
    [
      'a guest’s cable that is unplugged',
      {
        domains: [
          aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', linkState: 'down' })]),
        ],
      },
      'vnic',
      /unplugged.+To repair it: Plug in guest’s cable\./,
    ],
    ['a TAP that is disabled', withLink('vnet0', { up: false }), 'end', /vnet0 is disabled.+Enable vnet0\./],
    ['a TAP that nobody holds', withLink('vnet0', { carrier: false }), 'end', /vnet0 has no carrier/],
    [
      'a TAP in no bridge',
      withLink('vnet0', { master: null, slaveKind: '', bridgePort: null }),
      'port',
      /vnet0 isn’t connected to any bridge.+Reconnect as libvirt has it on record\./,
    ],
    [
      'a port that STP blocks',
      withLink('vnet0', { bridgePort: { state: 'blocking', settings: {} } }),
      'port',
      /STP blocks it/,
    ],
    ['a bridge that is disabled', withLink('br0', { up: false }), 'bridge', /br0 is disabled.+Enable br0\./],
    [
      'a card that is disabled',
      withLink('eno1', { up: false }),
      'uplink',
      /eno1.+is disabled.+Enable eno1\./,
    ],
    ['a card without a carrier', withLink('eno1', { carrier: false }), 'uplink', /eno1 has no carrier/],
    [
      'a gateway that doesn’t answer',
      { neighbours: [{ address: '192.168.1.1', mac: '02:00:00:00:00:99', link: 'br0', state: 'FAILED' }] },
      'gateway',
      /gateway 192\.168\.1\.1 doesn’t answer/,
    ],
  ];
  it.each(faults)('ends at %s', (_what, over, step, says) => {
    const { hops, outcome, stop, verdict } = walk(over);
    expect(hops.map((hop) => hop.verdict).filter((each) => each === 'broken')).toHaveLength(1);
    expect(hops.at(-1)).toMatchObject({ step, verdict: 'broken' });
    expect({ outcome, stop }).toEqual({ outcome: 'broken', stop: hops.length - 1 });
    expect(verdict).toMatch(says);
  });
});
