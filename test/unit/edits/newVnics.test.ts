import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { judgeTarget } from '#shared/edits/targets.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, vmId } from '#shared/topology/model.ts';
import { aDomain, aLink, aShutOffDomain, aTap } from '../support/facts.ts';
import { house, OFF, WEB } from './support/house.ts';
import { FRESH_MAC, planned, refusalOf, xmlOf } from './support/plans.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

type Attach = Extract<Edit, { kind: 'attach' }>;

const attach = (to: string, over: Partial<Attach> = {}): Attach => ({
  kind: 'attach',
  vm: vmId(WEB),
  to: linkId(to),
  ...over,
});

function withLinks(...links: readonly Link[]): HostSnapshot {
  return house({ links: [...house().links, ...links] });
}

const unheld = { carrier: false, tun: { type: 'tap', persist: true, user: null } } as const;

/** The house with a TAP on br1 and one on no bridge, which nobody holds. */
function withTaps(over: Partial<Link> = {}): HostSnapshot {
  const free = { ...unheld, ...over };
  return withLinks({ ...aTap('tap8', 'br1'), ...free }, { ...aTap('tap9', null), ...free });
}

const card = aLink('enp9s0', { parentBus: 'pci', up: true, carrier: true });

describe('a vNIC on a TAP that is there', () => {
  it('is given to libvirt as one that it does not manage, and its bridge is looked at', () => {
    const plan = planned(withTaps(), attach('tap8'));
    expect(xmlOf(plan, 0)).toBe(
      `<interface type='ethernet'><mac address='${FRESH_MAC}'/><model type='virtio'/><target dev='tap8' managed='no'/></interface>`,
    );
    expect(plan.steps[0]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-on-bridge', bridge: 'br1' }),
    );
    expect(plan.effects.join(' ')).toContain('tap8 is on br1 and stays there');
  });

  it('that is loose is on no bridge, and is told so; one that is down as well', () => {
    const plan = planned(withTaps({ up: false }), attach('tap9'));
    expect(plan.effects.join(' ')).toContain('not connected to any bridge');
    expect(plan.warnings.join(' ')).toContain('tap9 is down');
    expect(plan.steps[0]?.expects.map(({ is }) => is)).not.toContain('vnic-on-bridge');
  });

  it('warns where the definition of another VM names it', () => {
    const xml = interfaceXml(
      'ethernet',
      "<mac address='52:54:00:ee:00:09'/>",
      "<target dev='tap9' managed='no'/>",
      slot(2),
    );
    const other = aShutOffDomain('other', [vnic(xml)], { uuid: '9'.repeat(8) });
    const host = withTaps();
    const plan = planned({ ...host, domains: [...host.domains, other] }, attach('tap9'));
    expect(plan.warnings.join(' ')).toContain('The definition of other also names tap9');
  });

  it('is refused on a TAP that is another vNIC’s, is held, or has a name of libvirt’s', () => {
    expect(refusalOf(house(), attach('vnet3')).why).toMatch(/the TAP of twins’s net0/);
    const held = house({ tapHolders: [{ link: 'loose', pid: 4711 }] });
    expect(refusalOf(held, attach('loose')).why).toContain('held open by the process 4711');
    expect(refusalOf(withLinks({ ...aTap('vnet99', null), ...unheld }), attach('vnet99')).why).toContain(
      'libvirt uses names like',
    );
    expect(refusalOf(house(), attach('tun0')).why).toContain('not a bridge or a network');
  });

  it('has no mode', () => {
    expect(refusalOf(withTaps(), attach('tap9', { mode: 'bridge' })).why).toContain(
      'A mode applies only to a macvtap',
    );
    expect(refusalOf(house(), attach('br1', { mode: 'vepa' })).why).toContain(
      'A mode applies only to a macvtap',
    );
  });
});

describe('a vNIC by macvtap', () => {
  it.each(['bridge', 'vepa', 'private', 'passthrough'] as const)(
    'is given to libvirt in the mode %s',
    (mode) => {
      const plan = planned(withLinks(card), attach('enp9s0', { mode, vm: vmId(OFF) }));
      expect(xmlOf(plan, 0)).toContain(`<interface type='direct'>`);
      expect(xmlOf(plan, 0)).toContain(`<source dev='enp9s0' mode='${mode}'/>`);
      expect(plan.warnings.join(' ')).toContain('this host and the guest can’t reach each other');
    },
  );

  it('is in the mode bridge where none is given, and dropped there too', () => {
    expect(xmlOf(planned(withLinks(card), attach('enp9s0')), 0)).toContain("mode='bridge'");
    const topology = buildTopology(withLinks(card), 1);
    expect(judgeTarget(topology, { kind: 'socket', vm: vmId(WEB) }, linkId('enp9s0'))).toEqual({ ok: true });
    expect(judgeTarget(topology, { kind: 'socket', vm: vmId(WEB) }, linkId('enp3s0')).ok).toBe(false);
  });

  it('is refused on a port, beside one in passthrough, and in passthrough on what is in use', () => {
    expect(refusalOf(house(), attach('enp3s0')).why).toContain('enp3s0 is a port of br0');
    const upper = (mode: string) =>
      aLink('macvtap9', {
        infoKind: 'macvtap',
        macvlanMode: mode,
        lower: { name: 'enp9s0', ifindex: null, netnsId: null },
      });
    expect(refusalOf(withLinks(card, upper('passthru')), attach('enp9s0')).why).toContain(
      'macvtap9 uses enp9s0 alone',
    );
    const whole = attach('enp9s0', { mode: 'passthrough' });
    expect(refusalOf(withLinks(card, upper('bridge')), whole).why).toContain('macvtap9 uses it');
    expect(planned(withLinks(card, upper('bridge')), attach('enp9s0')).steps).toHaveLength(2);
    const addressed: HostSnapshot = {
      ...withLinks(card),
      addresses: [{ link: 'enp9s0', family: 'inet', address: '10.1.1.1', prefixLength: 24, scope: 'global' }],
    };
    expect(refusalOf(addressed, whole).why).toContain('10.1.1.1/24 is on enp9s0');
    expect(planned(addressed, attach('enp9s0')).steps).toHaveLength(2);
  });

  it('is refused on a card that a VM has to itself, and not for one of its virtual functions', () => {
    const mac = '52:54:00:ee:00:0a';
    const withGuest = (bus: string, carrier: Link) => {
      const pci = `<source><address type='pci' domain='0x0000' bus='0x${bus}' slot='0x00' function='0x0'/></source>`;
      const live = [vnic(interfaceXml('hostdev', `<mac address='${mac}'/>`, pci))];
      const nas = aDomain('nas', live, { uuid: '9'.repeat(8) });
      const host = withLinks(carrier);
      return { ...host, domains: [...host.domains, nas] };
    };
    const whole = { ...card, parentDev: '0000:09:00.0' };
    expect(refusalOf(withGuest('09', whole), attach('enp9s0')).why).toContain('passed through to nas');
    const parted = { ...whole, vfs: [{ index: 0, mac, vlan: null }] };
    expect(planned(withGuest('0a', parted), attach('enp9s0')).steps).toHaveLength(2);
  });

  it('warns of Wi-Fi, and of a link without a carrier', () => {
    const wifi = aLink('wlp2s0', { parentBus: 'pci', up: true, carrier: false });
    const { warnings } = planned(withLinks(wifi), attach('wlp2s0'));
    expect(warnings.join(' ')).toContain('looks like Wi-Fi');
    expect(warnings.join(' ')).toContain('has no carrier');
  });
});
