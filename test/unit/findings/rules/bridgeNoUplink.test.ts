import { describe, expect, it } from 'vitest';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aTap, aVeth } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, lanWith } from '../../support/lan.ts';

const CODE = 'bridge-no-uplink';
const cut = lan.links.filter(({ name }) => name !== 'eno1');

describe('a bridge without an uplink', () => {
  it('is an error where the default route leaves by it, and gets the only unused card', () => {
    expect(foundOn(CODE, lanWith({ eno1: { master: null, slaveKind: '', bridgePort: null } }))).toMatchObject(
      [
        {
          severity: 'error',
          subject: ['link:br0'],
          evidence: ['ip link: the ports of br0 are vnet0, vnet1', 'ip route: default dev br0'],
          repairs: [{ edit: { kind: 'move', cable: 'link:eno1', to: 'link:br0' } }],
        },
      ],
    );
  });

  it('gets no card where several are unused', () => {
    const loose = { master: null, slaveKind: '', bridgePort: null };
    const [found] = foundOn(CODE, lanWith({ eno1: loose }, aPnic('eno2', null)));
    expect(found?.repairs).toEqual([]);
  });

  it('is info for VMs that may be meant to be alone', () => {
    expect(foundOn(CODE, { ...lan, links: cut, routes: [] })).toMatchObject([
      { severity: 'info', title: 'br0 has no uplink', repairs: [] },
    ]);
  });

  it('is nothing in networks of libvirt’s own, for containers, without guests, or with a bridge beyond', () => {
    for (const forward of ['nat', 'route', 'isolated'] as const) {
      const networks = [aNetwork('own', { bridge: 'br0', forward, addresses: ['10.0.0.1/24'] })];
      expect(toldOn(CODE, { ...lan, links: cut, routes: [], networks })).toEqual([]);
    }
    expect(
      toldOn(CODE, { links: [aBridge('docker0'), aVeth('veth1', { netnsId: 1 }, { master: 'docker0' })] }),
    ).toEqual([]);
    expect(toldOn(CODE, { links: [aBridge('br9', { carrier: false, operState: 'DOWN' })] })).toEqual([]);
    const pair = [aVeth('a', 'b', { master: 'fwbr' }), aVeth('b', 'a', { master: 'br0' })];
    const behind = {
      ...lan,
      links: [...lan.links, aBridge('fwbr'), aTap('vnet9', 'fwbr'), ...pair],
      domains: [aDomain('fw', [anInterface({ bridge: 'fwbr' }, { targetDev: 'vnet9' })])],
    };
    expect(toldOn(CODE, behind)).toEqual([]);
  });
});
