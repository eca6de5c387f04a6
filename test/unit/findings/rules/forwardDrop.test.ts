import { describe, expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { okValue } from '../../parse/fixture.ts';
import {
  aBridge,
  aDomain,
  allSources,
  aNetwork,
  anInterface,
  aPnic,
  aSnapshot,
  aSource,
  aTap,
} from '../../support/facts.ts';

const bridgeCalls = { iptables: true, ip6tables: false, arptables: false };

function firewall(policy: 'ACCEPT' | 'DROP', ...lines: readonly string[]) {
  const text = ['*filter', `:FORWARD ${policy} [124:9999]`, ...lines, 'COMMIT'].join('\n');
  return { chains: okValue(parseIptablesSave(text, 'ip', 'iptables')) };
}

/** web is on br0 with the card eno1, db in libvirt’s NAT network. */
const host: Partial<HostSnapshot> = {
  links: [
    aBridge('br0'),
    aBridge('virbr0'),
    aPnic('eno1', 'br0'),
    aTap('vnet0', 'br0'),
    aTap('vnet1', 'virbr0'),
  ],
  addresses: [
    { link: 'br0', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' },
    { link: 'virbr0', family: 'inet', address: '192.168.122.1', prefixLength: 24, scope: 'global' },
  ],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 }],
  networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
  domains: [
    aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0' })]),
    aDomain('db', [
      anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev: 'vnet1', mac: '52:54:00:aa:00:02' }),
    ]),
  ],
  netSettings: { ...noNetSettings, forwardsIpv4: true, bridgeCalls },
};

function report(over: Partial<HostSnapshot>) {
  const snapshot = aSnapshot({ ...host, ...over });
  const { findings, notChecked } = findFindings(snapshot, buildTopology(snapshot, 1));
  return {
    findings: findings.filter(({ code }) => code === 'forward-drop'),
    why: notChecked.find(({ code }) => code === 'forward-drop')?.why,
  };
}

const forLibvirt = [
  ':LIBVIRT_FWO - [0:0]',
  ':LIBVIRT_FWI - [0:0]',
  '[0:0] -A FORWARD -j LIBVIRT_FWI',
  '[0:0] -A FORWARD -j LIBVIRT_FWO',
  '[0:0] -A LIBVIRT_FWI -d 192.168.122.0/24 -o virbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '[0:0] -A LIBVIRT_FWO -s 192.168.122.0/24 -i virbr0 -j ACCEPT',
];

describe('what the firewall drops of guests', () => {
  it('is nothing on a healthy host', () => {
    expect(report({ firewall: firewall('ACCEPT', ...forLibvirt) })).toEqual({ findings: [], why: undefined });
  });

  it('is what crosses a bridge where br_netfilter hands it over', () => {
    const { findings } = report({ firewall: firewall('DROP', ...forLibvirt) });
    expect(findings).toMatchObject([
      {
        severity: 'error',
        subject: ['link:br0', 'vnic:uuid-of-web/52:54:00:aa:00:01'],
        title: 'The firewall drops what guests on br0 send',
        evidence: [
          'iptables: chain FORWARD of table filter has policy DROP, 124 packets',
          'sysctl: net.bridge.bridge-nf-call-iptables = 1',
        ],
        repairs: [
          {
            commands: [['iptables', '-I', 'FORWARD', '-i', 'br0', '-o', 'br0', '-j', 'ACCEPT']],
            lasts: 'now',
          },
          {
            commands: [
              ['sysctl', '-w', 'net.bridge.bridge-nf-call-iptables=0'],
              ['sysctl', '-w', 'net.bridge.bridge-nf-call-ip6tables=0'],
            ],
          },
        ],
      },
    ]);
    const off = { ...noNetSettings, forwardsIpv4: true };
    expect(report({ firewall: firewall('DROP', ...forLibvirt), netSettings: off }).findings).toEqual([]);
  });

  it('is what a bridge hands over of itself, too', () => {
    const links = host.links?.map((link) =>
      link.name === 'br0' ? aBridge('br0', { bridge: { nfCallIptables: true } }) : link,
    );
    const netSettings = { ...noNetSettings, bridgeCalls: { ...bridgeCalls, iptables: false } };
    const [found] = report({
      firewall: firewall('DROP', ...forLibvirt),
      links: links ?? [],
      netSettings,
    }).findings;
    expect(found?.evidence).toContain('sysctl: nf_call_iptables of br0 is 1');
    expect(found?.repairs[1]).toHaveProperty('commands.0', [
      ...['ip', 'link', 'set', 'dev', 'br0', 'type', 'bridge', 'nf_call_iptables', '0'],
    ]);
  });

  it('is what a NAT network’s guests send, and what answers them', () => {
    const netSettings = { ...noNetSettings, forwardsIpv4: true };
    const dropped = report({ firewall: firewall('DROP'), netSettings }).findings;
    expect(dropped).toMatchObject([
      {
        title: 'The firewall drops what guests on default send',
        subject: ['link:virbr0', 'network:default', 'vnic:uuid-of-db/52:54:00:aa:00:02'],
        repairs: [
          {
            commands: [
              ['iptables', '-I', 'FORWARD', '-i', 'virbr0', '-j', 'ACCEPT'],
              [
                ...['iptables', '-I', 'FORWARD', '-o', 'virbr0', '-m', 'conntrack'],
                ...['--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'],
              ],
            ],
          },
        ],
      },
    ]);
    const outOnly = firewall('DROP', '[9:99] -A FORWARD -i virbr0 -j ACCEPT');
    expect(report({ firewall: outOnly, netSettings }).findings).toMatchObject([
      { title: 'The firewall drops the answers to guests on default' },
    ]);
  });

  it('is told with who wrote the rule, and repaired in their way', () => {
    const docker = firewall('DROP', ':DOCKER-USER - [0:0]', '[0:0] -A FORWARD -j DOCKER-USER', ...forLibvirt);
    const [ofDocker] = report({ firewall: docker }).findings;
    expect(ofDocker?.why).toContain('the policy of chain FORWARD (set by Docker) drops');
    expect(ofDocker?.repairs[0]).toMatchObject({
      commands: [['iptables', '-I', 'DOCKER-USER', '-i', 'br0', '-o', 'br0', '-j', 'ACCEPT']],
      keep: expect.stringContaining('After=docker.service'),
    });
    const ufw = firewall(
      'DROP',
      ':ufw-reject-forward - [0:0]',
      ...forLibvirt,
      '[5:300] -A FORWARD -j ufw-reject-forward',
      '[5:300] -A ufw-reject-forward -j REJECT --reject-with icmp-port-unreachable',
    );
    const [ofUfw] = report({ firewall: ufw }).findings;
    expect(ofUfw?.why).toContain('a rule of ufw in chain ufw-reject-forward drops');
    expect(ofUfw?.repairs[0]).toMatchObject({
      commands: [['ufw', 'route', 'allow', 'in', 'on', 'br0', 'out', 'on', 'br0']],
      lasts: 'both',
      keep: null,
    });
  });

  it('is info where only what somebody listed passes', () => {
    const some = firewall(
      'DROP',
      ...forLibvirt,
      '[0:0] -A FORWARD -i br0 -p tcp -m tcp --dport 443 -j ACCEPT',
    );
    expect(report({ firewall: some }).findings).toMatchObject([{ severity: 'info', repairs: [] }]);
  });

  it('is one finding for each rule that drops, and names the guests it is about', () => {
    const links = [...(host.links ?? []), aTap('vnet2', 'br0')];
    const domains = [
      ...(host.domains ?? []),
      aDomain('app', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet2', mac: '52:54:00:aa:00:03' })]),
    ];
    const one = firewall('ACCEPT', ...forLibvirt, '[4:240] -A FORWARD -m physdev --physdev-in vnet2 -j DROP');
    expect(report({ links, domains, firewall: one }).findings).toMatchObject([
      { subject: ['link:br0', 'vnic:uuid-of-app/52:54:00:aa:00:03'] },
    ]);
  });

  it('is not checked where the rules were not read, not wholly, or can’t be evaluated', () => {
    expect(report({ sources: allSources({ firewall: 'denied' }) }).why).toContain(
      'firewall could not be read',
    );
    const gap = { names: [], others: true };
    const sources = allSources().map((source) =>
      source.name === 'firewall' ? { ...aSource('firewall', 'partial'), gap } : source,
    );
    expect(report({ firewall: firewall('ACCEPT'), sources }).why).toBe(
      'Not all of the firewall’s rules could be read.',
    );
    const unsure = firewall('DROP', ...forLibvirt, '[0:0] -A FORWARD -i br0 -m u32 --u32 0x1 -j ACCEPT');
    expect(report({ firewall: unsure })).toEqual({
      findings: [],
      why: 'A rule decides that Patchbay can’t evaluate: iptables: -A FORWARD -i br0 -m u32 --u32 0x1 -j ACCEPT, 0 packets.',
    });
  });
});
