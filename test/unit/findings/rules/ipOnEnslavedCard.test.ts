import { expect, it } from 'vitest';
import { allSources } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan } from '../../support/lan.ts';

const CODE = 'ip-on-enslaved-card';
const onCard = { ...lan.addresses[0], link: 'eno1' };
const byCard = { ...lan.routes[0], link: 'eno1', metric: 50 };

it('is an error, and the address moves without who is logged in by it being cut off', () => {
  expect(foundOn(CODE, { ...lan, addresses: [onCard], routes: [byCard] })).toMatchObject([
    {
      severity: 'error',
      title: 'eno1 has an IP address although it’s a port of br0',
      evidence: ['ip addr: 192.168.1.2/24 on eno1, which has master br0'],
      repairs: [
        {
          commands: [
            ['ip', 'addr', 'add', '192.168.1.2/24', 'dev', 'br0'],
            ['ip', '-4', 'route', 'replace', 'default', 'via', '192.168.1.1', 'dev', 'br0', 'metric', '50'],
            ['ip', 'addr', 'del', '192.168.1.2/24', 'dev', 'eno1'],
          ],
        },
      ],
    },
  ]);
});

it('is a warning where the bridge has the same address already: only the card’s goes', () => {
  expect(foundOn(CODE, { ...lan, addresses: [onCard, lan.addresses[0]] })).toMatchObject([
    {
      severity: 'warning',
      repairs: [{ commands: [['ip', 'addr', 'del', '192.168.1.2/24', 'dev', 'eno1']] }],
    },
  ]);
});

it('is nothing of the address that every link gives itself, and not judged where none could be read', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  const own = { link: 'eno1', family: 'inet6', address: 'fe80::1', prefixLength: 64, scope: 'link' } as const;
  expect(toldOn(CODE, { ...lan, addresses: [...lan.addresses, own] })).toEqual([]);
  expect(toldOn(CODE, { ...lan, addresses: [onCard], sources: allSources({ 'ip-addr': 'denied' }) })).toEqual(
    [],
  );
});
