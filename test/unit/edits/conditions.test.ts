import { describe, expect, it } from 'vitest';
import { type Condition, holds, mismatch } from '#shared/ops/condition.ts';
import { findVnic, vnicKey } from '#shared/ops/vnic/vnicKey.ts';
import { aDomain, aNetwork, aShutOffDomain } from '../support/facts.ts';
import { house, mac, OFF, TWINS, WEB } from './support/house.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

const key = (number: number) => ({ mac: mac(number), alias: null, address: null });
const onNet0 = { domain: WEB, vnic: key(1), scope: 'live' } as const;

describe('conditions', () => {
  it.each<[Condition, string]>([
    [{ is: 'port-master', link: 'vnet0', master: 'br0' }, ''],
    [{ is: 'port-master', link: 'loose', master: null }, ''],
    [{ is: 'port-master', link: 'loose', master: 'br0' }, 'loose is not connected to any bridge.'],
    [{ is: 'port-master', link: 'vnet0', master: null }, 'vnet0 is on br0.'],
    [{ is: 'port-master', link: 'gone', master: null }, 'There is no gone.'],
    [{ is: 'vnic-on-bridge', domain: WEB, vnic: key(5), bridge: 'br1' }, ''],
    [{ is: 'vnic-on-bridge', domain: WEB, vnic: key(1), bridge: 'br1' }, 'vnet0 is on br0.'],
    [{ is: 'vnic-on-bridge', domain: WEB, vnic: key(4), bridge: 'br1' }, 'The vNIC has no TAP.'],
    [{ is: 'vnic-source', ...onNet0, target: { kind: 'bridge', bridge: 'br0' } }, ''],
    [
      { is: 'vnic-source', ...onNet0, target: { kind: 'network', network: 'br0' } },
      'The running VM has the vNIC on br0.',
    ],
    [{ is: 'vnic-source', ...onNet0, vnic: key(5), target: { kind: 'network', network: 'hostbr' } }, ''],
    [
      { is: 'vnic-source', ...onNet0, vnic: key(5), target: { kind: 'bridge', bridge: 'br1' } },
      'The running VM has the vNIC on the network hostbr.',
    ],
    [{ is: 'vnic-count', domain: TWINS, scope: 'live', mac: '52:54:00:ff:00:01', count: 2 }, ''],
    [
      { is: 'vnic-count', domain: OFF, scope: 'config', mac: mac(1), count: 1 },
      `The VM’s definition has no vNIC with the MAC ${mac(1)}, not 1.`,
    ],
    [{ is: 'vnic-link', domain: WEB, scope: 'config', vnic: key(5), state: 'down' }, ''],
    [
      { is: 'vnic-link', domain: WEB, scope: 'live', vnic: key(1), state: 'down' },
      'The running VM has the vNIC’s link up.',
    ],
    [
      { is: 'vnic-link', domain: OFF, scope: 'live', vnic: key(1), state: 'up' },
      `The running VM has no vNIC with the MAC ${mac(1)}.`,
    ],
  ])('%j: %s', (condition, words) => {
    expect(mismatch(condition, house())).toBe(words);
    expect(holds(condition, house())).toBe(words === '');
  });
});

it('a card of a pool is on the network that handed it out, whose name its live XML has not got', () => {
  const card = vnic(
    interfaceXml(
      'hostdev',
      `<mac address='${mac(1)}'/>`,
      "<source><address type='pci' domain='0' bus='5' slot='16' function='1'/></source>",
    ),
  );
  const facts = (forward: 'hostdev' | 'nat') =>
    house({
      domains: [aDomain('vm', [card], { uuid: WEB })],
      networks: [aNetwork('pool', { forward })],
    });
  const condition = { is: 'vnic-source', ...onNet0, target: { kind: 'network', network: 'pool' } } as const;
  expect(holds(condition, facts('hostdev'))).toBe(true);
  expect(holds(condition, facts('nat'))).toBe(false);
});

describe('the key of a vNIC', () => {
  const twin = (number: number, alias: string) =>
    vnic(interfaceXml('bridge', `<mac address='${mac(1)}'/>`, `<alias name='${alias}'/>`, slot(number)));

  it('is the MAC where that is enough, so that a restart changes nothing', () => {
    const alone = aDomain('alone', [twin(2, 'net0')], { uuid: WEB });
    const found = vnicKey(alone, twin(2, 'net0'));
    expect(found).toEqual(key(1));
    expect(found && findVnic([twin(7, 'net3')], found)).not.toBeNull();
  });

  it('never takes a twin for the one that is meant', () => {
    const both = aDomain('both', [twin(2, 'net0'), twin(3, 'net1')], { uuid: WEB });
    const meant = vnicKey(both, twin(3, 'net1'));
    if (meant === null) throw new Error('no key');
    expect(findVnic(both.live, meant)?.alias).toBe('net1');
    // Gone, and its alias given to the other.
    expect(findVnic([twin(2, 'net1')], meant)).toBeNull();
    expect(findVnic(both.live, key(1))).toBeNull();
  });

  it('falls back on the alias where no address is told, and gives up without either', () => {
    const bare = (alias: string | null) =>
      vnic(
        interfaceXml(
          'bridge',
          `<mac address='${mac(1)}'/>`,
          ...(alias === null ? [] : [`<alias name='${alias}'/>`]),
        ),
      );
    const both = aDomain('both', [bare('net0'), bare('net1')], { uuid: WEB });
    const meant = vnicKey(both, bare('net1'));
    expect(meant && findVnic(both.live, meant)).toBe(both.live[1]);
    const same = aShutOffDomain('same', [bare(null), bare(null)], { uuid: OFF });
    expect(vnicKey(same, bare(null))).toBeNull();
    expect(vnicKey(same, vnic("<hostdev mode='subsystem' type='pci'/>"))).toBeNull();
  });
});
