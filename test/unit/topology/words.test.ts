import { describe, expect, it } from 'vitest';
import { explainTapMac } from '#shared/topology/words.ts';
import { aBridge, aDomain, aLink, anInterface, aTap } from '../support/facts.ts';
import { nodeOf, topologyOf } from '../support/graph.ts';

describe('why a TAP has another MAC than its guest', () => {
  const explain = (tapMac: string, guestMac: string) => {
    const topology = topologyOf({
      links: [aTap('vnet7', 'br0', { mac: tapMac }), aBridge('br0')],
      domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { mac: guestMac, targetDev: 'vnet7' })])],
    });
    return explainTapMac(
      nodeOf(topology, 'tap', 'link:vnet7'),
      nodeOf(topology, 'vnic', `vnic:uuid-of-web/${guestMac}`),
    );
  };

  it('names the bridge as the reason for fe', () => {
    expect(explain('fe:54:00:aa:00:01', '52:54:00:aa:00:01')).toMatch(/changed to fe\..*bridge/);
  });

  it('tells of fa where the guest’s own begins with fe', () => {
    expect(explain('fa:54:00:aa:00:01', 'fe:54:00:aa:00:01')).toContain('changed to fa');
  });

  it('does not credit libvirt with the MAC of a TAP made by hand', () => {
    expect(explain('4a:90:c3:57:e8:12', '52:54:00:aa:00:01')).toContain('its own MAC');
  });

  it('says nothing where the MACs are equal or nobody is behind it', () => {
    const topology = topologyOf({
      links: [aLink('macvtap0', { infoKind: 'macvtap', mac: '52:54:00:aa:00:01' })],
    });
    expect(explainTapMac(nodeOf(topology, 'macvtap', 'link:macvtap0'), null)).toBeNull();
    expect(explain('52:54:00:aa:00:01', '52:54:00:aa:00:01')).toBeNull();
  });
});
