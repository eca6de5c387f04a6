import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { isLink, linkId } from '#shared/topology/model.ts';
import { aBond, aMember, aSnapshot } from '../support/facts.ts';

function nodeOf(links: readonly Link[], name: string) {
  const node = buildTopology(aSnapshot({ links: [...links] }), 1).nodes.find(({ id }) => id === linkId(name));
  if (!isLink(node)) throw new Error(`no ${name}`);
  return node;
}

const member = (name: string, over: Partial<NonNullable<Link['bondMember']>> = {}, carrier = true) => {
  const made = aMember(name, 'bond0');
  return {
    ...made,
    carrier,
    ...(made.bondMember === undefined ? {} : { bondMember: { ...made.bondMember, ...over } }),
  };
};

describe('a bond’s member', () => {
  it.each([
    ['active', member('enp1s0')],
    ['backup', member('enp2s0')],
    ['down', member('enp2s0', { mii: 'DOWN' })],
    ['down', member('enp2s0', { mii: 'GOING_BACK' })],
    ['down', member('enp2s0', {}, false)],
  ])('of an active-backup bond is %s', (state, link) => {
    expect(nodeOf([aBond('bond0', 'active-backup', { active: 'enp1s0' }), link], link.name).member).toBe(
      state,
    );
  });

  it('is in use in each other mode, but for one that LACP has put into another aggregator', () => {
    const lacp = { aggregator: 1, ports: 1, partner: '00:11:22:33:44:55' };
    const ad = aBond('bond0', '802.3ad', { lacp });
    expect(nodeOf([ad, member('enp1s0', { aggregator: 1 })], 'enp1s0').member).toBe('up');
    const apart = nodeOf([ad, member('enp1s0', { aggregator: 2, partnerState: 0x47 })], 'enp1s0');
    expect(apart.member).toBe('apart');
    expect(Object.fromEntries(apart.details)).toMatchObject({
      'In the bond': 'not aggregated: carries nothing',
      Aggregator: '2; the bond uses 1',
      'LACP partner': 'doesn’t answer',
    });
    expect(nodeOf([aBond('bond0', 'balance-rr'), member('enp1s0')], 'enp1s0').member).toBe('up');
  });

  it('is not aggregated where its partner has stopped answering, as a real kernel tells it', async () => {
    const text = await readFile('test/fixtures/parse/ip-j-d-link-lacp-lost.json', 'utf8');
    const parsed = parseIpLink(text);
    const links = parsed.ok ? parsed.value : [];
    expect(['enp0s5', 'enp0s6'].map((name) => nodeOf(links, name).member)).toEqual(['up', 'apart']);
    expect(nodeOf(links, 'bond0').bond).toMatchObject({ partner: '52:54:00:ab:00:21', lacpRate: 'fast' });
  });

  it('is nothing where its bond is not told', () => {
    expect(nodeOf([member('enp1s0')], 'enp1s0').member).toBeUndefined();
  });
});

describe('a bond', () => {
  it('tells what it is set to, and whom it agrees with', () => {
    const lacp = { aggregator: 1, ports: 2, partner: null };
    const settings = { miimon: '100', updelay: '200' };
    const node = nodeOf([aBond('bond0', '802.3ad', { lacpRate: 'fast', lacp, settings })], 'bond0');
    expect(Object.fromEntries(node.details)).toMatchObject({
      Mode: '802.3ad',
      'Link check': 'every 100 ms (miimon)',
      'LACP rate': 'fast',
      'LACP partner': 'none: nothing at the other end answers',
      'Other settings': 'updelay 200',
    });
    expect(node.bond).toMatchObject({ lacpRate: 'fast', partner: null, active: null });
  });
});
