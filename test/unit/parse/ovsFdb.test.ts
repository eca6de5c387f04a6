import { describe, expect, it } from 'vitest';
import { parseOvsFdb } from '#shared/parse/ovsFdb.ts';
import { ovsFdbEntries } from '#shared/parse/ovsFdbEntries.ts';
import { aSwitch, aSwitchPort } from '../support/ovs.ts';
import { fixture, okValue } from './fixture.ts';

describe('parseOvsFdb', () => {
  it('reads the table as Open vSwitch 3.5 of a Debian 13 printed it', () => {
    expect(okValue(parseOvsFdb(fixture('ovs/fdb.txt')))).toEqual([
      { port: null, vlan: null, mac: 'aa:cd:1b:f7:b4:45', age: 13 },
      { port: 4, vlan: null, mac: 'be:74:f7:d1:be:48', age: 8 },
    ]);
  });

  it('reads VLANs and what was set, and tells what is odd', () => {
    const read = parseOvsFdb(
      ' port  VLAN  MAC                Age\n    2    10  52:54:00:00:00:01  static\n    x  1\n',
    );
    expect(read).toMatchObject({
      ok: true,
      value: [{ port: 2, vlan: 10, mac: '52:54:00:00:00:01', age: null }],
      odd: [{ words: '“x  1”' }],
    });
  });

  it.each(['', 'no such bridge\n'])('takes %j for no table', (text) => {
    expect(parseOvsFdb(text).ok).toBe(false);
  });
});

describe('what a bridge of Open vSwitch has learned', () => {
  const iface = (name: string, ofport: number) => ({
    ...{ name, type: '', options: {}, externalIds: {}, error: null },
    ofport,
  });
  const bridge = aSwitch(
    'ovsbr0',
    aSwitchPort('tap1', { tag: 40, interfaces: [iface('tap1', 1)] }),
    aSwitchPort('bond0', { interfaces: [iface('eno1', 2), iface('eno2', 3)] }),
    aSwitchPort('fake40', { tag: 40, fakeBridge: true }),
  );
  const row = (port: number | null, vlan: number | null = null, age: number | null = 5) => ({
    ...{ port, vlan, age },
    mac: '52:54:00:00:00:01',
  });

  it('stands by the names of its ports: a bond as a whole, a fake bridge’s own, and the host’s as the bridge’s', () => {
    const entries = ovsFdbEntries(bridge, [row(1, 40), row(3), row(null), row(2, null, null), row(9)]);
    expect(
      entries.map(({ link, master, vlan, permanent, age }) => [link, master, vlan, permanent, age]),
    ).toEqual([
      ['tap1', 'fake40', 40, false, 5],
      ['bond0', 'ovsbr0', null, false, 5],
      ['ovsbr0', 'ovsbr0', null, true, 5],
      ['bond0', 'ovsbr0', null, true, undefined],
    ]);
  });
});
