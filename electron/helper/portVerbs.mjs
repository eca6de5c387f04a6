// @ts-check
import { isLinkName, isNumber, isOnOff } from './fields.mjs';

/** @param {unknown} value which link-local groups a port lets through, as iproute2 prints it */
function isMask(value) {
  return typeof value === 'string' && /^(0|0x[0-9a-f]{1,4})$/.test(value);
}

/** @param {unknown} value a VLAN, or a range of them as `20-29` */
function isVlans(value) {
  if (typeof value !== 'string') return false;
  const [first, last = first, ...more] = value.split('-');
  const isVlan = isNumber(1, 4094);
  return more.length === 0 && isVlan(first) && isVlan(last) && Number(first) <= Number(last);
}

const link = { field: 'link', isValid: isLinkName };
const vid = { field: 'vid', isValid: isVlans };
const untagged = { maybe: ['untagged'], flag: 'untagged' };
/** Of a bridge itself. */
const self = { maybe: ['self'], flag: 'self' };

/** @param {string} name @param {(value: unknown) => boolean} isValid */
function setting(name, isValid) {
  return { maybe: [name, { field: name, isValid }] };
}

/**
 * The closed set, continued: what root sets on a port of a bridge. The settings stand in the order of
 * `shared/host/portSettings.ts`; their ranges are the kernel's (net/bridge/br_netlink.c).
 * @type {Readonly<Record<string, { readonly program: 'ip' | 'bridge', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const portVerbs = {
  'set-port': {
    program: 'ip',
    words: [
      ...['link', 'set', 'dev', link, 'type', 'bridge_slave'],
      setting('priority', isNumber(0, 63)),
      setting('hairpin', isOnOff),
      setting('guard', isOnOff),
      setting('root_block', isOnOff),
      setting('fastleave', isOnOff),
      setting('learning', isOnOff),
      setting('flood', isOnOff),
      setting('proxy_arp', isOnOff),
      setting('proxy_arp_wifi', isOnOff),
      setting('mcast_router', isNumber(0, 3)),
      setting('mcast_flood', isOnOff),
      setting('bcast_flood', isOnOff),
      setting('mcast_to_unicast', isOnOff),
      setting('mcast_max_groups', isNumber(0, 2 ** 32 - 1)),
      setting('group_fwd_mask', isMask),
      setting('neigh_suppress', isOnOff),
      setting('neigh_vlan_suppress', isOnOff),
      setting('vlan_tunnel', isOnOff),
      setting('isolated', isOnOff),
      setting('locked', isOnOff),
      setting('mab', isOnOff),
      setting('backup_port', isLinkName),
      { maybe: ['nobackup_port'], flag: 'noBackup' },
      setting('cost', isNumber(1, 65_535)),
    ],
  },
  'add-port-vlan': {
    program: 'bridge',
    words: ['vlan', 'add', 'dev', link, 'vid', vid, { maybe: ['pvid'], flag: 'pvid' }, untagged, self],
  },
  'del-port-vlan': { program: 'bridge', words: ['vlan', 'del', 'dev', link, 'vid', vid, self] },
};
