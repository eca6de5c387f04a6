import { bench, describe } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseNftRuleset } from '#shared/parse/nftRuleset.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aSnapshot, aTap } from '../unit/support/facts.ts';

// Run by: npx vitest bench --run --project unit test/bench/findings.bench.ts

const VMS = 50;
const RULES = 5_000;

/** `nft -j list ruleset` as of a host that forwards what hundreds of containers and zones have rules for. @param from their links */
function manyRules(from: readonly string[]): string {
  const place = { family: 'inet', table: 'filter' };
  const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
  const base = { type: 'filter', hook: 'forward', prio: 0, policy: 'accept' };
  const rules = Array.from({ length: RULES }, (_, index) => ({
    rule: {
      ...place,
      chain: 'forward',
      handle: index + 2,
      expr: [
        match({ meta: { key: 'iifname' } }, from[index % from.length]),
        match({ payload: { protocol: 'ip', field: 'daddr' } }, `10.${index >> 8}.${index & 255}.7`),
        match({ payload: { protocol: 'tcp', field: 'dport' } }, 1024 + index),
        { counter: { packets: index, bytes: 60 * index } },
        { drop: null },
      ],
    },
  }));
  return JSON.stringify({ nftables: [{ chain: { ...place, name: 'forward', ...base } }, ...rules] });
}

const printed = manyRules(['virbr0', 'br0']);
/** As where a firewall has rules for each VM: what passes is asked for each of its TAPs. */
const namingTaps = manyRules(Array.from({ length: 2 * VMS }, (_, index) => `vnet${index}`));

function firewallOf(text: string): NonNullable<HostSnapshot['firewall']> {
  const read = parseNftRuleset(text);
  if (!read.ok) throw new Error(read.message);
  return { chains: read.value.chains };
}

/** Each VM on a bridge with a card and in libvirt’s NAT network. */
function manyVms(): HostSnapshot {
  const numbers = Array.from({ length: VMS }, (_, index) => index);
  const mac = (index: number, nic: number) => `52:54:00:aa:0${nic}:${index.toString(16).padStart(2, '0')}`;
  return aSnapshot({
    links: [
      ...[aBridge('br0'), aPnic('eno1', 'br0'), aBridge('virbr0')],
      ...numbers.flatMap((index) => [
        aTap(`vnet${2 * index}`, 'br0'),
        aTap(`vnet${2 * index + 1}`, 'virbr0'),
      ]),
    ],
    addresses: [
      { link: 'br0', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' },
      { link: 'virbr0', family: 'inet', address: '192.168.122.1', prefixLength: 24, scope: 'global' },
    ],
    routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 }],
    networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
    domains: numbers.map((index) =>
      aDomain(`vm${index}`, [
        anInterface({ bridge: 'br0' }, { mac: mac(index, 0), targetDev: `vnet${2 * index}` }),
        anInterface(
          { network: 'default', bridge: 'virbr0' },
          { mac: mac(index, 1), targetDev: `vnet${2 * index + 1}` },
        ),
      ]),
    ),
    fdb: numbers.map((index) => ({
      ...{ mac: mac(index, 0), link: `vnet${2 * index}`, master: 'br0', vlan: null },
      ...{ permanent: false, age: 3 },
    })),
    netSettings: {
      ...noNetSettings,
      forwardsIpv4: true,
      bridgeCalls: { iptables: true, ip6tables: true, arptables: false },
    },
  });
}

const bare = manyVms();
const topology = buildTopology(bare, 1);
const guarded = { ...bare, firewall: firewallOf(printed) };
const perTap = { ...bare, firewall: firewallOf(namingTaps) };

describe(`findings of ${VMS} VMs`, () => {
  bench('the floor: the topology that they rest on', () => {
    buildTopology(bare, 1);
  });
  bench('without a firewall', () => {
    findFindings(bare, topology);
  });
  bench(`with ${RULES} rules, which are as they were read before`, () => {
    findFindings(guarded, topology);
  });
  bench(`instead: the ${RULES} rules followed anew each time`, () => {
    findFindings({ ...guarded, firewall: { ...guarded.firewall } }, topology);
  });
  bench(`the ${RULES} rules in one chain, each for one TAP, followed anew each time`, () => {
    findFindings({ ...perTap, firewall: { ...perTap.firewall } }, topology);
  });
});

describe(`${RULES} rules of nft`, () => {
  bench('the floor: JSON.parse alone', () => {
    JSON.parse(printed);
  });
  bench('parseNftRuleset', () => {
    parseNftRuleset(printed);
  });
});
