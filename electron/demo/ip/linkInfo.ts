import { type PortSettings, settingsIn } from '#shared/host/portSettings.ts';
import type { DemoLink, Device, Homelab } from '../model.ts';
import { bondData, bondMember } from './bondInfo.ts';
import { hasCarrier } from './linkState.ts';

type Json = Record<string, unknown>;

/**
 * `linkinfo` of `ip -j -d link`; null for a plain device. Bridges, TAPs, veth and macvtap as recorded in
 * test/fixtures; bond and VLAN as iproute2's iplink_bond.c, iplink_bond_slave.c and iplink_vlan.c print them.
 */
export function linkInfo(lab: Homelab, link: DemoLink): Json | null {
  const kind = kindOf(link.device);
  const master = lab.links.find((other) => other.name === link.master);
  const info: Json = {};
  if (kind !== null) info.info_kind = kind;
  const data = kindData(lab, link);
  if (data !== null) info.info_data = data;
  if (master?.device.kind === 'bridge') {
    info.info_slave_kind = 'bridge';
    info.info_slave_data = bridgePort(lab, link, master);
  } else if (master?.device.kind === 'bond') {
    info.info_slave_kind = 'bond';
    info.info_slave_data = bondMember(lab, link, master);
  }
  return Object.keys(info).length === 0 ? null : info;
}

function kindOf(device: Device): string | null {
  if (device.kind === 'loopback' || device.kind === 'pnic') return null;
  return device.kind === 'tap' ? 'tun' : device.kind;
}

function kindData(lab: Homelab, link: DemoLink): Json | null {
  const { device } = link;
  switch (device.kind) {
    case 'bridge':
      return bridge(link, device);
    case 'tap':
      return {
        type: 'tap',
        pi: false,
        vnet_hdr: device.holder !== null,
        multi_queue: false,
        persist: device.persist,
        ...(device.user === null ? {} : { user: device.user }),
      };
    case 'macvtap':
      return { mode: device.mode, bcqueuelen: 1000, usedbcqueuelen: 1000 };
    case 'vlan':
      return {
        protocol: device.protocol,
        id: device.id,
        flags: device.flags.map((flag) => flag.toUpperCase()),
      };
    case 'bond':
      return bondData(lab, link, device);
    default:
      return null;
  }
}

function bridge(link: DemoLink, device: Extract<Device, { kind: 'bridge' }>): Json {
  return {
    forward_delay: device.forwardDelay,
    hello_time: 200,
    max_age: 2000,
    ageing_time: 30000,
    stp_state: device.stp ? 1 : 0,
    priority: 32768,
    vlan_filtering: device.vlanFiltering ? 1 : 0,
    // A kernel that filters no VLANs, such as the recorded one, prints none.
    ...(device.vlanFiltering ? { vlan_default_pvid: 1 } : {}),
    bridge_id: bridgeId(link),
    root_id: bridgeId(link),
    root_port: 0,
    root_path_cost: 0,
    topology_change: 0,
    topology_change_detected: 0,
    group_fwd_mask: '0',
    group_addr: '01:80:c2:00:00:00',
    mcast_snooping: 1,
    mcast_router: 1,
    nf_call_iptables: 0,
    nf_call_ip6tables: 0,
    nf_call_arptables: 0,
  };
}

function bridgePort(lab: Homelab, link: DemoLink, master: DemoLink): Json {
  const number = lab.links.filter(
    (port) => port.master === master.name && port.ifindex <= link.ifindex,
  ).length;
  return {
    state: hasCarrier(lab, link) && master.up ? 'forwarding' : 'disabled',
    priority: 32,
    cost: link.device.kind === 'pnic' ? 4 : 2,
    hairpin: false,
    guard: false,
    root_block: false,
    fastleave: false,
    learning: true,
    flood: true,
    id: `0x80${number.toString(16).padStart(2, '0')}`,
    no: `0x${number.toString(16)}`,
    designated_port: 32768 + number,
    designated_cost: 0,
    bridge_id: bridgeId(master),
    root_id: bridgeId(master),
    proxy_arp: false,
    proxy_arp_wifi: false,
    mcast_flood: true,
    bcast_flood: true,
    mcast_to_unicast: false,
    neigh_suppress: false,
    vlan_tunnel: false,
    isolated: false,
    locked: false,
    ...printedPort(link.port ?? {}),
  };
}

/** As iproute2 prints what was set: flags as booleans, numbers as such, and one of them by another name. */
function printedPort(settings: PortSettings): Json {
  return Object.fromEntries(
    settingsIn(settings).map(([name, value]) => [
      name === 'mcast_router' ? 'multicast_router' : name,
      value === 'on' || value === 'off' ? value === 'on' : /^\d+$/.test(value) ? Number(value) : value,
    ]),
  );
}

/** `8000.fe:54:0:aa:0:1`: iproute2 prints a bridge id's bytes without leading zeros. */
function bridgeId(link: DemoLink): string {
  const bytes = link.mac.split(':').map((byte) => Number.parseInt(byte, 16).toString(16));
  return `8000.${bytes.join(':')}`;
}
