// @ts-check

/**
 * The rows of the table “What each edit does, and what proves it” of EDITS.md, in its order: each kind of edit,
 * and beside it the kinds of cable or place that it is done differently for.
 * `vm`: which VMs it is about. One that is shut off shows no difference that could be repaired. `stage`: where it is
 * proved, where that is not the lab: its kernel is the machine’s own, which may have neither bonds nor VLANs.
 */
export const editRows = {
  move: { what: 'Move a vNIC to another bridge or network', vm: 'any' },
  'move a link': { what: 'Connect a TAP or a veth to a bridge', vm: 'none' },
  'move an uplink': { what: 'Connect a pNIC, a bond or a VLAN to a bridge', vm: 'none' },
  attach: { what: 'Give a VM a vNIC on a bridge or a network', vm: 'any' },
  'attach to a TAP': { what: 'Give a VM a vNIC on a TAP that is there', vm: 'any' },
  'attach by macvtap': { what: 'Give a VM a vNIC by macvtap on a link', vm: 'any' },
  detach: { what: 'Detach a vNIC', vm: 'any' },
  unplug: { what: 'Disconnect a vNIC from its bridge', vm: 'any' },
  'unplug a link': { what: 'Disconnect a TAP or a veth from its bridge', vm: 'none' },
  'unplug an uplink': { what: 'Disconnect a pNIC, a bond or a VLAN from a bridge', vm: 'none' },
  link: { what: 'Set the link of a vNIC up or down', vm: 'any' },
  'vnic-change': { what: 'Change the model, the MAC or the TAP’s name of a vNIC', vm: 'any' },
  'repair replug': { what: 'Repair: re-plug where libvirt has it', vm: 'running' },
  'repair tell-libvirt': { what: 'Repair: tell libvirt where it really is', vm: 'running' },
  'repair keep-place': { what: 'Repair: keep the place at the next boot', vm: 'running' },
  'repair place-as-defined': { what: 'Repair: make the place as defined', vm: 'running' },
  'repair keep-link': { what: 'Repair: keep the link’s state at the next boot', vm: 'running' },
  'repair link-as-defined': { what: 'Repair: make the link’s state as defined', vm: 'running' },
  'repair keep-vnic': { what: 'Repair: keep a vNIC at the next boot', vm: 'running' },
  'repair remove-now': { what: 'Repair: take out a vNIC that is only there now', vm: 'running' },
  'repair add-now': { what: 'Repair: add a vNIC that is only defined', vm: 'running' },
  'repair remove-at-boot': { what: 'Repair: take a vNIC out of the definition', vm: 'running' },
  'repair new-tap': { what: 'Repair: give a vNIC a new TAP', vm: 'running' },
  'bridge-create': { what: 'Create a bridge', vm: 'none' },
  'bridge-set': { what: 'Set STP, forward delay, VLAN filtering of a bridge', vm: 'none' },
  'bond-create': { what: 'Create a bond', vm: 'none', stage: 'machine' },
  'bond-set': { what: 'Set the members, mode and options of a bond', vm: 'none', stage: 'machine' },
  'vlan-create': { what: 'Create a VLAN on a link', vm: 'none', stage: 'machine' },
  'tap-create': { what: 'Create a TAP', vm: 'none' },
  'link-delete': { what: 'Delete a bridge or a TAP', vm: 'none' },
  'delete a layer': { what: 'Delete a bond or a VLAN', vm: 'none', stage: 'machine' },
  'link-set': { what: 'Set a link of the host up or down', vm: 'none' },
  mtu: { what: 'Set the MTU of a link', vm: 'none' },
  'port-vlans': { what: 'Set the VLANs of a port, or of the host on a bridge', vm: 'none' },
  'network-define': { what: 'Define a network: bridge, NAT, routed, isolated', vm: 'none' },
  'network-set': { what: 'Start or stop a network', vm: 'none' },
  'network-autostart': { what: 'Start a network with the host, or not', vm: 'none' },
  'network-delete': { what: 'Delete a network', vm: 'none' },
  several: { what: 'Several edits as one', vm: 'any' },
  guarded: { what: 'An edit under the guard', vm: 'none' },
};

/**
 * What tests of the machine prove that don’t say so themselves: it is said here, in the same form.
 * @type {readonly import('./editTable.mjs').Proved[]}
 */
export const machineProofs = [
  { edit: 'port-vlans', file: 'test/machine/vlans.test.ts', live: true, undo: true, by: ['bridge'] },
];
