import { hashesFlows } from '#shared/host/bondSettings.ts';
import { activeMember } from '../kernel/bond.ts';
import type { DemoLink, Device, Homelab } from '../model.ts';
import { hasCarrier } from './linkState.ts';

type Json = Record<string, unknown>;

/** The switch at the other end of the bonds, which speaks LACP. */
const SWITCH = '90:e2:ba:11:73:f4';

/** `info_data` of a bond, in the order of iproute2's iplink_bond.c; of its settings those that the demo knows. */
export function bondData(
  lab: Homelab,
  link: DemoLink,
  { mode, settings }: Extract<Device, { kind: 'bond' }>,
): Json {
  const members = lab.links.filter((member) => member.master === link.name);
  const active = activeMember(lab, link);
  const living = members.filter((member) => hasCarrier(lab, member));
  return {
    mode,
    ...(active === null ? {} : { active_slave: active }),
    miimon: Number(settings.miimon ?? 0),
    updelay: 0,
    downdelay: 0,
    use_carrier: 1,
    arp_interval: 0,
    arp_validate: null,
    arp_all_targets: 'any',
    primary_reselect: 'always',
    fail_over_mac: 'none',
    xmit_hash_policy: settings.xmit_hash_policy ?? 'layer2',
    resend_igmp: 1,
    all_slaves_active: 0,
    min_links: 0,
    lp_interval: 1,
    ...(mode === '802.3ad' ? aggregation(settings.lacp_rate ?? 'slow', living.length) : {}),
    ...(hashesFlows(mode) ? { tlb_dynamic_lb: 1 } : {}),
  };
}

function aggregation(rate: string, ports: number): Json {
  return {
    ad_lacp_active: 'on',
    ad_lacp_rate: rate,
    ad_select: 'stable',
    ad_info: {
      aggregator: 1,
      num_ports: ports,
      actor_key: 15,
      partner_key: 1,
      partner_mac: ports === 0 ? '00:00:00:00:00:00' : SWITCH,
    },
  };
}

/** `info_slave_data` of a bond's member, as iproute2's iplink_bond_slave.c prints it. */
export function bondMember(lab: Homelab, link: DemoLink, bond: DemoLink): Json {
  const active = activeMember(lab, bond);
  const isBackup =
    bond.device.kind === 'bond' && bond.device.mode === 'active-backup' && active !== link.name;
  const isLacp = bond.device.kind === 'bond' && bond.device.mode === '802.3ad';
  return {
    state: isBackup ? 'BACKUP' : 'ACTIVE',
    mii_status: hasCarrier(lab, link) ? 'UP' : 'DOWN',
    link_failure_count: 0,
    perm_hwaddr: link.ownMac ?? link.mac,
    queue_id: 0,
    ...(isLacp ? { ad_aggregator_id: 1, ad_actor_oper_port_state: 61, ad_partner_oper_port_state: 61 } : {}),
  };
}
