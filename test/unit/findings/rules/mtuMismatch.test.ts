import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBond, aDomain, aLink, allSources, aMember, anInterface, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { bridgeFacts, inState, inVlan, lan, lanWith, WEB_MAC } from '../../support/lan.ts';

const CODE = 'mtu-mismatch';
const JUMBO = { mtu: 9000 };

/** web’s card was told an MTU by its XML. */
function told(mtu: number, model = 'virtio'): Pick<HostSnapshot, 'domains'> {
  const nic = anInterface({ bridge: 'br0' }, { mac: WEB_MAC, targetDev: 'vnet0', mtu, model });
  return { domains: [aDomain('web', [nic]), ...lan.domains.slice(1)] };
}

describe('a way out that is too narrow', () => {
  it('is a warning for those who may send more than it takes', () => {
    expect(foundOn(CODE, lanWith({ vnet0: JUMBO }))).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:eno1', 'link:br0', `vnic:uuid-of-web/${WEB_MAC}`],
        title: 'eno1 has an MTU of 1500, smaller than what web may send',
        evidence: ['ip link: eno1 mtu 1500', 'ip link: vnet0 mtu 9000'],
        repairs: [{ edit: { kind: 'mtu', link: 'link:eno1', mtu: 9000 } }],
      },
    ]);
  });

  it('goes by what the guest’s card was told, where it was: its TAP takes whatever it sends', () => {
    expect(toldOn(CODE, { ...lanWith({ vnet0: JUMBO }), ...told(1500) })).toEqual([]);
    const [large] = foundOn(CODE, { ...lanWith({ vnet0: JUMBO }), ...told(9000) });
    expect(large?.evidence[1]).toBe(`virsh dumpxml web: <mtu size="9000"/> for ${WEB_MAC}`);
    // Only virtio’s driver is told.
    expect(foundOn(CODE, { ...lanWith({ vnet0: JUMBO }), ...told(1500, 'e1000') })).toHaveLength(1);
  });

  it('is raised from below, where it sits on another link', () => {
    const lower = { name: 'eno2', ifindex: null, netnsId: null };
    const vlan = aLink('eno2.5', {
      infoKind: 'vlan',
      vlan: { id: 5, protocol: '802.1Q' },
      lower,
      ...inState('forwarding'),
    });
    const links = lanWith({ vnet0: JUMBO, eno1: { master: null } }, aPnic('eno2', null), {
      ...vlan,
      master: 'br0',
    });
    expect(foundOn(CODE, links)[0]?.repairs).toMatchObject([
      {
        commands: [
          ['ip', 'link', 'set', 'dev', 'eno2', 'mtu', '9000'],
          ['ip', 'link', 'set', 'dev', 'eno2.5', 'mtu', '9000'],
        ],
      },
    ]);
  });

  it('is nothing for those whose VLANs leave by another uplink', () => {
    const links = lanWith(
      { br0: bridgeFacts({ vlanFiltering: true, defaultPvid: 1 }), vnet0: JUMBO },
      aPnic('eno2', 'br0', { ...inState('forwarding'), ...JUMBO }),
    );
    const portVlans = {
      br0: [inVlan(1, 'native')],
      eno1: [inVlan(1, 'native')],
      eno2: [inVlan(20)],
      vnet0: [inVlan(20, 'native')],
      vnet1: [inVlan(1, 'native')],
    };
    expect(toldOn(CODE, { ...links, portVlans })).toEqual([]);
    expect(
      toldOn(CODE, { ...links, portVlans: { ...portVlans, vnet0: [inVlan(1, 'native'), inVlan(20)] } }),
    ).toHaveLength(1);
  });

  it('may be a tunnel’s: what it adds has to fit through the link below', () => {
    const vxlan = aLink('vx7', {
      ...{ infoKind: 'vxlan', master: 'br0', mtu: 1500, ...inState('forwarding') },
      vxlan: { vni: 7, remote: '10.0.0.9', port: 4789 },
      lower: { name: 'eno2', ifindex: null, netnsId: null },
    });
    const [tight] = foundOn(CODE, lanWith({ eno1: { master: null } }, vxlan, aPnic('eno2', null)));
    expect(tight?.title).toBe('The tunnel vx7 doesn’t fit through eno2');
    expect(tight?.repairs).toMatchObject([{ edit: { kind: 'mtu', link: 'link:eno2', mtu: 1550 } }]);
    expect(
      toldOn(CODE, lanWith({ eno1: { master: null } }, vxlan, aPnic('eno2', null, { mtu: 1550 }))),
    ).toEqual([]);
  });
});

describe('a TAP that hands less to its guest than is sent to it', () => {
  it('is a warning where the bridge and others on it are set to more', () => {
    const jumbo = lanWith({ br0: JUMBO, eno1: JUMBO, vnet1: JUMBO });
    expect(foundOn(CODE, jumbo)).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:vnet0', 'link:br0', `vnic:uuid-of-web/${WEB_MAC}`],
        title: 'web’s net0: its TAP has a smaller MTU than br0',
        repairs: [{ edit: { kind: 'mtu', link: 'link:vnet0', mtu: 9000 } }],
      },
    ]);
    expect(toldOn(CODE, { ...jumbo, ...told(1500) })).toEqual([]);
  });

  it('is a warning where the guest’s card was told more', () => {
    expect(foundOn(CODE, { ...lanWith({ eno1: JUMBO }), ...told(9000) })).toMatchObject([
      {
        severity: 'warning',
        title: 'web’s net0: its TAP has a smaller MTU than the guest’s card',
        evidence: [`virsh dumpxml web: <mtu size="9000"/> for ${WEB_MAC}`, 'ip link: vnet0 mtu 1500'],
        repairs: [{ edit: { kind: 'mtu', link: 'link:vnet0', mtu: 9000 } }],
      },
    ]);
  });
});

describe('the host’s own frames', () => {
  it('are too large where its bridge is set to more than its uplink', () => {
    expect(foundOn(CODE, lanWith({ br0: JUMBO }))).toMatchObject([
      {
        title: 'br0 has a larger MTU than its uplink',
        repairs: [{ edit: { kind: 'mtu', link: 'link:br0', mtu: 1500 } }],
      },
    ]);
    expect(toldOn(CODE, { ...lanWith({ br0: JUMBO }), addresses: [] })).toEqual([]);
  });

  it('may be lost at a bond’s member', () => {
    const bond = { ...aBond('bond0', 'active-backup'), ...JUMBO };
    const members = [aMember('eno2', 'bond0', JUMBO), aMember('eno3', 'bond0')];
    const address = {
      link: 'bond0',
      family: 'inet',
      address: '10.0.0.2',
      prefixLength: 24,
      scope: 'global',
    } as const;
    const found = foundOn(CODE, { links: [bond, ...members], addresses: [address] });
    expect(found).toMatchObject([
      {
        subject: ['link:bond0', 'link:eno3'],
        repairs: [{ commands: [['ip', 'link', 'set', 'dev', 'eno3', 'mtu', '9000']] }],
      },
    ]);
    expect(toldOn(CODE, { links: [bond, ...members] })).toEqual([]);
  });
});

it('is nothing where all agree, one is never used by guests, or links could not be read', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  const all: Readonly<Record<string, Partial<Link>>> = {
    br0: JUMBO,
    eno1: JUMBO,
    vnet0: JUMBO,
    vnet1: JUMBO,
  };
  expect(toldOn(CODE, { ...lanWith(all), domains: [...told(9000).domains] })).toEqual([]);
  // A bridge for storage alone, beside one with an MTU of 1500.
  const storage = [aPnic('eno2', 'br0', { ...JUMBO, ...inState('forwarding') })];
  expect(toldOn(CODE, lanWith({}, ...storage))).toEqual([]);
  const sources = allSources({ 'ip-link': 'failed' });
  expect(toldOn(CODE, { ...lanWith({ vnet0: JUMBO }), sources })).toEqual([]);
});
