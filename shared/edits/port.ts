import { graphOf } from '#shared/topology/graph.ts';
import { isBridge, type LinkKind, type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import { isInSwitchOnly } from '#shared/topology/switches.ts';
import { kindWord } from '#shared/topology/words.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';
import { refuseManagedPort } from './managed.ts';

/** The kernel’s one master of all ports of Open vSwitch, whatever their bridge. */
const DATAPATH = 'ovs-system';

/** Whether a bridge of the kernel’s takes such a link as a port; a macvtap hangs on its device. */
const pluggable: Readonly<Record<LinkKind, boolean>> = {
  tap: true,
  veth: true,
  pnic: true,
  vf: true,
  bond: true,
  vlan: true,
  vxlan: true,
  macvtap: false,
  bridge: false,
  'ovs-bridge': false,
  other: false,
};

/** Whether links of this kind are plugged into bridges; what one link in particular can’t be, `refusePort` tells. */
export function isPluggable(kind: LinkKind): boolean {
  return pluggable[kind];
}

/** How systemd (`wlp2s0`, `wlan0`) and the kernel name a wireless card; nothing else that is read tells one. */
const WIRELESS = /^wl/;

/** True of a card whose access point knows one MAC only. */
export function isWireless({ kind, name }: LinkNode): boolean {
  return kind === 'pnic' && WIRELESS.test(name);
}

/**
 * Why this link must stay a port of what it is one of, whoever would take it out: libvirt or `ip`; null: nothing
 * speaks against it.
 */
export function refuseLeaving(link: LinkNode): Refusal | null {
  const { name, slaveKind, master } = link;
  const ofSwitch = refuseSwitchOnly(link);
  if (ofSwitch !== null) return ofSwitch;
  // Where Open vSwitch tells of its bridges, the port’s master is one.
  const isUnknown = slaveKind === 'openvswitch' && (master === null || master === DATAPATH);
  return isUnknown
    ? refuse(
        `${name} is a port of Open vSwitch, whose bridges can’t be read.`,
        'Use ovs-vsctl, or the program that configures Open vSwitch on this host.',
      )
    : refuseManagedPort(link);
}

/** A patch port, tunnel or bond of Open vSwitch, of which the kernel has no link; null: it is a link of the host. */
export function refuseSwitchOnly({ name, slaveKind, ifindex }: LinkNode): Refusal | null {
  if (slaveKind !== 'openvswitch' || !isInSwitchOnly({ ifindex })) return null;
  return refuse(`${name} is a part of Open vSwitch, not a link of the host.`, 'Change it with ovs-vsctl.');
}

/** Why this link can be a port of no bridge, or must stay a port of what it is one of; null: it can be plugged. */
export function refusePort(topology: Topology, link: LinkNode): Refusal | null {
  const { id, name, kind, master } = link;
  const { nodes, into } = graphOf(topology);
  if (isBridge(link)) {
    return refuse(`${name} is a bridge: cables are connected to it.`, 'Choose a cable that ends there.');
  }
  if (kind === 'macvtap') {
    return refuse(`${name} is a macvtap: it belongs to its device and can’t be a port of a bridge.`, '');
  }
  if (!isPluggable(kind)) {
    return refuse(
      `${name} is not a TAP, veth, card, bond, VLAN or VXLAN.`,
      'Choose a vNIC, a TAP, a veth or a card.',
    );
  }
  if (isWireless(link)) {
    return refuse(
      `${name} is a wireless card. An access point drops frames from any other MAC, so the kernel doesn’t allow it as a port of a bridge.`,
      'Use a NAT or routed network for the VMs.',
    );
  }
  const bond = into(id).find((edge) => edge.kind === 'member');
  if (bond !== undefined) {
    const bondName = nodes.get(bond.from)?.name ?? 'a bond';
    return refuse(
      `${name} is a member of ${bondName}, which receives all its traffic.`,
      `Connect ${bondName} instead, or remove ${name} from it first.`,
    );
  }
  const leaving = refuseLeaving(link);
  if (leaving !== null) return leaving;
  const switchNode = master === null ? undefined : nodes.get(linkId(master));
  if (switchNode !== undefined && !isBridge(switchNode)) {
    return refuse(
      `${name} is a port of ${switchNode.name} (${kindWord(switchNode.kind)}), and Patchbay can’t disconnect it from there yet.`,
      'Remove it there first.',
    );
  }
  const macvtap = into(id)
    .flatMap((edge) => (edge.kind === 'lower' ? (nodes.get(edge.from) ?? []) : []))
    .find((node) => node.kind === 'macvtap');
  return macvtap === undefined
    ? null
    : refuse(
        `${name} carries the macvtap ${macvtap.name}, and the kernel doesn’t allow such a card as a port.`,
        'Detach the vNIC on the macvtap first, or move it to a bridge.',
      );
}
