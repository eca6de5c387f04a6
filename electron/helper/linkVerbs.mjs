// @ts-check
import { readFileSync } from 'node:fs';
import { isLinkName, isMac, isNewName, isNumber } from './fields.mjs';

/**
 * `ip link del` would take a TAP from under a running VM: no link but a bridge, a bond or a VLAN is deleted by it.
 * @param {unknown} value
 */
function isDeletable(value) {
  if (!isLinkName(value)) return false;
  try {
    return /^DEVTYPE=(bridge|bond|vlan)$/m.test(readFileSync(`/sys/class/net/${value}/uevent`, 'utf8'));
  } catch {
    return false;
  }
}

/** 2³² − 1 is no user: the kernel takes it for nobody in particular. */
const isUserNumber = isNumber(0, 2 ** 32 - 2);

/** @param {unknown} value a user, by a name as useradd takes it or by number */
function isUser(value) {
  return isUserNumber(value) || (typeof value === 'string' && /^[a-z_][a-z0-9_-]{0,31}$/.test(value));
}

const link = { field: 'link', isValid: isLinkName };
const master = { field: 'master', isValid: isLinkName };
const name = { field: 'name', isValid: isNewName };
const device = { field: 'device', isValid: isDeletable };
const mac = { field: 'mac', isValid: isMac };
const owner = { field: 'owner', isValid: isUser };
/** Bytes. */
const mtu = { field: 'mtu', isValid: isNumber(68, 65_535) };
const stp = { field: 'stp', isValid: isNumber(0, 1) };
const vlans = { field: 'vlans', isValid: isNumber(0, 1) };
/** Hundredths of a second. */
const delay = { field: 'delay', isValid: isNumber(0, 3000) };

const bridgeOptions = ['type', 'bridge', 'stp_state', stp, 'forward_delay', delay];
const bridgeVlans = [...bridgeOptions, 'vlan_filtering', vlans];

/**
 * The closed set, begun: what root does to links and bridges as such.
 * @type {Readonly<Record<string, { readonly program: 'ip', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const linkVerbs = {
  'set-master': { program: 'ip', words: ['link', 'set', 'dev', link, 'master', master] },
  'set-nomaster': { program: 'ip', words: ['link', 'set', 'dev', link, 'nomaster'] },
  'set-up': { program: 'ip', words: ['link', 'set', 'dev', link, 'up'] },
  'set-down': { program: 'ip', words: ['link', 'set', 'dev', link, 'down'] },
  'set-mac': { program: 'ip', words: ['link', 'set', 'dev', link, 'address', mac] },
  'set-mtu': { program: 'ip', words: ['link', 'set', 'dev', link, 'mtu', mtu] },
  'set-bridge': { program: 'ip', words: ['link', 'set', 'dev', link, ...bridgeOptions] },
  'set-bridge-vlans': { program: 'ip', words: ['link', 'set', 'dev', link, ...bridgeVlans] },
  'add-bridge': { program: 'ip', words: ['link', 'add', 'name', name, ...bridgeOptions] },
  'add-bridge-vlans': { program: 'ip', words: ['link', 'add', 'name', name, ...bridgeVlans] },
  'add-bridge-mac': { program: 'ip', words: ['link', 'add', 'name', name, 'address', mac, ...bridgeOptions] },
  'add-bridge-mac-vlans': {
    program: 'ip',
    words: ['link', 'add', 'name', name, 'address', mac, ...bridgeVlans],
  },
  'del-link': { program: 'ip', words: ['link', 'del', 'dev', device] },
  'add-tap': { program: 'ip', words: ['tuntap', 'add', 'dev', name, 'mode', 'tap'] },
  'add-tap-user': { program: 'ip', words: ['tuntap', 'add', 'dev', name, 'mode', 'tap', 'user', owner] },
  // The kernel refuses this while somebody holds the TAP open.
  'del-tap': { program: 'ip', words: ['tuntap', 'del', 'dev', link, 'mode', 'tap'] },
};
