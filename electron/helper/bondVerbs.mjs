// @ts-check
import { isAddress, isLinkName, isMac, isNewName, isNumber, isOneOf, isOnOff } from './fields.mjs';

const modes = [
  ...['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'],
];
const validations = [...['none', 'active', 'backup', 'all', 'filter', 'filter_active', 'filter_backup']];

/** @param {unknown} value up to 16 addresses to ask, with commas between them */
function isTargets(value) {
  if (typeof value !== 'string') return false;
  const targets = value.split(',');
  return targets.length <= 16 && targets.every(isAddress);
}

const link = { field: 'link', isValid: isLinkName };
const name = { field: 'name', isValid: isNewName };
const member = { field: 'member', isValid: isLinkName };
const mode = { field: 'mode', isValid: isOneOf(...modes) };
const mac = { maybe: ['address', { field: 'mac', isValid: isMac }] };
/** Milliseconds. */
const time = isNumber(0, 2 ** 31 - 1);
const isBit = isNumber(0, 1);

/** @param {string} word @param {(value: unknown) => boolean} isValid */
function setting(word, isValid) {
  return { maybe: [word, { field: word, isValid }] };
}

/** In the order of `shared/host/bondSettings.ts`; their ranges are the kernel's (drivers/net/bonding/bond_options.c). */
const settings = [
  setting('miimon', time),
  setting('updelay', time),
  setting('downdelay', time),
  setting('peer_notify_delay', time),
  setting('use_carrier', isBit),
  setting('arp_interval', time),
  setting('arp_missed_max', isNumber(1, 255)),
  setting('arp_ip_target', isTargets),
  setting('ns_ip6_target', isTargets),
  setting('arp_validate', isOneOf(...validations)),
  setting('arp_all_targets', isOneOf('any', 'all')),
  setting('primary', isLinkName),
  setting('primary_reselect', isOneOf('always', 'better', 'failure')),
  setting('fail_over_mac', isOneOf('none', 'active', 'follow')),
  setting(
    'xmit_hash_policy',
    isOneOf('layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'),
  ),
  setting('resend_igmp', isNumber(0, 255)),
  setting('num_grat_arp', isNumber(0, 255)),
  setting('all_slaves_active', isBit),
  setting('min_links', time),
  setting('lp_interval', isNumber(1, 2 ** 31 - 1)),
  setting('packets_per_slave', isNumber(0, 65_535)),
  setting('lacp_active', isOnOff),
  setting('lacp_rate', isOneOf('slow', 'fast')),
  setting('ad_select', isOneOf('stable', 'bandwidth', 'count')),
  setting('ad_user_port_key', isNumber(0, 1023)),
  setting('ad_actor_sys_prio', isNumber(1, 65_535)),
  setting('ad_actor_system', isMac),
  setting('tlb_dynamic_lb', isBit),
];

const bond = ['type', 'bond'];

/**
 * The closed set, continued: what root does to bonds and VLANs. A member comes and goes by `set-master` and
 * `set-nomaster`.
 * @type {Readonly<Record<string, { readonly program: 'ip', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const bondVerbs = {
  'add-bond': {
    program: 'ip',
    words: ['link', 'add', 'name', name, mac, ...bond, 'mode', mode, ...settings],
  },
  'set-bond-mode': {
    program: 'ip',
    words: ['link', 'set', 'dev', link, ...bond, 'mode', mode, ...settings],
  },
  'set-bond-active': {
    program: 'ip',
    words: ['link', 'set', 'dev', link, ...bond, 'active_slave', member],
  },
  'set-bond': { program: 'ip', words: ['link', 'set', 'dev', link, ...bond, ...settings] },
  'add-vlan': {
    program: 'ip',
    words: [
      ...['link', 'add', 'link', link, 'name', name, mac, 'type', 'vlan'],
      ...['protocol', { field: 'protocol', isValid: isOneOf('802.1Q', '802.1ad') }],
      ...['id', { field: 'vid', isValid: isNumber(1, 4094) }],
      setting('reorder_hdr', isOnOff),
      setting('gvrp', isOnOff),
      setting('mvrp', isOnOff),
      setting('loose_binding', isOnOff),
      setting('bridge_binding', isOnOff),
    ],
  },
};
