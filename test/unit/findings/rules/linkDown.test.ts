import { describe, expect, it } from 'vitest';
import { aBridge, aLink, aPnic, aShutOffDomain } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { inState, lan, lanWith } from '../../support/lan.ts';

const CODE = 'link-down';
const off = { up: false, carrier: false, operState: 'DOWN' };

describe('a link that is disabled', () => {
  it('is an error for who is behind it, and enabled by an edit', () => {
    expect(foundOn(CODE, lanWith({ vnet0: off }))).toMatchObject([
      {
        severity: 'error',
        subject: ['link:vnet0', 'vnic:uuid-of-web/52:54:00:aa:00:01'],
        title: 'The TAP vnet0 is disabled',
        evidence: ['ip link: vnet0 is not UP (state DOWN)'],
        repairs: [{ edit: { kind: 'link-set', link: 'link:vnet0', state: 'up' } }],
      },
    ]);
    expect(toldOn(CODE, lanWith({ br0: off }))).toEqual(['error: The bridge br0 is disabled']);
    const [card] = foundOn(CODE, lanWith({ eno1: off }));
    expect(card?.why).toContain('db and web and the host itself');
  });

  it('is a warning where another uplink works', () => {
    const second = aPnic('eno2', 'br0', inState('forwarding'));
    const [card] = foundOn(CODE, lanWith({ eno1: off }, second));
    expect(card).toMatchObject({
      severity: 'warning',
      subject: ['link:eno1', expect.anything(), expect.anything()],
    });
    expect(card?.why).toContain('only eno2 still leads out');
  });

  it('is one finding with what sits on it', () => {
    const lower = { name: 'eno2', ifindex: null, netnsId: null };
    const vlan = aLink('eno2.5', {
      ...off,
      infoKind: 'vlan',
      vlan: { id: 5, protocol: '802.1Q' },
      lower,
      master: 'br0',
    });
    const links = [...lan.links.filter(({ name }) => name !== 'eno1'), aPnic('eno2', null, off), vlan];
    expect(foundOn(CODE, { ...lan, links }).map(({ subject: [first] }) => first)).toEqual(['link:eno2']);
  });

  it('is nothing where nobody is behind it: a spare card, an idle bridge, a VM that is off', () => {
    expect(toldOn(CODE, lanWith({}, aPnic('eno2', null, off), aBridge('br9', off)))).toEqual([]);
    const domains = lan.domains.map(({ name, defined }) => aShutOffDomain(name, defined));
    expect(toldOn(CODE, { ...lanWith({ vnet0: off }), domains })).toEqual([]);
  });
});
