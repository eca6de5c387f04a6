import { describe, expect, it } from 'vitest';
import { explain } from '#shared/explain/explain.ts';
import type { Walk } from '#shared/explain/walk.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { EarlierCounts } from '#shared/host/earlierCounts.ts';
import type { Link } from '#shared/host/link.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { okValue } from '../parse/fixture.ts';
import {
  aBridge,
  aDomain,
  allSources,
  aNetwork,
  anInterface,
  aPnic,
  aShutOffDomain,
  aSnapshot,
  aTap,
} from '../support/facts.ts';

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

/** The same guest in a NAT network, whose host leaves by a card. */
const natHost: Partial<HostSnapshot> = {
  links: [aBridge('virbr0'), aTap('vnet0', 'virbr0', { counters: counted }), aPnic('eno1', null)],
  addresses: [
    { link: 'virbr0', family: 'inet', address: '192.168.122.1', prefixLength: 24, scope: 'global' },
  ],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'eno1', metric: 0 }],
  neighbours: [{ address: '192.168.1.1', mac: '02:00:00:00:00:99', link: 'eno1', state: 'STALE' }],
  fdb: [{ mac, link: 'vnet0', master: 'virbr0', vlan: null, permanent: false, age: 3 }],
  networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
  domains: [
    aDomain('web', [
      anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev: 'vnet0', alias: 'net0' }),
    ]),
  ],
  netSettings: { ...noNetSettings, forwardsIpv4: true },
};

function walk(
  over: Partial<HostSnapshot>,
  vnic = `vnic:uuid-of-web/${mac}`,
  earlier: EarlierCounts | null = null,
): Walk {
  const snapshot = aSnapshot({ ...healthy, ...over });
  const topology = buildTopology(snapshot, 1);
  const found = explain(snapshot, topology, findFindings(snapshot, topology), vnic, earlier);
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
      'filter ok',
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

  it('is broken where an error was found, and repaired as that is', () => {
    const nat = {
      ...natHost,
      netSettings: { ...noNetSettings, forwardsIpv4: false },
    };
    const { hops, verdict, repairs } = walk(nat);
    expect(hops.at(-1)).toMatchObject({ step: 'network', verdict: 'broken', findings: ['ip-forward-off'] });
    expect(repairs.map(({ label }) => label)).toEqual(['Turn on IP forwarding']);
    expect(verdict).toMatch(
      / To repair it: Turn on IP forwarding\. Immediate; lost at reboot\. .+ As root: sysctl -w 'net\.ipv4\.ip_forward=1'$/,
    );
  });

  it('wakes a guest that sleeps by its UUID', () => {
    const [web] = healthy.domains ?? [];
    if (web === undefined) throw new Error('the healthy host has no VM');
    expect(walk({ domains: [{ ...web, state: 'pmsuspended' }] }).verdict).toMatch(
      /sleeps.+Wake it: virsh -c qemu:\/\/\/system dompmwakeup uuid-of-web$/,
    );
  });

  it('gives the host its address on a network’s bridge again, and leaves the guests where they are', () => {
    const { hops, repairs } = walk({ ...natHost, addresses: [] });
    expect(hops.at(-1)).toMatchObject({ step: 'network', verdict: 'broken' });
    expect(repairs).toMatchObject([
      { commands: [['ip', 'addr', 'add', '192.168.122.1/24', 'dev', 'virbr0']], lasts: 'now' },
    ]);
  });

  it('names the physical function and the number of a virtual one whose link is disabled', () => {
    const address = '0000:03:10.2';
    const { hops, repairs } = walk({
      links: [aPnic('enp3s0', null, { vfs: [{ index: 2, mac, vlan: null, linkState: 'disable' }] })],
      cardFunctions: {
        enp3s0: { address: null, pf: null, vfs: [{ index: 2, address, driver: 'vfio-pci' }] },
      },
      domains: [aDomain('web', [anInterface({ pci: address }, { type: 'hostdev', alias: 'net0' })])],
    });
    expect(hops.at(-1)).toMatchObject({ step: 'end', verdict: 'broken', node: `pci:${address}` });
    expect(repairs).toMatchObject([
      {
        label: 'Let the link of 0000:03:10.2 follow that of enp3s0',
        commands: [['ip', 'link', 'set', 'dev', 'enp3s0', 'vf', '2', 'state', 'auto']],
        lasts: 'now',
      },
    ]);
  });

  it('leads through NAT to the card by which this host leaves', () => {
    const { hops, outcome, verdict } = walk(natHost);
    expect(hops.map(({ step, verdict: of }) => `${step} ${of}`).slice(5)).toEqual([
      'bridge ok',
      'network ok',
      'network ok',
      'uplink ok',
      'gateway ok',
      'filter ok',
    ]);
    expect(outcome).toBe('ok');
    expect(verdict).toMatch(/^This host passes .+, out by eno1\..+ping 192\.168\.122\.1\.$/);
  });

  it('is not known where the firewall could not be read, and tells what to do', () => {
    const sources = allSources({ firewall: 'denied' });
    const { hops, outcome, stop, verdict } = walk({ ...healthy, sources });
    expect({ outcome, stop }).toEqual({ outcome: 'unknown', stop: hops.length - 1 });
    expect(hops.at(-1)?.step).toBe('filter');
    expect(verdict).toMatch(
      /^Nothing is broken as far as this host can tell\. Not known: .+firewall could not be read/,
    );
  });

  describe('and the firewall of the host', () => {
    const other = '52:54:00:aa:00:02';
    const filtered = (policy: 'ACCEPT' | 'DROP', ...rules: readonly string[]) => {
      const text = ['*filter', `:FORWARD ${policy} [0:0]`, ...rules, 'COMMIT'].join('\n');
      return { chains: okValue(parseIptablesSave(text, 'ip', 'iptables')) };
    };
    /** The healthy host with a second VM, whose bridged frames pass the IP firewall. */
    const two = {
      links: [...(healthy.links ?? []), aTap('vnet1', 'br0', { counters: counted })],
      fdb: [
        ...(healthy.fdb ?? []),
        { mac: other, link: 'vnet1', master: 'br0', vlan: null, permanent: false, age: 3 },
      ],
      domains: [
        ...(healthy.domains ?? []),
        aDomain('db', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet1', mac: other, alias: 'net0' })]),
      ],
      netSettings: {
        ...noNetSettings,
        bridgeCalls: { iptables: true, ip6tables: false, arptables: false },
      },
    };
    const dropsOther = filtered('ACCEPT', '-A FORWARD -m physdev --physdev-in vnet1 -j DROP');

    it('are not broken by a rule for another guest on the bridge', () => {
      expect(walk({ ...two, firewall: dropsOther }).outcome).toBe('ok');
      const { hops } = walk({ ...two, firewall: dropsOther }, `vnic:uuid-of-db/${other}`);
      expect(hops.at(-1)).toMatchObject({ step: 'filter', verdict: 'broken' });
      expect(hops.at(-1)?.findings).toContain('forward-drop');
      expect(hops.at(-1)?.say).toBe('The firewall drops what guests on br0 send.');
    });

    it('are known although a rule for another guest can’t be evaluated', () => {
      const odd = '-A FORWARD -m physdev --physdev-in vnet1 -m u32 --u32 1 -j DROP';
      const firewall = filtered('ACCEPT', odd);
      expect(walk({ ...two, firewall }).outcome).toBe('ok');
      const { hops, verdict } = walk({ ...two, firewall }, `vnic:uuid-of-db/${other}`);
      expect(hops.at(-1)).toMatchObject({ step: 'filter', verdict: 'unknown' });
      expect(verdict).toContain(`A rule decides that can’t be evaluated: iptables: ${odd}`);
    });

    it('end where it drops what the host would route without NAT', () => {
      const links = [aBridge('br1'), aTap('vnet0', 'br1', { counters: counted }), aPnic('eno1', null)];
      const { hops, repairs } = walk({
        links,
        addresses: [{ link: 'br1', family: 'inet', address: '10.1.0.1', prefixLength: 24, scope: 'global' }],
        routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'eno1', metric: 0 }],
        neighbours: [{ address: '192.168.1.1', mac: '02:00:00:00:00:99', link: 'eno1', state: 'REACHABLE' }],
        fdb: [{ mac, link: 'vnet0', master: 'br1', vlan: null, permanent: false, age: 3 }],
        domains: [aDomain('web', [anInterface({ bridge: 'br1' }, { targetDev: 'vnet0', alias: 'net0' })])],
        netSettings: { ...noNetSettings, forwardsIpv4: true },
        firewall: filtered('DROP'),
      });
      expect(hops.at(-1)).toMatchObject({
        step: 'filter',
        verdict: 'broken',
        say: 'This host’s firewall drops its packets, or the answers: the policy of chain FORWARD does.',
      });
      expect(repairs).toMatchObject([{ label: 'Let the guests of br1 pass', lasts: 'now' }]);
    });
  });

  it('has an address although others find none left', () => {
    const full = {
      ...natHost,
      networks: [
        aNetwork('default', {
          bridge: 'virbr0',
          addresses: ['192.168.122.1/24'],
          dhcp: { ranges: [{ start: '192.168.122.2', end: '192.168.122.2' }], hosts: 0 },
        }),
      ],
      dhcpServers: [{ link: 'virbr0', address: null, processes: [] }],
      links: [...(natHost.links ?? []), aTap('vnet1', 'virbr0', { counters: counted })],
      leases: [{ network: 'default', mac, address: '192.168.122.2', hostname: null }],
      domains: [
        ...(natHost.domains ?? []),
        aDomain('db', [
          anInterface(
            { network: 'default', bridge: 'virbr0' },
            { targetDev: 'vnet1', mac: '52:54:00:aa:00:02', alias: 'net0' },
          ),
        ]),
      ],
    };
    expect(walk(full).hops.filter(({ findings }) => findings.includes('lease-pool-full'))).toEqual([]);
    expect(walk(full, 'vnic:uuid-of-db/52:54:00:aa:00:02').hops.at(-1)).toMatchObject({
      step: 'network',
      verdict: 'broken',
      findings: ['lease-pool-full'],
    });
  });

  it('goes on past what can’t be known, to what is broken', () => {
    const silent = withLink('vnet0', { counters: { ...counted, rxPackets: 0 } });
    expect(walk(silent)).toMatchObject({ outcome: 'unknown', stop: 4 });
    const links = (silent.links ?? []).map((link) => (link.name === 'eno1' ? { ...link, up: false } : link));
    expect(walk({ links })).toMatchObject({ outcome: 'broken', stop: 6 });
  });

  it('takes what came in long ago for no sign that the guest sends now', () => {
    const [entry] = healthy.fdb ?? [];
    if (entry === undefined) throw new Error('the healthy host has learned no MAC');
    const heard = (age: number) => walk({ fdb: [{ ...entry, age }] });
    expect(heard(60).outcome).toBe('ok');
    expect(heard(61)).toMatchObject({ outcome: 'unknown', stop: 4 });
    const { hops, verdict } = walk({ fdb: [] });
    expect(hops[4]).toMatchObject({ step: 'frames', verdict: 'unknown' });
    expect(hops[4]?.say).toBe(
      '10 frames came in by vnet0 since it was made; br0 knows its MAC no longer, as after minutes of silence. Whether the guest sends now isn’t known.',
    );
    expect(verdict).toMatch(
      /Ping its gateway \(this host’s is 192\.168\.1\.1\) from web, then explain again\.$/,
    );
  });

  it('takes a count that rises between two readings for a guest that sends', () => {
    const [vnet0] = (healthy.links ?? []).filter(({ name }) => name === 'vnet0');
    if (vnet0 === undefined) throw new Error('the healthy host has no vnet0');
    const counting = (rxPackets: number, ifindex = vnet0.ifindex) => {
      const counters = new Map([[`${ifindex} vnet0`, { ...counted, rxPackets }]]);
      return walk({ fdb: [] }, undefined, { ms: 12_400, counters }).hops[4];
    };
    expect(counting(7)).toMatchObject({
      verdict: 'ok',
      say: '3 frames came in by vnet0 in the last 12 s; br0 hasn’t learned its MAC.',
    });
    expect(counting(10)).toMatchObject({
      verdict: 'unknown',
      say: expect.stringContaining(
        '10 frames came in by vnet0 since it was made, none of them in the last 12 s',
      ),
    });
    // A counter that its driver has reset, and a link that was made anew under the name.
    expect(counting(5000)).toMatchObject({ verdict: 'unknown' });
    expect(counting(7, vnet0.ifindex + 1)?.say).toMatch(/^10 frames came in by vnet0 since it was made; /);
  });

  it('tells where nothing but a count could show that the guest sends', () => {
    const sources = allSources({ 'bridge-fdb': 'denied' });
    const { hops, verdict } = walk({ fdb: [], sources });
    expect(hops.find(({ step }) => step === 'frames')?.say).toBe(
      '10 frames came in by vnet0 since it was made. Whether the guest sends now isn’t known.',
    );
    expect(verdict).toMatch(/then explain again: the count must have risen\.$/);
  });

  it('ends well in a network that is isolated by design', () => {
    const networks = [aNetwork('inner', { forward: 'isolated', bridge: 'br0' })];
    const links = (healthy.links ?? []).filter(({ name }) => name !== 'eno1');
    const { outcome, verdict } = walk({ networks, links, routes: [] });
    expect(outcome).toBe('ok');
    expect(verdict).toContain('Network inner is isolated');
  });

  it('tells nothing of what was found elsewhere', () => {
    const other = aDomain('db', [
      anInterface({ bridge: 'br0' }, { mac: '52:54:00:aa:00:02', targetDev: 'vnet1' }),
    ]);
    const links = [...(healthy.links ?? []), aTap('vnet1', null)];
    const { hops, outcome } = walk({ links, domains: [...(healthy.domains ?? []), other] });
    expect(outcome).toBe('ok');
    expect(hops.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('of a vNIC that is not there is none', () => {
    const snapshot = aSnapshot(healthy);
    const topology = buildTopology(snapshot, 1);
    expect(explain(snapshot, topology, findFindings(snapshot, topology), 'vnic:none')).toBeNull();
  });
});
