/** How a port of Open vSwitch deals with VLANs (ovs-vswitchd.conf.db(5), `vlan_mode`). */
export const switchVlanModes = [
  'access',
  'trunk',
  'native-tagged',
  'native-untagged',
  'dot1q-tunnel',
] as const;

export type SwitchVlanMode = (typeof switchVlanModes)[number];

/** The VLANs of a port of Open vSwitch, as its database has them. */
export interface SwitchVlans {
  readonly tag: number | null;
  /** Ascending; empty: not limited. */
  readonly trunks: readonly number[];
  /** Null: as `tag` implies. */
  readonly mode: string | null;
}

/** Those of a port on which nothing is set. */
export const allVlans: SwitchVlans = { tag: null, trunks: [], mode: null };

/** What a port without a mode is: with a tag an access port, whatever else is set (Open vSwitch `port_configure()`). */
export function impliedMode(tag: number | null): SwitchVlanMode {
  return tag === null ? 'trunk' : 'access';
}

/** The mode that a port has; one that isn’t known counts as none. */
export function switchVlanMode({ tag, mode }: Pick<SwitchVlans, 'tag' | 'mode'>): SwitchVlanMode {
  return switchVlanModes.find((each) => each === mode) ?? impliedMode(tag);
}

/** `VLAN 10 (untagged)`, `VLANs 10, 20–29 (tagged)`, `all VLANs`: what passes a port. */
export function switchVlanWords(vlans: SwitchVlans): string {
  const { tag, trunks } = vlans;
  const mode = switchVlanMode(vlans);
  const list = trunks.length === 0 ? 'all VLANs' : `VLANs ${numberRanges(trunks)}`;
  switch (mode) {
    case 'access':
      return `VLAN ${tag ?? 0} (untagged)`;
    case 'dot1q-tunnel':
      return `VLAN ${tag ?? 0} (802.1Q tunnel)`;
    case 'trunk':
      return trunks.length === 0 ? list : `${list} (tagged)`;
    default:
      return `${list} (tagged), VLAN ${tag ?? 0} (native, ${mode === 'native-untagged' ? 'untagged' : 'tagged'})`;
  }
}

/** Whether both let the same pass in the same way. */
export function isSameVlans(one: SwitchVlans, other: SwitchVlans): boolean {
  const [first, second] = [one, other].map((vlans) => {
    const mode = switchVlanMode(vlans);
    const { tag, trunks } = vlans;
    switch (mode) {
      case 'access':
      case 'dot1q-tunnel':
        return `${mode} ${tag ?? 0}`;
      case 'trunk':
        return `${mode} ${trunks.join()}`;
      default:
        // The native VLAN is among the trunked ones, whether it is named or not.
        return `${mode} ${tag ?? 0} ${trunks.length === 0 ? 'all' : trunks.filter((each) => each !== tag).join()}`;
    }
  });
  return first === second;
}

/** `10, 20–29`. @param ids ascending */
export function numberRanges(ids: readonly number[], dash = '–'): string {
  return rangesOf(ids)
    .map(({ first, last }) => (first === last ? first : `${first}${dash}${last}`))
    .join(', ');
}

/** @param ids ascending */
export function rangesOf(ids: readonly number[]): { readonly first: number; readonly last: number }[] {
  const ranges: { first: number; last: number }[] = [];
  for (const id of ids) {
    const range = ranges.at(-1);
    if (range?.last === id - 1) range.last = id;
    else ranges.push({ first: id, last: id });
  }
  return ranges;
}
