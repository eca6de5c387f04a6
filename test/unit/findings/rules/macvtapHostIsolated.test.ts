import { expect, it } from 'vitest';
import { aDomain, aLink, anInterface, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const CODE = 'macvtap-host-isolated';
const lower = { name: 'eno1', ifindex: null, netnsId: null };

function host(mode: string) {
  const source = { dev: 'eno1', mode };
  return {
    links: [aPnic('eno1', null), aLink('macvtap0', { infoKind: 'macvtap', macvlanMode: mode, lower })],
    addresses: [
      { link: 'eno1', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' } as const,
    ],
    domains: [aDomain('web', [anInterface(source, { targetDev: 'macvtap0' })])],
  };
}

it('is info where the host has its address on the same card', () => {
  expect(foundOn(CODE, host('bridge'))).toMatchObject([
    {
      severity: 'info',
      subject: ['link:eno1', 'vnic:uuid-of-web/52:54:00:aa:00:01'],
      title: 'web and the host can’t reach each other by eno1',
      evidence: ['ip link: macvtap0 is a macvtap on eno1', 'ip addr: 192.168.1.2/24 on eno1'],
    },
  ]);
});

it('is nothing where the card is the guest’s, the host isn’t on it, or has a macvlan of its own there', () => {
  expect(toldOn(CODE, host('passthru'))).toEqual([]);
  expect(toldOn(CODE, { ...host('bridge'), addresses: [] })).toEqual([]);
  const { links, addresses, ...others } = host('bridge');
  const own = aLink('mac0', { infoKind: 'macvlan', macvlanMode: 'bridge', lower });
  const both = [...addresses, ...addresses.map((one) => ({ ...one, link: 'mac0', address: '192.168.1.3' }))];
  expect(toldOn(CODE, { ...others, links: [...links, own], addresses: both })).toEqual([]);
});
