import { describe, expect, it } from 'vitest';
import { noNetSettings } from '#shared/host/netSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { okValue } from '../../parse/fixture.ts';
import { aBridge, aDomain, anInterface, aPnic, aTap } from '../../support/facts.ts';
import { foundOn } from '../../support/foundOn.ts';

const MASQUERADE = '-A POSTROUTING -s 10.10.10.0/24 -o vmbr0 -j MASQUERADE';

function firewall(policy: 'ACCEPT' | 'DROP', nat: string, ...rules: readonly string[]) {
  const filter = ['*filter', `:FORWARD ${policy} [7:420]`, ...rules, 'COMMIT'];
  const text = [...filter, '*nat', ':POSTROUTING ACCEPT [0:0]', nat, 'COMMIT'].join('\n');
  return { chains: okValue(parseIptablesSave(text, 'ip', 'iptables')) };
}

/** vmbr1 as Proxmox VE’s manual has it for NAT: no port but the guests’, an address, and a rule of one’s own. */
const host: Partial<HostSnapshot> = {
  links: [aBridge('vmbr0'), aPnic('eno1', 'vmbr0'), aBridge('vmbr1'), aTap('vnet0', 'vmbr1')],
  addresses: [
    { link: 'vmbr0', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' },
    { link: 'vmbr1', family: 'inet', address: '10.10.10.1', prefixLength: 24, scope: 'global' },
  ],
  routes: [{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'vmbr0', metric: 0 }],
  domains: [aDomain('web', [anInterface({ bridge: 'vmbr1' }, { targetDev: 'vnet0' })])],
  netSettings: { ...noNetSettings, forwardsIpv4: true },
  firewall: firewall('ACCEPT', MASQUERADE),
};
const subject = ['link:vmbr1', 'vnic:uuid-of-web/52:54:00:aa:00:01'];

describe('a bridge that the host does NAT for by a rule of somebody’s own', () => {
  it('has nothing wrong with it', () => {
    expect(foundOn('bridge-no-uplink', host)).toEqual([]);
    expect(foundOn('forward-drop', host)).toEqual([]);
    expect(foundOn('ip-forward-off', host)).toEqual([]);
  });

  it('is cut off where the firewall drops what is forwarded', () => {
    expect(foundOn('forward-drop', { ...host, firewall: firewall('DROP', MASQUERADE) })).toMatchObject([
      {
        severity: 'error',
        subject,
        evidence: ['iptables: chain FORWARD of table filter has policy DROP, 7 packets'],
        repairs: [{ label: 'Let the guests of vmbr1 pass' }],
      },
    ]);
    const meant = firewall(
      'DROP',
      MASQUERADE,
      '-A FORWARD -i vmbr1 -j ACCEPT',
      '-A FORWARD -o vmbr1 -j ACCEPT',
    );
    expect(foundOn('forward-drop', { ...host, firewall: meant })).toEqual([]);
  });

  it('is cut off where the host doesn’t forward', () => {
    const netSettings = { ...noNetSettings, forwardsIpv4: false };
    expect(foundOn('ip-forward-off', { ...host, netSettings })).toMatchObject([
      {
        severity: 'error',
        subject,
        title: 'The host does NAT for vmbr1, but doesn’t forward IPv4',
        evidence: ['sysctl: net.ipv4.ip_forward = 0', `iptables: ${MASQUERADE}`],
        repairs: [{ commands: [['sysctl', '-w', 'net.ipv4.ip_forward=1']] }],
      },
    ]);
  });

  it('is one for guests alone where no rule does NAT for it, whatever is forwarded', () => {
    const others = firewall('DROP', '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE');
    const netSettings = { ...noNetSettings, forwardsIpv4: false };
    expect(foundOn('forward-drop', { ...host, firewall: others })).toEqual([]);
    expect(foundOn('ip-forward-off', { ...host, firewall: others, netSettings })).toEqual([]);
    expect(foundOn('bridge-no-uplink', { ...host, firewall: others })).toMatchObject([
      { severity: 'info', why: expect.stringContaining('nothing beyond, unless this host routes for them.') },
    ]);
  });
});
