import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noJournal } from '#electron/engine/history/journal.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { Bench } from './editing.ts';
import { describeInLab, ip, masterOf, until } from './support/lab.ts';
import { uplinkAway, uplinkOnCard } from './support/uplink.ts';
import { intoBridge } from './support/uplinkEdit.ts';

// The card that the host lives on has what a DHCP server and a router lent it, each for a while, and IPv6 that names
// the address to speak from.

const LEASED = '192.168.50.77/24';
const TOLD = '2001:db8:5::10/64';
const STRAIGHT = '2001:db8:6::/64';
const THROUGH = '2001:db8:7::/64';
const SPOKEN = 'fd09::11';

describeInLab('a guarded edit of a card whose addresses are lent', () => {
  let bench: Bench;

  beforeEach(async () => {
    await uplinkOnCard();
    await ip('-n', 'lan', 'addr', 'add', 'fd09::fe/64', 'dev', 'lan0', 'nodad');
    bench = await Bench.open(localHost(), noJournal, { guardSeconds: 3 });
  });

  afterEach(async () => {
    await bench.close();
    await ip('-n', 'lan', 'addr', 'flush', 'dev', 'lan0', 'to', 'fd09::fe/64');
    await uplinkAway();
    await rm('/run/patchbay', { recursive: true, force: true });
  });

  const onCard = (...words: string[]) => ip(...words, 'dev', 'enp3s0');

  test('lends them again for the rest of their time when it takes it back', async () => {
    const lifetime = ['valid_lft', '3600', 'preferred_lft', '1800'];
    await onCard('addr', 'add', LEASED, 'brd', '+', ...lifetime);
    await onCard('addr', 'add', TOLD, ...lifetime, 'mngtmpaddr', 'nodad');
    const told = ['proto', 'ra', 'metric', '1024', 'expires', '1800'];
    await onCard('-6', 'route', 'add', 'default', 'via', 'fe80::1', ...told);
    await onCard('-6', 'route', 'add', STRAIGHT, ...told);
    // systemd-networkd sets those that lead through a router by next hops of their own.
    await onCard('-6', 'nexthop', 'add', 'id', '70', 'via', 'fe80::1');
    await ip('-6', 'route', 'add', THROUGH, 'nhid', '70', ...told);

    expect(await bench.apply(intoBridge)).toMatchObject({ outcome: 'reverted' });

    expect(await masterOf('enp3s0')).toBeNull();
    for (const address of [LEASED, TOLD]) {
      const shown = await onCard('-o', 'addr', 'show', 'to', address.replace(/\/.*/, ''));
      const [, valid, preferred] = /valid_lft (\d+)sec preferred_lft (\d+)sec/.exec(shown) ?? [];
      expect(Number(valid), shown).toBeGreaterThan(3400);
      expect(Number(valid)).toBeLessThan(3600);
      expect(Number(preferred)).toBeLessThan(1800);
      expect(shown.includes('mngtmpaddr')).toBe(address === TOLD);
    }
    for (const told of ['default', THROUGH, STRAIGHT]) {
      expect(await onCard('-6', 'route', 'show', told)).toMatch(/ proto ra metric 1024 expires 1\d{3}sec/);
    }
    expect(await onCard('-4', 'addr', 'show', 'to', '192.168.50.10')).toContain('valid_lft forever');
  });

  test('takes along, and back, an IPv6 route that names its source, which must not be in doubt', async () => {
    await onCard('addr', 'add', `${SPOKEN}/64`);
    await until('it is nobody else’s', async () =>
      (await onCard('-6', 'addr', 'show')).includes('tentative') ? null : true,
    );
    await onCard('-6', 'route', 'add', 'default', 'via', 'fd09::fe', 'src', SPOKEN, 'metric', '300');

    expect((await bench.apply(intoBridge)).message).toContain('Nobody confirmed it');

    expect(await onCard('-6', 'route', 'show', 'default')).toContain(`via fd09::fe src ${SPOKEN} metric 300`);
    expect(await masterOf('enp3s0')).toBeNull();
  });
});
