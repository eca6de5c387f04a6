/**
 * What can be set on a port of a bridge, in the words of `ip link set … type bridge_slave` (iproute2,
 * ip/iplink_bridge_slave.c), and what the kernel gives each new port (net/bridge/br_if.c, new_nbp). Commands take them
 * in this order. The state of the STP is none of them, as the kernel decides on it.
 */
const USUAL = {
  priority: '32',
  hairpin: 'off',
  guard: 'off',
  root_block: 'off',
  fastleave: 'off',
  learning: 'on',
  flood: 'on',
  proxy_arp: 'off',
  proxy_arp_wifi: 'off',
  mcast_router: '1',
  mcast_flood: 'on',
  bcast_flood: 'on',
  mcast_to_unicast: 'off',
  mcast_max_groups: '0',
  group_fwd_mask: '0',
  neigh_suppress: 'off',
  neigh_vlan_suppress: 'off',
  vlan_tunnel: 'off',
  isolated: 'off',
  locked: 'off',
  mab: 'off',
  /** The name of a port of the same bridge; empty: none. */
  backup_port: '',
} as const;

/** `cost` is apart: what a new port costs follows from its link. */
export type PortSetting = keyof typeof USUAL | 'cost';

/** Settings of a port in iproute2's words: `on`, `off`, a number or a link’s name. */
export type PortSettings = { readonly [S in PortSetting]?: string };

const names = Object.keys(USUAL) as (keyof typeof USUAL)[];

export const settingNames: readonly PortSetting[] = [...names, 'cost'];

/** Whether every new port has a setting so; of a cost that can’t be told. */
export function isUsual(name: PortSetting, value: string): boolean {
  return name !== 'cost' && USUAL[name] === value;
}

/** The settings by name, in the order in which a command takes them. */
export function settingsIn(given: PortSettings): readonly (readonly [PortSetting, string])[] {
  return settingNames.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}

/**
 * What has to be set on a port so that it is as wanted.
 * @param wanted what is not in it is to be as on a new port, but for the cost, which is left to the kernel
 */
export function settingsToSet(wanted: PortSettings, shown: PortSettings): PortSettings {
  const differing = names.flatMap((name) => {
    const value = wanted[name] ?? USUAL[name];
    return value === (shown[name] ?? USUAL[name]) ? [] : [[name, value] as const];
  });
  const { cost } = wanted;
  return {
    ...Object.fromEntries(differing),
    ...(cost === undefined || cost === shown.cost ? {} : { cost }),
  };
}

/** What a port shows of the settings that are asked for: of one that it does not name, what every new port has. */
export function shownSettings(shown: PortSettings, asked: PortSettings): PortSettings {
  const pairs = settingsIn(asked).flatMap(([name]) => {
    const value = shown[name] ?? (name === 'cost' ? undefined : USUAL[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Those of the settings that the others have otherwise. */
export function settingsApart(these: PortSettings, others: PortSettings): PortSettings {
  return Object.fromEntries(settingsIn(these).filter(([name, value]) => others[name] !== value));
}

/** The port's settings once these were set. */
export function withSettings(shown: PortSettings, set: PortSettings): PortSettings {
  const all = settingsIn({ ...shown, ...set });
  return Object.fromEntries(all.filter(([name, value]) => !isUsual(name, value)));
}

/** `isolated on, learning off`: for a sentence. */
export function settingsWords(given: PortSettings): string {
  return settingsIn(given)
    .map(([name, value]) => (value === '' ? 'no backup port' : `${name.replaceAll('_', ' ')} ${value}`))
    .join(', ');
}

/**
 * The costs that the kernel itself may give a port (net/bridge/br_if.c, port_cost), by the speed that its driver tells:
 * a TAP’s tells 10 Mbit/s or, since Linux 5.19, 10 Gbit/s.
 * @param speed Mbit/s; undefined: not known
 */
export function usualCosts(infoKind: string, speed: number | undefined): readonly string[] {
  if (infoKind === 'veth') return ['2'];
  if (infoKind === 'tun') return ['2', '100'];
  if (speed === undefined || speed <= 0) return Object.values(COSTS).flat();
  return speed > 10_000 ? COSTS.more : (COSTS[String(speed)] ?? COSTS['10'] ?? []);
}

const COSTS: Readonly<Record<string, readonly string[]>> & { readonly more: readonly string[] } = {
  '10': ['100'],
  '100': ['19'],
  '1000': ['4', '5'],
  '2500': ['4', '100'],
  '5000': ['3', '100'],
  '10000': ['2'],
  more: ['1', '2', '100'],
};
