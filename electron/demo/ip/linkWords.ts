import { type BondSetting, bondSettingNames, isBondMode } from '#shared/host/bondSettings.ts';
import { vlanFlagNames } from '#shared/host/link.ts';
import { type PortSetting, type PortSettings, settingNames } from '#shared/host/portSettings.ts';
import type { WantedBond } from '../kernel/bond.ts';
import type { WantedBridge } from '../kernel/change.ts';
import { hasLink } from '../kernel/links.ts';
import type { WantedVlan } from '../kernel/vlan.ts';
import type { Homelab } from '../model.ts';
import { Refused, type Words } from './words.ts';

/** What the words behind `ip link add` or `set` ask for; absent: left as it is. */
export interface LinkRequest {
  readonly name?: string;
  readonly up?: boolean;
  readonly master?: string | null;
  /** Bytes. */
  readonly mtu?: number;
  readonly mac?: string;
  readonly type?: string;
  /** The link that a VLAN sits on. */
  readonly lower?: string;
  readonly bridge?: WantedBridge;
  readonly bond?: WantedBond;
  readonly vlan?: WantedVlan;
  readonly port?: PortSettings;
}

/**
 * Reads all of the words before anything is sent (iplink_parse); of two words for one thing the last one counts. What
 * follows `type` are that type's own options.
 */
export function readLinkWords(lab: Homelab, words: Words): LinkRequest {
  let request: LinkRequest = {};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'up' || word === 'down') request = { ...request, up: word === 'up' };
    else if (word === 'link') request = { ...request, lower: linkOf(lab, words.value()) };
    else if (word === 'nomaster') request = { ...request, master: null };
    else if (word === 'master') request = { ...request, master: linkOf(lab, words.value()) };
    else if (word === 'mtu') request = { ...request, mtu: readMtu(words.value()) };
    else if (word === 'address') request = { ...request, mac: words.mac() };
    else if (word === 'name' || word === 'dev') request = { ...request, name: words.linkName(word) };
    else if (word === 'type') return { ...request, ...typed(words) };
    else if (request.name === undefined) request = { ...request, name: word };
    else throw new Refused(255, `Error: either "dev" is duplicate, or "${word}" is a garbage.`);
  }
  return request;
}

/** Beyond what the kernel has numbers for, an MTU is still one; it is the kernel that refuses it. */
function readMtu(word: string): number {
  if (!/^-?\d+$/.test(word))
    throw new Refused(255, `Error: argument "${word}" is wrong: Invalid "mtu" value\n`);
  return Number(word);
}

function linkOf(lab: Homelab, name: string): string {
  if (!hasLink(lab, name))
    throw new Refused(255, `Error: argument "${name}" is wrong: Device does not exist\n`);
  return name;
}

function typed(words: Words): LinkRequest {
  const type = words.value();
  if (type === 'bridge_slave') return { type, port: portSettings(words) };
  if (type === 'bond') return { type, bond: bondOptions(words) };
  if (type === 'vlan') return { type, vlan: vlanOptions(words) };
  return type === 'bridge' ? { type, ...withBridgeOptions(words) } : { type };
}

function bondOptions(words: Words): WantedBond {
  let wanted: WantedBond = { settings: {} };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'mode') wanted = { ...wanted, mode: bondMode(words.value()) };
    else if (word === 'active_slave') wanted = { ...wanted, active: words.value() };
    else if (bondSettingNames.includes(word as BondSetting))
      wanted = { ...wanted, settings: { ...wanted.settings, [word]: words.value() } };
    else throw new Refused(1, `bond: unknown command "${word}"?`);
  }
  return wanted;
}

function bondMode(word: string): string {
  if (isBondMode(word)) return word;
  throw new Refused(255, `Error: argument "${word}" is wrong: invalid mode\n`);
}

function vlanOptions(words: Words): WantedVlan {
  let wanted: WantedVlan = { protocol: '802.1Q', flags: ['reorder_hdr'] };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'protocol') wanted = { ...wanted, protocol: words.value() };
    else if (word === 'id') wanted = { ...wanted, id: words.number(4095, 'id is invalid') };
    else if (vlanFlagNames.some((flag) => flag === word))
      wanted = { ...wanted, flags: withFlag(wanted.flags, word, words.value()) };
    else throw new Refused(1, `vlan: unknown command "${word}"?`);
  }
  return wanted;
}

function withFlag(flags: readonly string[], flag: string, value: string): readonly string[] {
  const others = flags.filter((each) => each !== flag);
  return value === 'on' ? [...others, flag] : others;
}

function portSettings(words: Words): PortSettings {
  const set: Record<string, string> = {};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'nobackup_port') set.backup_port = '';
    else if (settingNames.includes(word as PortSetting)) set[word] = words.value();
    else throw new Refused(1, `bridge_slave: unknown option "${word}"?`);
  }
  return set;
}

function withBridgeOptions(words: Words): Pick<LinkRequest, 'bridge'> {
  let bridge: WantedBridge | undefined;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'stp_state') bridge = { ...bridge, stp: words.number(2 ** 32 - 1, 'invalid stp_state') > 0 };
    else if (word === 'forward_delay')
      bridge = { ...bridge, forwardDelay: words.number(2 ** 32 - 1, 'invalid forward_delay') };
    else if (word === 'vlan_filtering')
      bridge = { ...bridge, vlanFiltering: words.number(255, 'invalid vlan_filtering') > 0 };
    // The real one goes on with a list of all options, most of which the demo host doesn't have.
    else throw new Refused(1, `bridge: unknown command "${word}"?`);
  }
  return bridge === undefined ? {} : { bridge };
}
