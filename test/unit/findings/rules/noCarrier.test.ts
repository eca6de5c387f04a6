import { expect, it } from 'vitest';
import { aBond, allSources, aMember, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { inState, lan, lanWith } from '../../support/lan.ts';

const CODE = 'no-carrier';
const unplugged = { carrier: false, operState: 'DOWN' };

it('is an error of the card by which guests and the host go out', () => {
  const [found] = foundOn(CODE, lanWith({ eno1: unplugged }));
  expect(found).toMatchObject({
    severity: 'error',
    title: 'eno1 has no carrier',
    evidence: ['ip link: eno1 is UP with NO-CARRIER (state DOWN)'],
  });
  expect(found?.why).toContain('the way out for db and web and the host itself');
});

it('is nothing where another uplink works: a host may use its cards as a switch', () => {
  expect(toldOn(CODE, lanWith({ eno1: unplugged }, aPnic('eno2', 'br0', inState('forwarding'))))).toEqual([]);
});

it('is nothing of an unused card, a disabled one, a bond’s member, or where the links could not be read', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  expect(toldOn(CODE, lanWith({}, aPnic('eno2', null, unplugged)))).toEqual([]);
  expect(toldOn(CODE, lanWith({ eno1: { ...unplugged, up: false } }))).toEqual([]);
  const bond = { ...aBond('bond0', 'active-backup'), master: 'br0', slaveKind: 'bridge' };
  const members = [aMember('eno1', 'bond0'), aMember('eno2', 'bond0', unplugged)];
  const others = lan.links.filter(({ name }) => name !== 'eno1');
  expect(toldOn(CODE, { ...lan, links: [...others, bond, ...members] })).toEqual([]);
  const sources = allSources({ 'ip-link': 'timed-out' });
  expect(toldOn(CODE, { ...lanWith({ eno1: unplugged }), sources })).toEqual([]);
});
