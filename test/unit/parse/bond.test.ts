import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseIpLink } from '#shared/parse/ipLink.ts';

/** The one link that `ip -j -d link` prints so. */
function one(linkinfo: object) {
  const parsed = parseIpLink(JSON.stringify([{ ifindex: 9, ifname: 'x', flags: [], linkinfo }]));
  return parsed.ok ? parsed.value[0] : undefined;
}

/** What a real kernel (6.12, iproute2 6.15) printed on the machine. */
async function recorded(name: string) {
  const parsed = parseIpLink(await readFile(`test/fixtures/parse/${name}`, 'utf8'));
  return new Map((parsed.ok ? parsed.value : []).map((link) => [link.name, link]));
}

describe('bonds of a real kernel', () => {
  it('are read with their members and their active one; what a new bond has counts as not set', async () => {
    const links = await recorded('ip-j-d-s-link-active-backup.json');
    expect(links.get('bond1')).toMatchObject({
      bondMode: 'active-backup',
      bond: { active: 'enp0s5', settings: { miimon: '100' } },
    });
    expect(links.get('enp0s5')?.bondMember).toMatchObject({ isActive: true, mii: 'UP', failures: 0 });
    expect(links.get('enp0s6')?.bondMember).toMatchObject({ isActive: false, aggregator: null });
  });

  it('are read with LACP, and VLANs on them with their flags', async () => {
    const links = await recorded('ip-j-d-link-lacp-lost.json');
    expect(links.get('bond0')?.bond).toMatchObject({
      settings: { miimon: '100', xmit_hash_policy: 'layer3+4', lacp_rate: 'fast' },
      lacp: { aggregator: 1, ports: 2, partner: '52:54:00:ab:00:21' },
    });
    expect(links.get('enp0s6')?.bondMember).toMatchObject({
      isActive: false,
      aggregator: 1,
      partnerState: 55,
    });
    expect(links.get('bond0.20')?.vlan).toEqual({ id: 20, protocol: '802.1Q' });
    expect(links.get('qq')?.vlan?.flags).toEqual({ gvrp: 'on', loose_binding: 'on' });
  });
});

// Hand-written after iproute2's ip/iplink_bond.c and ip/iplink_bond_slave.c.
describe('a bond', () => {
  it('is read with its active member and whatever was set otherwise than on a new one', () => {
    const info_data = {
      mode: 'active-backup',
      active_slave: 'enp1s0',
      miimon: 100,
      updelay: 0,
      use_carrier: 1,
      arp_interval: 0,
      arp_ip_target: ['192.0.2.1', '192.0.2.2'],
      arp_validate: null,
      primary: 'enp1s0',
      num_peer_notif: 3,
      xmit_hash_policy: 'layer2',
      ad_lacp_rate: 'slow',
    };
    expect(one({ info_kind: 'bond', info_data })).toMatchObject({
      bondMode: 'active-backup',
      bond: {
        active: 'enp1s0',
        settings: {
          miimon: '100',
          arp_ip_target: '192.0.2.1,192.0.2.2',
          primary: 'enp1s0',
          num_grat_arp: '3',
        },
      },
    });
  });

  it('is read with the switch that it agrees with, where one has answered', () => {
    const ad_info = { aggregator: 2, num_ports: 1, actor_key: 9, partner_key: 1 };
    const lacpOf = (partner_mac: string) =>
      one({ info_kind: 'bond', info_data: { mode: '802.3ad', ad_info: { ...ad_info, partner_mac } } })?.bond
        ?.lacp;
    expect(lacpOf('52:54:00:00:00:01')).toEqual({ aggregator: 2, ports: 1, partner: '52:54:00:00:00:01' });
    expect(lacpOf('00:00:00:00:00:00')?.partner).toBeNull();
  });

  it('tells of its member', () => {
    const info_slave_data = {
      state: 'BACKUP',
      mii_status: 'GOING_DOWN',
      link_failure_count: 2,
      perm_hwaddr: '52:54:00:00:00:05',
      queue_id: 0,
      ad_aggregator_id: 1,
      ad_actor_oper_port_state: 61,
      ad_partner_oper_port_state: 63,
    };
    expect(one({ info_slave_kind: 'bond', info_slave_data })?.bondMember).toEqual({
      isActive: false,
      mii: 'GOING_DOWN',
      failures: 2,
      permanentMac: '52:54:00:00:00:05',
      aggregator: 1,
      partnerState: 63,
    });
    expect(one({ info_slave_kind: 'bond' })?.bondMember).toMatchObject({ mii: '', aggregator: null });
  });
});

describe('a VLAN', () => {
  it('is read with the flags that a new one has otherwise', () => {
    const vlanOf = (flags: unknown) =>
      one({ info_kind: 'vlan', info_data: { protocol: '802.1ad', id: 30, flags } })?.vlan;
    expect(vlanOf(['REORDER_HDR'])).toEqual({ id: 30, protocol: '802.1ad' });
    expect(vlanOf(['GVRP', 'LOOSE_BINDING'])).toEqual({
      id: 30,
      protocol: '802.1ad',
      flags: { reorder_hdr: 'off', gvrp: 'on', loose_binding: 'on' },
    });
    expect(vlanOf(undefined)).toEqual({ id: 30, protocol: '802.1ad' });
  });
});
