import { describe, expect, it } from 'vitest';
import { faultOf, findingsAbout, headsOf } from '#shared/findings/about.ts';
import { findingKey } from '#shared/findings/finding.ts';
import { searchFindings } from '#shared/findings/search.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { aHouse, off0, web0, web1 } from '../renderer/support.ts';
import { aFinding } from '../support/findings.ts';

const house = aHouse();
const cable = aFinding(
  [web0, `backs:${web0}→link:vnet0`],
  'error',
  'web’s net0: not connected to any bridge',
);
const network = aFinding(['network:default'], 'warning', 'Network default has no DHCP');
const twice = aFinding([web1, off0, 'link:br0'], 'warning', 'web and off have one MAC');
const all = [cable, network, twice];

describe('findingsAbout', () => {
  it.each([
    ['a vNIC', web0, [cable]],
    ['the TAP behind it', 'link:vnet0', [cable]],
    ['the edge between them', `backs:${web0}→link:vnet0`, [cable]],
    ['its VM, with those of its other vNICs', 'vm:uuid-of-web', [cable, twice]],
    ['a bridge, with the network that it backs', 'link:virbr0', [network]],
    ['what is only on the way', 'link:br0', [twice]],
    ['what has none', 'link:enp3s0', []],
    ['what is gone', 'link:vnet99', []],
  ])('has those of %s', (_, id, found) => {
    expect(findingsAbout(house, all, id)).toEqual(found);
  });
});

describe('headsOf', () => {
  it('has the first and others of its kind, and not what lies on the way', () => {
    expect(headsOf(twice, graphOf(house).nodes)).toEqual([web1, off0]);
    expect(headsOf(aFinding(['link:gone', web0]), graphOf(house).nodes)).toEqual(['link:gone']);
  });
});

describe('faultOf', () => {
  it('leaves out the name of what it is about', () => {
    expect(faultOf(cable, house)).toBe('Not connected to any bridge');
    expect(faultOf(network, house)).toBe('Network default has no DHCP');
  });
});

describe('findingKey', () => {
  it('is the same after a restart of the VM, whatever its TAP is called then', () => {
    const again = aFinding([web0, 'link:vnet31', `backs:${web0}→link:vnet31`]);
    expect(findingKey(again)).toBe(findingKey(cable));
    expect(findingKey(again)).not.toContain('vnet');
  });
});

describe('searchFindings', () => {
  it.each([
    ['connected bridge', [cable]],
    ['LIBVIRT-record', all],
    ['br0', [twice]],
    ['dhcp default', [network]],
    ['connected dhcp', []],
    ['', []],
  ])('finds by title, code and name: “%s”', (typed, found) => {
    expect(searchFindings(house, all, typed)).toEqual(found);
  });
});
