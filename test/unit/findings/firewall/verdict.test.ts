import { describe, expect, it } from 'vitest';
import { answerTo, type Packet, type PacketEnd } from '#shared/findings/firewall/packet.ts';
import { readRange } from '#shared/findings/firewall/ranges.ts';
import { natVerdictOf, verdictOf } from '#shared/findings/firewall/verdict.ts';
import type { Firewall } from '#shared/host/firewall.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { parseNftRuleset } from '#shared/parse/nftRuleset.ts';
import { okValue } from '../../parse/fixture.ts';
import { excessiveGrowth } from '../../support/growth.ts';

const ranges = (...texts: string[]) => texts.flatMap((text) => readRange(text) ?? []);

function end(link: string, over: Partial<PacketEnd> = {}): PacketEnd {
  return { link, port: null, bridge: null, within: null, never: [], isGuest: false, ...over };
}

/** A frame from vnet0 to eno1 across br0, of a guest in 192.168.1.0/24. */
const bridged: Packet = {
  family: 'ip',
  state: 'new',
  isBridged: true,
  layers: ['bridge', 'ip'],
  from: end('br0', {
    port: 'vnet0',
    bridge: 'br0',
    within: ranges('192.168.1.0/24'),
    never: ranges('10.244.0.0/24'),
    isGuest: true,
  }),
  to: end('br0', { port: 'eno1', bridge: 'br0', never: ranges('10.244.0.0/24') }),
};

/** From a guest of libvirt’s network default to the outside. */
const routed: Packet = {
  ...bridged,
  isBridged: false,
  layers: ['ip'],
  from: end('virbr0', { port: 'vnet1', bridge: 'virbr0', within: ranges('192.168.122.0/24'), isGuest: true }),
  to: end('eno1', { never: ranges('192.168.122.0/24', '224.0.0.0/4', '255.255.255.255') }),
};

/** The filter table with these rules, behind `-A`. */
function iptables(policy: 'ACCEPT' | 'DROP', ...rules: readonly string[]): Firewall {
  const chains = new Set(rules.map((rule) => rule.split(' ')[0] ?? ''));
  chains.delete('FORWARD');
  const lines = [
    '*filter',
    `:FORWARD ${policy} [7:700]`,
    ...[...chains].map((name) => `:${name} - [0:0]`),
    ...rules.map((rule) => `[1:100] -A ${rule}`),
    'COMMIT',
  ];
  return { chains: okValue(parseIptablesSave(lines.join('\n'), 'ip', 'iptables')) };
}

function nft(family: string, policy: string, ...exprs: readonly (readonly object[])[]): Firewall {
  const place = { family, table: 't' };
  const base = { type: 'filter', hook: 'forward', prio: 0, policy };
  const rows = [
    { chain: { ...place, name: 'fwd', ...base } },
    ...exprs.map((expr) => ({ rule: { ...place, chain: 'fwd', expr } })),
  ];
  return okValue(parseNftRuleset(JSON.stringify({ nftables: rows })));
}

const fate = (firewall: Firewall, packet = bridged) => verdictOf(firewall, packet).fate;

describe('what becomes of a packet', () => {
  it('is what the policy says where no rule decides', () => {
    expect(fate(iptables('ACCEPT'))).toBe('accepted');
    expect(verdictOf(iptables('DROP'), bridged)).toMatchObject({
      fate: 'dropped',
      by: [{ verdict: 'drop', rule: null, chain: { name: 'FORWARD' } }],
    });
  });

  it('is not saved by what lets answers pass, and answers are', () => {
    const firewall = iptables('DROP', 'FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
    expect(fate(firewall)).toBe('dropped');
    expect(fate(firewall, answerTo(bridged))).toBe('accepted');
  });

  it('is decided by what is written for its links, and by nothing that is for others', () => {
    expect(fate(iptables('DROP', 'FORWARD -i br0 -o br0 -j ACCEPT'))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD -i docker0 -j ACCEPT'))).toBe('dropped');
    expect(fate(iptables('DROP', 'FORWARD -i br+ -j ACCEPT'))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD ! -i br0 -j ACCEPT'))).toBe('dropped');
    expect(fate(iptables('ACCEPT', 'FORWARD -m physdev --physdev-in vnet0 -j DROP'))).toBe('dropped');
    expect(fate(iptables('ACCEPT', 'FORWARD -m physdev --physdev-in vnet7 -j DROP'))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD -m physdev --physdev-is-bridged -j ACCEPT'))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD -m physdev --physdev-is-bridged -j ACCEPT'), routed)).toBe(
      'dropped',
    );
  });

  it('follows jumps and returns, and does not come back from a goto', () => {
    const rules = ['FORWARD -j ONE', 'ONE -i br0 -j RETURN', 'ONE -j DROP', 'FORWARD -j ACCEPT'];
    expect(fate(iptables('DROP', ...rules))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD -g ONE', 'ONE -i docker0 -j DROP', 'FORWARD -j ACCEPT'))).toBe(
      'dropped',
    );
    expect(fate(iptables('DROP', 'FORWARD -j ONE', 'ONE -i docker0 -j DROP', 'FORWARD -j ACCEPT'))).toBe(
      'accepted',
    );
  });

  it('is accepted only where every hook accepts, whatever wrote it', () => {
    const one = iptables('ACCEPT', 'FORWARD -j ACCEPT');
    const other = nft('inet', 'drop');
    expect(fate({ chains: [...one.chains, ...other.chains] })).toBe('dropped');
  });

  it('is drop where all that is let through is for others', () => {
    expect(fate(iptables('DROP', 'FORWARD -s 10.244.0.0/16 -j ACCEPT', 'FORWARD -p icmp -j ACCEPT'))).toBe(
      'dropped',
    );
    expect(fate(iptables('DROP', 'FORWARD -d 10.244.0.0/24 -j ACCEPT'))).toBe('dropped');
  });

  it('is partly where somebody meant to let just some of it through', () => {
    expect(fate(iptables('DROP', 'FORWARD -p tcp -m tcp --dport 80 -j ACCEPT'))).toBe('partly');
    expect(fate(iptables('DROP', 'FORWARD -i br0 -d 10.9.0.0/16 -j ACCEPT'))).toBe('partly');
    expect(fate(iptables('DROP', 'FORWARD -j A', 'A -d 192.168.1.0/24 -j ACCEPT'))).toBe('partly');
    expect(fate(iptables('ACCEPT', 'FORWARD -d 10.9.0.0/16 -j DROP'))).toBe('accepted');
  });

  it('is unknown where a rule that can’t be evaluated decides, and only there', () => {
    const unsure = iptables('DROP', 'FORWARD -m u32 --u32 0x1 -j ACCEPT');
    expect(verdictOf(unsure, bridged)).toMatchObject({
      fate: 'unknown',
      unsure: { rule: { text: '-A FORWARD -m u32 --u32 0x1 -j ACCEPT' } },
    });
    expect(fate(iptables('ACCEPT', 'FORWARD -m u32 --u32 0x1 -j ACCEPT'))).toBe('accepted');
    expect(fate(iptables('DROP', 'FORWARD -i docker0 -m u32 --u32 0x1 -j ACCEPT'))).toBe('dropped');
    expect(fate(iptables('DROP', 'FORWARD -j NFQUEUE --queue-num 0'))).toBe('unknown');
    // The guest’s address may be just that.
    const anonymous = { ...bridged, from: { ...bridged.from, within: null } };
    expect(fate(iptables('DROP', 'FORWARD -s 172.16.5.0/24 -j ACCEPT'), anonymous)).toBe('unknown');
  });

  it('minds marks only where a rule that it meets sets one', () => {
    const isMarked = 'FORWARD -m mark --mark 0x1/0x1 -j ACCEPT';
    expect(fate(iptables('DROP', isMarked))).toBe('dropped');
    expect(fate(iptables('DROP', 'FORWARD -i docker0 -j MARK --set-xmark 0x1/0x1', isMarked))).toBe(
      'dropped',
    );
    expect(fate(iptables('DROP', 'FORWARD -i br0 -j MARK --set-xmark 0x1/0x1', isMarked))).toBe('unknown');
  });

  it('of a bridged frame is the bridge family’s too, which knows its ports', () => {
    const isPort = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'vnet0' } };
    const isOfBridge = { match: { op: '==', left: { meta: { key: 'ibrname' } }, right: 'br0' } };
    const inBridge = { ...bridged, layers: ['bridge'] as const };
    expect(fate(nft('bridge', 'accept', [isPort, { drop: null }]), inBridge)).toBe('dropped');
    expect(fate(nft('bridge', 'drop', [isOfBridge, { accept: null }]), inBridge)).toBe('accepted');
    expect(fate(nft('inet', 'drop'), inBridge)).toBe('accepted');
    expect(fate(nft('bridge', 'drop'), routed)).toBe('accepted');
  });

  it('ends, and is not known, in chains that lead to each other', () => {
    expect(fate(iptables('ACCEPT', 'FORWARD -j A', 'A -j B', 'B -j A'))).toBe('unknown');
  });
});

/** As libvirt 9 writes it for its default network. */
const libvirt = [
  ...['FORWARD -j LIBVIRT_FWX', 'FORWARD -j LIBVIRT_FWI', 'FORWARD -j LIBVIRT_FWO'],
  'LIBVIRT_FWX -i virbr0 -o virbr0 -j ACCEPT',
  'LIBVIRT_FWI -d 192.168.122.0/24 -o virbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  'LIBVIRT_FWI -o virbr0 -j REJECT --reject-with icmp-port-unreachable',
  'LIBVIRT_FWO -s 192.168.122.0/24 -i virbr0 -j ACCEPT',
  'LIBVIRT_FWO -i virbr0 -j REJECT --reject-with icmp-port-unreachable',
];

describe('a packet of a NAT network', () => {
  it('passes by libvirt’s rules, and so does its answer, whatever the policy is', () => {
    expect(fate(iptables('DROP', ...libvirt), routed)).toBe('accepted');
    expect(fate(iptables('DROP', ...libvirt), answerTo(routed))).toBe('accepted');
    expect(
      fate(iptables('DROP', ...libvirt), { ...routed, from: { ...routed.from, within: ranges('10.1.2.3') } }),
    ).toBe('dropped');
  });

  it('is masqueraded where a rule says so for its subnet', () => {
    const nat = (rule: string) => ({
      chains: okValue(
        parseIptablesSave(
          `*nat\n:POSTROUTING ACCEPT [0:0]\n[0:0] -A POSTROUTING ${rule}\n`,
          'ip',
          'iptables',
        ),
      ),
    });
    expect(natVerdictOf(nat('-s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE'), routed).isDone).toBe(
      true,
    );
    expect(natVerdictOf(nat('-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'), routed).isDone).toBe(false);
    expect(natVerdictOf(nat('-m u32 --u32 1 -j MASQUERADE'), routed).isDone).toBeNull();
  });
});

describe('a cluster’s rules', () => {
  /** As kube-proxy writes them: a chain for each service, and one for each of its pods. */
  function cluster(services: number): Firewall {
    const rules: string[] = ['FORWARD -j KUBE-SERVICES'];
    for (let at = 0; at < services; at++) {
      const ip = `10.96.${at >> 8}.${at & 255}`;
      rules.push(
        `KUBE-SERVICES -d ${ip}/32 -p tcp -m comment --comment "ns/svc-${at}" -m tcp --dport 443 -j KUBE-SVC-${at}`,
        `KUBE-SVC-${at} -m statistic --mode random --probability 0.5 -j KUBE-SEP-${at}`,
        `KUBE-SEP-${at} -s 10.244.0.9/32 -j MARK --set-xmark 0x4000/0x4000`,
        `KUBE-SEP-${at} -p tcp -j ACCEPT`,
      );
    }
    return iptables('DROP', ...rules);
  }

  it('take time in proportion to their number', { timeout: 60_000 }, () => {
    expect(excessiveGrowth(200, (size) => void fate(cluster(size)))).toBe('');
  });

  it('say nothing of other packets', () => {
    expect(fate(cluster(20))).toBe('dropped');
  });
});
