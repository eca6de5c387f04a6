import { describe, expect, it } from 'vitest';
import type { FirewallChain } from '#shared/host/firewall.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { parseNetSettings } from '#shared/parse/netSettings.ts';
import { parseNftRuleset } from '#shared/parse/nftRuleset.ts';
import { fixture, okValue } from './fixture.ts';

function chainOf(chains: readonly FirewallChain[], family: string, table: string, name: string) {
  const found = chains.find((one) => one.family === family && one.table === table && one.name === name);
  if (found === undefined) throw new Error(`no chain ${family} ${table} ${name}`);
  return found;
}

describe('iptables-save', () => {
  const chains = okValue(parseIptablesSave(fixture('firewall/lab-iptables-save.txt'), 'ip', 'iptables'));
  const forward = chainOf(chains, 'ip', 'filter', 'FORWARD');

  it('tells the policy of the kernel’s chains, and none of others', () => {
    expect(forward.base).toEqual({
      hook: 'forward',
      type: 'filter',
      priority: 0,
      policy: 'drop',
      packets: 0,
    });
    expect(chainOf(chains, 'ip', 'filter', 'DOCKER-USER').base).toBeNull();
    expect(chainOf(chains, 'ip', 'nat', 'POSTROUTING').base).toMatchObject({ type: 'nat', priority: 100 });
  });

  it('tells what the rules match and do, with their counters', () => {
    expect(chainOf(chains, 'ip', 'filter', 'INPUT').rules).toEqual([
      {
        matches: [],
        action: { kind: 'jump', chain: 'LIBVIRT_INP' },
        marks: false,
        packets: 16,
        text: '-A INPUT -j LIBVIRT_INP',
      },
    ]);
    const [toLibvirt] = chainOf(chains, 'ip', 'filter', 'LIBVIRT_FWI').rules;
    expect(toLibvirt).toMatchObject({
      matches: [
        { on: 'address', end: 'destination', ranges: ['10.77.3.0/24'], not: false },
        { on: 'link', end: 'out', at: 'hook', names: ['virbr2'], not: false },
      ],
      action: { kind: 'accept' },
    });
    expect(chainOf(chains, 'ip', 'nat', 'POSTROUTING').rules[1]).toMatchObject({
      matches: [{ on: 'address' }, { on: 'link', end: 'out', names: ['br0'], not: true }],
      action: { kind: 'masquerade' },
    });
  });

  it('tells what extensions match', () => {
    const byText = (text: string) => forward.rules.find((rule) => rule.text.includes(text));
    expect(byText('--physdev-is-bridged')?.matches).toEqual([{ on: 'bridged', not: false }]);
    expect(byText('--physdev-in vnet0')?.matches).toEqual([
      { on: 'link', end: 'in', at: 'port', names: ['vnet0'], not: false },
    ]);
    expect(byText('RELATED,ESTABLISHED')?.matches).toEqual([
      { on: 'state', names: ['related', 'established'], not: false },
    ]);
    expect(byText('hello world')).toMatchObject({ matches: [], action: { kind: 'accept' } });
    expect(byText('--dport 53')).toMatchObject({
      matches: [
        { on: 'protocol', names: ['udp'] },
        { on: 'some', what: 'port' },
      ],
      action: { kind: 'reject' },
    });
    expect(byText('-i br+ ! -o br+')).toMatchObject({
      matches: [
        { end: 'in', names: ['br*'], not: false },
        { end: 'out', names: ['br*'], not: true },
      ],
      action: null,
    });
    expect(byText('--set-xmark')).toMatchObject({
      matches: [{ on: 'mark', unmarked: false }],
      action: null,
      marks: true,
    });
    expect(byText('-g DOCKER-USER')?.action).toEqual({ kind: 'goto', chain: 'DOCKER-USER' });
  });

  it('takes what it doesn’t know for something that may match', () => {
    const text =
      '*filter\n:FORWARD ACCEPT [0:0]\n[0:0] -A FORWARD -m u32 ! --u32 "0>>22&0x3C@12" -j constructor\n';
    const [chain] = okValue(parseIptablesSave(text, 'ip', 'iptables-legacy'));
    expect(chain?.rules).toMatchObject([
      { matches: [{ on: 'unknown', what: '--u32' }], action: { kind: 'unknown' } },
    ]);
  });
});

describe('nft -j list ruleset', () => {
  const { chains, hidesIptables } = okValue(parseNftRuleset(fixture('firewall/lab-nft-ruleset.json')));

  it('tells what the rules match and do', () => {
    expect(chainOf(chains, 'ip', 'filter', 'FORWARD').base).toMatchObject({
      hook: 'forward',
      priority: 0,
      policy: 'drop',
    });
    const [first] = chainOf(chains, 'ip', 'filter', 'LIBVIRT_FWO').rules;
    expect(first).toEqual({
      matches: [
        { on: 'link', end: 'in', at: 'hook', names: ['virbr2'], not: false },
        { on: 'address', end: 'source', ranges: ['10.77.3.0/24'], not: false },
      ],
      action: { kind: 'accept' },
      marks: false,
      packets: 0,
      text: 'iifname virbr2 ip saddr 10.77.3.0/24 accept',
    });
    expect(chainOf(chains, 'bridge', 'filter', 'FORWARD').rules).toMatchObject([
      { matches: [{ on: 'link', end: 'in', names: ['vnet0'] }], action: { kind: 'drop' } },
    ]);
  });

  it('says where the rules of iptables-nft have to be asked for with their own tool', () => {
    expect(hidesIptables).toEqual({ ip: true, ip6: true });
    const [physdev] = chainOf(chains, 'ip', 'filter', 'FORWARD').rules.slice(4);
    expect(physdev?.matches).toEqual([{ on: 'unknown', what: 'xt physdev' }]);
  });

  it('looks into sets, and makes a rule of each entry of a verdict map', () => {
    const list = (...expr: object[]) =>
      JSON.stringify({
        nftables: [
          { chain: { family: 'inet', table: 't', name: 'c' } },
          { set: { family: 'inet', table: 't', name: 's', elem: ['br0', { elem: { val: 'br1' } }] } },
          { map: { family: 'inet', table: 't', name: 'm', elem: [['lo', { accept: null }]] } },
          { rule: { family: 'inet', table: 't', chain: 'c', expr } },
        ],
      });
    const rulesOf = (...expr: object[]) => okValue(parseNftRuleset(list(...expr))).chains[0]?.rules;
    const iifname = { meta: { key: 'iifname' } };
    expect(rulesOf({ match: { op: '==', left: iifname, right: '@s' } }, { drop: null })).toMatchObject([
      { matches: [{ names: ['br0', 'br1'] }], action: { kind: 'drop' } },
    ]);
    const data = {
      set: [
        ['br0', { goto: { target: 'x' } }],
        [{ prefix: 1 }, { drop: null }],
      ],
    };
    expect(rulesOf({ counter: null }, { vmap: { key: iifname, data } })).toMatchObject([
      { matches: [{ names: ['br0'] }], action: { kind: 'goto', chain: 'x' } },
      { matches: [{ on: 'unknown' }], action: { kind: 'drop' } },
    ]);
    expect(rulesOf({ vmap: { key: iifname, data: '@m' } })).toMatchObject([
      { matches: [{ names: ['lo'] }], action: { kind: 'accept' } },
    ]);
    expect(rulesOf({ vmap: { key: iifname, data: '@unread' } })).toMatchObject([
      { matches: [{ on: 'unknown' }], action: { kind: 'unknown' } },
    ]);
  });
});

describe('the kernel’s settings', () => {
  it('are read from /proc/sys; what is not there is not known', () => {
    const text = [
      '/proc/sys/net/ipv4/ip_forward:1',
      '/proc/sys/net/bridge/bridge-nf-call-iptables:1',
      '/proc/sys/net/bridge/bridge-nf-call-ip6tables:0',
      '/proc/sys/net/ipv4/conf/all/rp_filter:0',
      '/proc/sys/net/ipv4/conf/eth0.10/rp_filter:2',
      '/proc/net/ip_tables_names:filter',
      '/proc/misc:238 vhost-net',
      '/proc/misc: 58 rfkill',
    ].join('\n');
    expect(okValue(parseNetSettings(text))).toEqual({
      forwardsIpv4: true,
      forwardsIpv6: null,
      bridgeCalls: { iptables: true, ip6tables: false, arptables: false },
      reversePath: { all: 0, 'eth0.10': 2 },
      legacyTables: { ip: ['filter'], ip6: [] },
      vhostNet: true,
    });
    const little = okValue(parseNetSettings('/proc/sys/net/ipv4/ip_forward:0'));
    expect(little).toMatchObject({ bridgeCalls: null, vhostNet: null });
    const without = '/proc/sys/net/ipv4/ip_forward:0\n/proc/misc:200 tun';
    expect(okValue(parseNetSettings(without)).vhostNet).toBe(false);
  });
});
