import { mtuRange } from '../kernel/change.ts';
import { countersAt } from '../meter.ts';
import type { DemoLink, Homelab } from '../model.ts';
import { linkInfo } from './linkInfo.ts';
import { isBondSlave, linkState } from './linkState.ts';

/** What `-d` and `-s` add to `ip -j link`. */
export interface LinkDetail {
  readonly details: boolean;
  readonly statistics: boolean;
}

type Json = Record<string, unknown>;

/** One entry of `ip -j link`, its keys in the order of iproute2 6.1. */
export function linkJson(lab: Homelab, link: DemoLink, detail: LinkDetail, elapsed: number): Json {
  return {
    ...linkHead(lab, link, 'DEFAULT'),
    ...(detail.details ? linkDetails(lab, link) : {}),
    ...(link.alias === undefined ? {} : { ifalias: link.alias }),
    ...(detail.statistics ? { stats64: statistics(link, elapsed) } : {}),
    ...virtualFunctions(link),
    ...(link.altNames === undefined ? {} : { altnames: link.altNames }),
  };
}

/** The part that `ip link` and `ip addr` have in common; `linkMode` null leaves that key out, as `ip addr` does. */
export function linkHead(lab: Homelab, link: DemoLink, linkMode: string | null): Json {
  const { flags, operState } = linkState(lab, link);
  const { device } = link;
  const ether = device.kind !== 'loopback';
  return {
    ifindex: link.ifindex,
    ...lowerLink(link),
    ifname: link.name,
    flags,
    mtu: link.mtu,
    qdisc: device.kind === 'pnic' ? 'mq' : 'noqueue',
    ...(link.master === null ? {} : { master: link.master }),
    operstate: operState,
    ...(linkMode === null ? {} : { linkmode: linkMode }),
    group: 'default',
    txqlen: device.kind === 'macvtap' ? 500 : 1000,
    link_type: ether ? 'ether' : 'loopback',
    address: link.mac,
    broadcast: ether ? 'ff:ff:ff:ff:ff:ff' : '00:00:00:00:00:00',
    ...(device.kind === 'veth' ? { link_netnsid: device.netnsId } : {}),
    ...(isBondSlave(lab, link) ? { permaddr: link.ownMac ?? link.mac } : {}),
  };
}

function lowerLink(link: DemoLink): Json {
  const { device } = link;
  if (device.kind === 'vlan' || device.kind === 'macvtap') return { link: device.lower };
  return device.kind === 'veth' ? { link_index: device.peerIndex } : {};
}

function linkDetails(lab: Homelab, link: DemoLink): Json {
  const { device } = link;
  const info = linkInfo(lab, link);
  const queues = device.kind === 'pnic' ? 8 : 1;
  const { least, most } = mtuRange(device);
  return {
    promiscuity: link.master === null ? 0 : 1,
    allmulti: link.master === null ? 0 : 1,
    min_mtu: least,
    max_mtu: device.kind === 'loopback' ? 0 : most,
    ...(info === null ? {} : { linkinfo: info }),
    inet6_addr_gen_mode: 'eui64',
    num_tx_queues: queues,
    num_rx_queues: queues,
    gso_max_size: 65536,
    gso_max_segs: 65535,
    tso_max_size: 65536,
    tso_max_segs: 65535,
    gro_max_size: 65536,
    ...(device.kind === 'pnic' ? { parentbus: 'pci', parentdev: device.pci } : {}),
  };
}

function statistics(link: DemoLink, elapsed: number): Json {
  const counters = countersAt(link, elapsed);
  const rx = { bytes: counters.rxBytes, packets: counters.rxPackets, errors: 0, dropped: 0 };
  const tx = { bytes: counters.txBytes, packets: counters.txPackets, errors: 0, dropped: 0 };
  return {
    rx: { ...rx, over_errors: 0, multicast: 0 },
    tx: { ...tx, carrier_errors: 0, collisions: 0 },
  };
}

function virtualFunctions(link: DemoLink): Json {
  if (link.device.kind !== 'pnic' || link.device.vfs.length === 0) return {};
  const list = link.device.vfs.map((vf, index) => ({
    vf: index,
    link_type: 'ether',
    address: vf.mac,
    broadcast: 'ff:ff:ff:ff:ff:ff',
    vlan_list: [{}],
    spoofchk: true,
    'link-state': 'auto',
    trust: false,
    query_rss_en: false,
  }));
  return { vfinfo_list: list };
}
