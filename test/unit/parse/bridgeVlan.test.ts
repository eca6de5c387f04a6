import { describe, expect, it } from 'vitest';
import { parseBridgeVlan } from '#shared/parse/bridgeVlan.ts';
import { fixture, okValue } from './fixture.ts';

describe('parseBridgeVlan', () => {
  it('reads ranges and flags of ports, and of bridges themselves, as a Debian 12 printed them', () => {
    const plain = { pvid: false, untagged: false };
    expect(okValue(parseBridgeVlan(fixture('bridge-j-compressvlans-vlan.json')))).toEqual({
      br0: [
        { first: 1, last: 1, pvid: true, untagged: true },
        { first: 10, last: 10, ...plain },
      ],
      br1: [{ first: 1, last: 1, pvid: true, untagged: true }],
      br2: [{ first: 1, last: 1, pvid: true, untagged: true }],
      tap7: [
        { first: 10, last: 10, pvid: true, untagged: true },
        { first: 20, last: 29, ...plain },
      ],
    });
  });

  it('passes over what is no VLAN, and over a row without an interface', () => {
    const vlans = [
      { vlan: 0 },
      { vlan: 4095 },
      { vlan: '7' },
      { vlan: 9, vlanEnd: 8 },
      { vlanEnd: 8 },
      'x',
      { vlan: 7 },
    ];
    expect(okValue(parseBridgeVlan(JSON.stringify([{ vlans }, { ifname: 'vnet0', vlans }])))).toEqual({
      vnet0: [{ first: 7, last: 7, pvid: false, untagged: false }],
    });
  });

  it('says that no output is no list of VLANs', () => {
    expect(parseBridgeVlan('').ok).toBe(false);
  });
});
