// @ts-check
import { isLinkName, isNumber } from './fields.mjs';

/** @param {unknown} value a name that ovs-vsctl takes for nothing else: no option, reference or list */
function isSwitchName(value) {
  return isLinkName(value) && /^[A-Za-z0-9_][\w.-]*$/.test(String(value));
}

/** @param {unknown} value one column of a new port: `tag=10`, `trunks=10,20`, `vlan_mode=access` */
function isVlanColumn(value) {
  const [column, text = '', ...more] = String(value).split('=');
  if (typeof value !== 'string' || more.length > 0) return false;
  const isVlan = isNumber(0, 4095);
  if (column === 'tag') return isVlan(text);
  if (column === 'trunks') return text.split(',').every(isVlan);
  return column === 'vlan_mode' && modes.has(text);
}

const modes = new Set(['access', 'dot1q-tunnel', 'native-tagged', 'native-untagged', 'trunk']);

const link = { field: 'link', isValid: isSwitchName };
const bridge = { field: 'bridge', isValid: isSwitchName };
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
  'add-switch-port': { program: 'ovs-vsctl', words: [...start, 'add-port', bridge, link] },
  'add-switch-port-vlans': {
    program: 'ovs-vsctl',
    words: [...start, 'add-port', bridge, link, { field: 'columns', each: isVlanColumn, most: 3 }],
  },
};
