import { expect, it } from 'vitest';
import { aBridge, allSources, aNetwork, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan } from '../../support/lan.ts';

const CODE = 'bridge-no-address';
const address = { family: 'inet', prefixLength: 24, scope: 'global' } as const;

it('is info where the host has an address nowhere', () => {
  expect(foundOn(CODE, { ...lan, addresses: [] })).toMatchObject([
    { severity: 'info', subject: ['link:br0'], title: 'br0 has no IP address' },
  ]);
});

it('is nothing where the host is reached elsewhere', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  const links = [...lan.links, aPnic('eno2', null)];
  expect(
    toldOn(CODE, { ...lan, links, addresses: [{ ...address, link: 'eno2', address: '10.0.0.2' }] }),
  ).toEqual([]);
});

it('is told where only a network of libvirt’s has one, which is for guests', () => {
  const links = [...lan.links, aBridge('virbr0')];
  const networks = [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })];
  const addresses = [{ ...address, link: 'virbr0', address: '192.168.122.1' }];
  expect(toldOn(CODE, { ...lan, links, networks, addresses })).toEqual(['info: br0 has no IP address']);
});

it('is nothing of a bridge for guests alone, and not judged where no address could be read', () => {
  const alone = lan.links.filter(({ name }) => name !== 'eno1');
  expect(toldOn(CODE, { ...lan, links: alone, addresses: [] })).toEqual([]);
  expect(toldOn(CODE, { ...lan, addresses: [], sources: allSources({ 'ip-addr': 'failed' }) })).toEqual([]);
});
