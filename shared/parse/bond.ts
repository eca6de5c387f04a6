import {
  type BondSetting,
  type BondSettings,
  bondSettingNames,
  isUsualOfBond,
} from '#shared/host/bondSettings.ts';
import type { BondFacts, BondMemberFacts, LacpFacts } from '#shared/host/link.ts';
import { type JsonObject, numberField, objectField, textField, textsField } from './json.ts';
import { macOrNull } from './mac.ts';

// {"mode":"802.3ad","active_slave":"eth0","miimon":100,"arp_ip_target":["192.0.2.1",null],"arp_validate":null,
//  "xmit_hash_policy":"layer3+4","ad_lacp_rate":"fast","ad_info":{…}}
/** `info_data` of a bond in `ip -j -d link` (iproute2, ip/iplink_bond.c). */
export function readBond(data: JsonObject | null): BondFacts {
  const active = textField(data, 'active_slave');
  const lacp = readLacp(objectField(data, 'ad_info'));
  return {
    miimon: numberField(data, 'miimon') ?? 0,
    hashPolicy: textField(data, 'xmit_hash_policy'),
    lacpRate: textField(data, 'ad_lacp_rate'),
    settings: data === null ? {} : readSettings(data),
    ...(active === null ? {} : { active }),
    ...(lacp === null ? {} : { lacp }),
  };
}

// {"state":"BACKUP","mii_status":"UP","link_failure_count":0,"perm_hwaddr":"52:54:00:00:00:01","ad_aggregator_id":1,
//  "ad_actor_oper_port_state":61,"ad_partner_oper_port_state":61}
/** `info_slave_data` of a bond's member (iproute2, ip/iplink_bond_slave.c). */
export function readBondMember(data: JsonObject | null): BondMemberFacts {
  return {
    isActive: textField(data, 'state') === 'ACTIVE',
    mii: textField(data, 'mii_status') ?? '',
    failures: numberField(data, 'link_failure_count'),
    permanentMac: macOrNull(textField(data, 'perm_hwaddr')),
    aggregator: numberField(data, 'ad_aggregator_id'),
    partnerState: numberField(data, 'ad_partner_oper_port_state'),
  };
}

// {"aggregator":1,"num_ports":2,"actor_key":15,"partner_key":15,"partner_mac":"52:54:00:00:00:01"}
function readLacp(info: JsonObject | null): LacpFacts | null {
  const aggregator = numberField(info, 'aggregator');
  if (aggregator === null) return null;
  const partner = macOrNull(textField(info, 'partner_mac'));
  return {
    aggregator,
    ports: numberField(info, 'num_ports') ?? 0,
    // All zeros: nobody has answered.
    partner: partner === '00:00:00:00:00:00' ? null : partner,
  };
}

/** What is printed by another name than it is set by. */
const PRINTED: { readonly [S in BondSetting]?: string } = {
  lacp_active: 'ad_lacp_active',
  lacp_rate: 'ad_lacp_rate',
  num_grat_arp: 'num_peer_notif',
};

function readSettings(data: JsonObject): BondSettings {
  const own: Record<string, string> = {};
  for (const name of bondSettingNames) {
    const value = wordOf(data, PRINTED[name] ?? name);
    if (value !== null && !isUsualOfBond(name, value)) own[name] = value;
  }
  return own;
}

/** As a command takes it; null where it is absent, or as it is on every new bond. */
function wordOf(data: JsonObject, key: string): string | null {
  const value = data[key];
  if (Array.isArray(value)) return textsField(data, key).join(',') || null;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}
