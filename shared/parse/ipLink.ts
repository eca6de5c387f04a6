import type {
  BridgeFacts,
  BridgePortFacts,
  Link,
  LinkCounters,
  LowerLink,
  TunFacts,
  VirtualFunction,
  VlanFacts,
} from '#shared/host/link.ts';
import { vlanFlagNames } from '#shared/host/link.ts';
import { readBond, readBondMember } from './bond.ts';
import {
  flagField,
  type JsonObject,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { linkAddressOrNull, macOrNull } from './mac.ts';
import { readPortSettings } from './portSettings.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/**
 * Reads `ip -j -d -s link`; without `-d` or `-s` the fields that they add are null or empty.
 *
 * An entry that names no interface is odd; an optional field of an unexpected type counts as absent, so that an odd
 * device costs only its own details. Fields are read by hand instead of by schema because this runs every
 * poll and a host may have thousands of TAPs.
 *
 * Source of the format: iproute2 `ip/ipaddress.c` `print_linkinfo()` and `ip/iplink_*.c`.
 */
export function parseIpLink(text: string): Parsed<Link[]> {
  const rows = parseJsonRows(text, 'ip link');
  if (!rows.ok) return rows;
  const links: Link[] = [];
  const odd = [...(rows.odd ?? [])];
  for (const row of rows.value) {
    const link = readLink(row);
    if (link !== null) links.push(link);
    else odd.push(nameless(row));
  }
  const [first] = odd;
  return links.length === 0 && first !== undefined
    ? unparsable(`ip link: ${first.words}.`)
    : parsed(links, odd);
}

function nameless(row: JsonObject): OddEntry {
  const fields = Object.entries(row).filter(([, value]) => typeof value !== 'object');
  const told = JSON.stringify(Object.fromEntries(fields));
  const words = `an entry names no interface: “${excerpt(told)}”`;
  return { name: textField(row, 'ifname'), words, loss: 'missing' };
}

// {"ifindex":8,"link":"eth0","ifname":"vnet0","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1500,"master":"br0",
//  "operstate":"UNKNOWN","link_type":"ether","address":"fe:54:00:aa:00:01","altnames":["a"],"ifalias":"text",
//  "parentbus":"pci","parentdev":"0000:03:00.0",
//  "linkinfo":{"info_kind":K,"info_data":{…},"info_slave_kind":K,"info_slave_data":{…}},"vfinfo_list":[…],"stats64":{…}}
function readLink(row: JsonObject): Link | null {
  const name = textField(row, 'ifname');
  const ifindex = numberField(row, 'ifindex');
  if (name === null || !Number.isSafeInteger(ifindex) || ifindex === null) return null;
  const flags = textsField(row, 'flags');
  const info = objectField(row, 'linkinfo');
  const infoKind = textField(info, 'info_kind') ?? '';
  const slaveKind = textField(info, 'info_slave_kind') ?? '';
  const data = objectField(info, 'info_data');
  return {
    name,
    ifindex,
    mac: linkAddressOrNull(textField(row, 'address')),
    mtu: numberField(row, 'mtu') ?? 0,
    operState: textField(row, 'operstate') ?? 'UNKNOWN',
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    linkType: textField(row, 'link_type') ?? '',
    infoKind,
    slaveKind,
    master: textField(row, 'master'),
    lower: readLower(row, infoKind === 'vxlan' ? data : null),
    ...(infoKind === 'hsr' ? { slaves: readSlaves(data) } : {}),
    altNames: textsField(row, 'altnames'),
    alias: textField(row, 'ifalias'),
    parentBus: textField(row, 'parentbus'),
    parentDev: textField(row, 'parentdev'),
    ...portNameOf(row),
    bridge: infoKind === 'bridge' ? readBridge(data) : null,
    bridgePort: slaveKind === 'bridge' ? readBridgePort(objectField(info, 'info_slave_data')) : null,
    tun: infoKind === 'tun' ? readTun(data) : null,
    vlan: infoKind === 'vlan' ? readVlan(data) : null,
    vxlan: infoKind === 'vxlan' ? readVxlan(data) : null,
    macvlanMode: infoKind === 'macvlan' || infoKind === 'macvtap' ? textField(data, 'mode') : null,
    bondMode: infoKind === 'bond' ? textField(data, 'mode') : null,
    ...(infoKind === 'bond' ? { bond: readBond(data) } : {}),
    ...(slaveKind === 'bond' ? { bondMember: readBondMember(objectField(info, 'info_slave_data')) } : {}),
    vfs: readVirtualFunctions(row),
    counters: readCounters(objectField(row, 'stats64') ?? objectField(row, 'stats')),
  };
}

// "portname":"pf0vf3"   beside "switchid": a port of a card that is a switch
function portNameOf(row: JsonObject): Pick<Link, 'portName'> {
  const portName = textField(row, 'portname');
  return portName === null ? {} : { portName };
}

// {"slave1":"eth0","slave2":"eth1","interlink":"eth2"}   null where it has gone; "interlink" from iproute2 6.10 on
function readSlaves(data: JsonObject | null): string[] {
  return ['slave1', 'slave2', 'interlink'].flatMap((field) => textField(data, field) ?? []);
}

// "link":"eth0" | "link":null | "link_index":7,"link_netnsid":0   and in a VXLAN's own data "link":"eth0"
function readLower(row: JsonObject, vxlan: JsonObject | null): LowerLink | null {
  const netnsId = numberField(row, 'link_netnsid');
  const name = textField(row, 'link') ?? textField(vxlan, 'link');
  if (netnsId === null) return name === null ? null : { name, ifindex: null, netnsId };
  // A name printed beside a foreign namespace would be that of a stranger who has the same index here.
  return { name: null, ifindex: numberField(row, 'link_index'), netnsId };
}

// {"forward_delay":1500,"stp_state":0,"vlan_filtering":0,"vlan_default_pvid":1,"nf_call_iptables":0}   delays in hundredths of a second
function readBridge(data: JsonObject | null): BridgeFacts {
  const defaultPvid = numberField(data, 'vlan_default_pvid');
  return {
    stp: (numberField(data, 'stp_state') ?? 0) !== 0,
    // BR_USER_STP, net/bridge/br_private.h
    ...(numberField(data, 'stp_state') === 2 ? { stpByProgram: true as const } : {}),
    forwardDelay: (numberField(data, 'forward_delay') ?? 0) / 100,
    vlanFiltering: flagField(data, 'vlan_filtering'),
    ...(defaultPvid === null ? {} : { defaultPvid }),
    nfCallIptables: flagField(data, 'nf_call_iptables'),
  };
}

// {"state":"forwarding","priority":32,"cost":2,"learning":true,"multicast_router":1,"group_fwd_mask":"0x8","backup_port":"eth1",…}
function readBridgePort(data: JsonObject | null): BridgePortFacts {
  return { state: textField(data, 'state') ?? '', settings: data === null ? {} : readPortSettings(data) };
}

// {"type":"tap","persist":true,"user":"root"}   "user" is a number where the host knows no such user
function readTun(data: JsonObject | null): TunFacts | null {
  const type = textField(data, 'type');
  if (type !== 'tap' && type !== 'tun') return null;
  const user = textField(data, 'user') ?? numberField(data, 'user');
  return { type, persist: flagField(data, 'persist'), user: user === null ? null : String(user) };
}

// {"protocol":"802.1Q","id":20,"flags":["REORDER_HDR","GVRP"]}
function readVlan(data: JsonObject | null): VlanFacts | null {
  const id = numberField(data, 'id');
  if (id === null) return null;
  const protocol = textField(data, 'protocol') ?? '802.1Q';
  if (!Array.isArray(data?.flags)) return { id, protocol };
  const shown = textsField(data, 'flags');
  const apart = vlanFlagNames.flatMap((flag) => {
    const isOn = shown.includes(flag.toUpperCase());
    return isOn === (flag === 'reorder_hdr') ? [] : [[flag, isOn ? 'on' : 'off'] as const];
  });
  return apart.length === 0 ? { id, protocol } : { id, protocol, flags: Object.fromEntries(apart) };
}

// {"id":42,"remote":"192.0.2.1","port":4789}   a multicast group stands in for the remote: "group", "remote6", "group6"
function readVxlan(data: JsonObject | null): Link['vxlan'] {
  const vni = numberField(data, 'id');
  if (vni === null) return null;
  const remote =
    textField(data, 'remote') ??
    textField(data, 'remote6') ??
    textField(data, 'group') ??
    textField(data, 'group6');
  return { vni, remote, port: numberField(data, 'port') };
}

// [{"vf":0,"address":"52:54:00:aa:00:01","vlan_list":[{"vlan":20}],"rate":{"max_tx":100,"min_tx":0},"spoofchk":true,
//   "link_state":"auto","trust":false}]   before iproute2 5.3 "mac"; "vlan" where there is no list
function readVirtualFunctions(row: JsonObject): VirtualFunction[] {
  const functions: VirtualFunction[] = [];
  for (const vf of objectsField(row, 'vfinfo_list')) {
    const index = numberField(vf, 'vf');
    if (index === null) continue;
    const mac = macOrNull(textField(vf, 'address') ?? textField(vf, 'mac'));
    functions.push({
      index,
      // All zeros: the administrator set none, and the guest's driver chooses one.
      mac: mac === '00:00:00:00:00:00' ? null : mac,
      vlan: numberField(vf, 'vlan') ?? numberField(objectsField(vf, 'vlan_list')[0] ?? null, 'vlan'),
      ...readFunctionSettings(vf),
    });
  }
  return functions;
}

function readFunctionSettings(vf: JsonObject): Partial<VirtualFunction> {
  const spoofCheck = vf.spoofchk;
  const { trust } = vf;
  const told = textField(vf, 'link_state');
  const linkState = LINK_STATES.find((known) => known === told);
  const maxRate = numberField(objectField(vf, 'rate'), 'max_tx') ?? 0;
  return {
    ...(typeof spoofCheck === 'boolean' ? { spoofCheck } : {}),
    ...(typeof trust === 'boolean' ? { trust } : {}),
    ...(linkState === undefined ? {} : { linkState }),
    ...(maxRate > 0 ? { maxRate } : {}),
  };
}

const LINK_STATES = ['auto', 'enable', 'disable'] as const;

// {"rx":{"bytes":0,"packets":0,"errors":0,"dropped":0},"tx":{…}}
function readCounters(stats: JsonObject | null): LinkCounters | null {
  const rx = objectField(stats, 'rx');
  const tx = objectField(stats, 'tx');
  if (rx === null || tx === null) return null;
  return {
    rxBytes: numberField(rx, 'bytes') ?? 0,
    txBytes: numberField(tx, 'bytes') ?? 0,
    rxPackets: numberField(rx, 'packets') ?? 0,
    txPackets: numberField(tx, 'packets') ?? 0,
    rxErrors: numberField(rx, 'errors') ?? 0,
    txErrors: numberField(tx, 'errors') ?? 0,
    rxDropped: numberField(rx, 'dropped') ?? 0,
    txDropped: numberField(tx, 'dropped') ?? 0,
  };
}
