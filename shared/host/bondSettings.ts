/** The modes of a bond, in the kernel's words and order (Documentation/networking/bonding.rst). */
export const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;

export type BondMode = (typeof bondModes)[number];

/** By what a mode that spreads flows over its members tells one flow from another. */
export const hashPolicies = [
  'layer2',
  'layer2+3',
  'layer3+4',
  'encap2+3',
  'encap3+4',
  'vlan+srcmac',
] as const;

/**
 * What can be set on a bond beside its mode, in the words of `ip link … type bond` and in their order (iproute2,
 * ip/iplink_bond.c), and what a new bond has (drivers/net/bonding/bond_main.c).
 */
const USUAL = {
  miimon: '0',
  updelay: '0',
  downdelay: '0',
  peer_notify_delay: '0',
  use_carrier: '1',
  arp_interval: '0',
  arp_missed_max: '2',
  arp_ip_target: '',
  ns_ip6_target: '',
  arp_validate: 'none',
  arp_all_targets: 'any',
  primary: '',
  primary_reselect: 'always',
  fail_over_mac: 'none',
  xmit_hash_policy: 'layer2',
  resend_igmp: '1',
  num_grat_arp: '1',
  all_slaves_active: '0',
  min_links: '0',
  lp_interval: '1',
  packets_per_slave: '1',
  lacp_active: 'on',
  lacp_rate: 'slow',
  ad_select: 'stable',
  ad_user_port_key: '0',
  ad_actor_sys_prio: '65535',
  ad_actor_system: '00:00:00:00:00:00',
  tlb_dynamic_lb: '1',
} as const;

export type BondSetting = keyof typeof USUAL;

/** Settings of a bond in iproute2's words. */
export type BondSettings = { readonly [S in BondSetting]?: string };

export const bondSettingNames = Object.keys(USUAL) as BondSetting[];

/** Whether every new bond has a setting so. */
export function isUsualOfBond(name: BondSetting, value: string): boolean {
  return USUAL[name] === value;
}

/** The settings by name, in the order in which a command takes them. */
export function bondSettingsIn(given: BondSettings): readonly (readonly [BondSetting, string])[] {
  return bondSettingNames.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** What a bond shows of the settings that are asked for: of one that it does not name, what every new bond has. */
export function shownBondSettings(shown: BondSettings, asked: BondSettings): BondSettings {
  return Object.fromEntries(bondSettingsIn(asked).map(([name]) => [name, shown[name] ?? USUAL[name]]));
}

/** The bond's settings once these were set. */
export function withBondSettings(shown: BondSettings, set: BondSettings): BondSettings {
  const all = bondSettingsIn({ ...shown, ...set });
  return Object.fromEntries(all.filter(([name, value]) => !isUsualOfBond(name, value)));
}

/** Those of the settings that are otherwise on the bond. */
export function bondSettingsApart(wanted: BondSettings, shown: BondSettings): BondSettings {
  return Object.fromEntries(
    bondSettingsIn(wanted).filter(([name, value]) => (shown[name] ?? USUAL[name]) !== value),
  );
}

/** `miimon 100, LACP rate fast`: for a sentence. */
export function bondSettingsWords(given: BondSettings): string {
  return bondSettingsIn(given)
    .map(([name, value]) => `${WORDS[name] ?? name.replaceAll('_', ' ')} ${value === '' ? 'none' : value}`)
    .join(', ');
}

const WORDS: { readonly [S in BondSetting]?: string } = {
  lacp_rate: 'LACP rate',
  lacp_active: 'LACP active',
  xmit_hash_policy: 'hash policy',
  primary: 'primary member',
};

export function isBondMode(mode: string | null): mode is BondMode {
  return bondModes.some((each) => each === mode);
}

/** Modes in which one member at a time carries everything, or is chosen to receive. */
const WITH_ACTIVE: ReadonlySet<string> = new Set(['active-backup', 'balance-tlb', 'balance-alb']);

/** Whether a bond of this mode has an active member that can be chosen. */
export function hasActiveMember(mode: string | null): boolean {
  return mode !== null && WITH_ACTIVE.has(mode);
}

const HASHING: ReadonlySet<string> = new Set(['balance-xor', '802.3ad', 'balance-tlb']);

/** Whether a bond of this mode spreads flows by a hash. */
export function hashesFlows(mode: string | null): boolean {
  return mode !== null && HASHING.has(mode);
}
