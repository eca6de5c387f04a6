// @ts-check
import { isLinkName, isNumber } from './fields.mjs';

/** @param {unknown} value a name that ovs-vsctl takes for nothing else: no option, reference or list */
function isSwitchName(value) {
  return isLinkName(value) && /^[A-Za-z0-9_][\w.-]*$/.test(String(value));
}

/** @param {unknown} value one column of a port: `tag=10`, `trunks=10,20`, `vlan_mode=access`, or empty: `tag=[]` */
function isVlanColumn(value) {
  const [column, text = '', ...more] = String(value).split('=');
  if (typeof value !== 'string' || more.length > 0) return false;
  if (text === '[]') return column === 'tag' || column === 'trunks' || column === 'vlan_mode';
  const isVlan = isNumber(0, 4095);
  if (column === 'tag') return isVlan(text);
  if (column === 'trunks') return text.split(',').every(isVlan);
  return column === 'vlan_mode' && modes.has(text);
}

/** A string of printable ASCII, as JSON has it. */
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\["\\\\/bfnrt]|\\\\u[0-9a-f]{4})*"';
const mapEntry = new RegExp(`^(?:external_ids|other_config):${quoted}=${quoted}$`);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isRate = isNumber(0, 4_294_967_295);

/** @param {unknown} value one column of a port that comes back: `external_ids:"iface-id"="x"`, `qos=UUID`, a VLAN’s */
function isPortColumn(value) {
  if (typeof value !== 'string' || value.length > 10_000) return false;
  if (value.startsWith('qos=')) return uuid.test(value.slice('qos='.length));
  return value === 'protected=true' || mapEntry.test(value) || isVlanColumn(value);
}

/** @param {unknown} value one column of its interface: `external_ids:"iface-id"="x"`, `mtu_request=1400` */
function isInterfaceColumn(value) {
  if (typeof value !== 'string' || value.length > 10_000) return false;
  const [column = '', text, ...more] = value.split('=');
  return mapEntry.test(value) || (numbers.has(column) && more.length === 0 && isRate(text));
}

const numbers = new Set(['mtu_request', 'ofport_request', 'ingress_policing_rate', 'ingress_policing_burst']);
const modes = new Set(['access', 'dot1q-tunnel', 'native-tagged', 'native-untagged', 'trunk']);

const link = { field: 'link', isValid: isSwitchName };
const bridge = { field: 'bridge', isValid: isSwitchName };
const iface = { field: 'interface', isValid: isSwitchName };
const settings = { field: 'settings', each: isInterfaceColumn, most: 200 };
const from = { field: 'from', isValid: isSwitchName };
const start = ['--timeout=30', '--'];

/**
 * The closed set, continued: what root changes of a port of Open vSwitch, each in one transaction.
 * @type {Readonly<Record<string, { readonly program: 'ovs-vsctl', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const switchVerbs = {
  'move-switch-port': {
    program: 'ovs-vsctl',
    words: [
      ...[...start, '--id=@port', 'get', 'Port', link],
      ...['--', 'remove', 'Bridge', from, 'ports', '@port'],
      ...['--', 'add', 'Bridge', bridge, 'ports', '@port'],
    ],
  },
  'del-switch-port': { program: 'ovs-vsctl', words: [...start, '--if-exists', 'del-port', bridge, link] },
  'set-switch-vlans': {
    program: 'ovs-vsctl',
    words: [...start, 'set', 'Port', link, { field: 'columns', each: isVlanColumn, most: 3 }],
  },
  // Those with more words first: the last one takes whatever follows.
  'add-switch-port-settings': {
    program: 'ovs-vsctl',
    words: [...start, 'add-port', bridge, link, '--', 'set', 'Interface', iface, settings],
  },
  'add-switch-port-kept': {
    program: 'ovs-vsctl',
    words: [
      ...[...start, 'add-port', bridge, link, { field: 'columns', each: isPortColumn, most: 200 }],
      ...['--', 'set', 'Interface', iface, settings],
    ],
  },
  'add-switch-port': { program: 'ovs-vsctl', words: [...start, 'add-port', bridge, link] },
  'add-switch-port-columns': {
    program: 'ovs-vsctl',
    words: [...start, 'add-port', bridge, link, { field: 'columns', each: isPortColumn, most: 200 }],
  },
};
