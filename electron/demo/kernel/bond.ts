import { type BondSettings, hasActiveMember, withBondSettings } from '#shared/host/bondSettings.ts';
import { hasCarrier } from '../ip/linkState.ts';
import type { DemoLink, Device, Homelab } from '../model.ts';
import { type Changed, changeLink, findLink } from './links.ts';

type Bond = Extract<Device, { kind: 'bond' }>;

/** What `ip link add` or `set … type bond` asks for; absent: left as it is. */
export interface WantedBond {
  readonly mode?: string;
  readonly active?: string;
  readonly settings: BondSettings;
}

export function newBond({ mode = 'balance-rr', settings }: WantedBond, macIsSet: boolean): Bond | string {
  const bond: Bond = { kind: 'bond', mode, settings: {}, active: null, macIsSet };
  return settings.lacp_rate !== undefined && mode !== '802.3ad'
    ? NOT_IN_MODE
    : { ...bond, settings: withBondSettings({}, settings) };
}

/** Options of a bond, as far as they are named (bond_changelink, bond_option_check). */
export function setBond(lab: Homelab, { name }: DemoLink, wanted: WantedBond): Changed {
  const link = findLink(lab, name);
  if (link?.device.kind !== 'bond') return { lab, error: 'RTNETLINK answers: Operation not supported' };
  const { device } = link;
  const error = refusal(lab, link, device, wanted);
  if (error !== null) return { lab, error };
  const next: Bond = {
    ...device,
    mode: wanted.mode ?? device.mode,
    active: wanted.active ?? device.active,
    settings: withBondSettings(device.settings, wanted.settings),
  };
  return { lab: changeLink(lab, name, (present) => ({ ...present, device: next })), error: null };
}

/** The member by which a bond sends; null where its mode has none, or none of them lives. */
export function activeMember(lab: Homelab, { name, device }: DemoLink): string | null {
  if (device.kind !== 'bond' || !hasActiveMember(device.mode)) return null;
  const living = lab.links.filter((link) => link.master === name && hasCarrier(lab, link));
  const chosen = living.find((link) => link.name === device.active) ?? living[0];
  return chosen?.name ?? null;
}

/** A link once it has joined a bond, or left one: it is set up with the bond's MAC, and down with its own. */
export function withMember(lab: Homelab, link: DemoLink, master: string | null): Homelab {
  const bond = findLink(lab, master);
  if (bond === undefined) {
    return changeLink(lab, link.name, ({ ownMac, ...left }) => ({
      ...left,
      mac: ownMac ?? left.mac,
      master: null,
      up: false,
    }));
  }
  const isFirst = !lab.links.some((other) => other.master === bond.name);
  const takes = isFirst && bond.device.kind === 'bond' && !bond.device.macIsSet;
  const mac = takes ? link.mac : bond.mac;
  const named = changeLink(lab, bond.name, (present) => ({ ...present, mac }));
  return changeLink(named, link.name, (present) => ({
    ...present,
    master: bond.name,
    ownMac: present.ownMac ?? present.mac,
    mac,
    mtu: bond.mtu,
    up: true,
  }));
}

/** As bond_opt_error_interpret words it (drivers/net/bonding/bond_options.c). */
const HAS_MEMBERS = 'Error: unable to set option because the bond device has slaves.';
const IS_UP = 'Error: unable to set option because the bond is up.';
const NOT_IN_MODE = 'Error: option not supported in mode.';

function refusal(lab: Homelab, link: DemoLink, { mode: was }: Bond, wanted: WantedBond): string | null {
  const members = lab.links.filter(({ master }) => master === link.name);
  const mode = wanted.mode ?? was;
  const rate = wanted.settings.lacp_rate;
  if (wanted.mode !== undefined && members.length > 0) return HAS_MEMBERS;
  if ((wanted.mode !== undefined || rate !== undefined) && link.up) return IS_UP;
  if (rate !== undefined && mode !== '802.3ad') return NOT_IN_MODE;
  if (wanted.active === undefined) return null;
  if (!hasActiveMember(mode)) return NOT_IN_MODE;
  const chosen = members.find(({ name }) => name === wanted.active);
  return chosen !== undefined && hasCarrier(lab, chosen) ? null : 'Error: invalid value.';
}
