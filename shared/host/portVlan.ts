import { wasRead } from './freshness.ts';
import type { Link } from './link.ts';
import type { HostSnapshot } from './snapshot.ts';
import type { VlanRange } from './vlanRange.ts';

/** Whether a bridge lets each port have its own VLANs only. */
export function filtersVlans({ links }: HostSnapshot, bridge: string | null): boolean {
  return links.some(({ name, bridge: facts }) => name === bridge && facts?.vlanFiltering === true);
}

/** The VLANs of a port whose bridge filters them, or of such a bridge itself; null: not known, or nothing filters. */
export function vlansOf({ name, master, bridge }: Link, snapshot: HostSnapshot): readonly VlanRange[] | null {
  const { portVlans, sources } = snapshot;
  if (portVlans === undefined || !filtersVlans(snapshot, bridge === null ? master : name)) return null;
  if (!wasRead(sources, 'bridge-vlan')) return null;
  return (Object.hasOwn(portVlans, name) ? portVlans[name] : undefined) ?? [];
}

/** What the kernel gives a new port of a bridge, and a new bridge. @param pvid `vlan_default_pvid`; 0: none */
export function newPortVlans(pvid: number): readonly VlanRange[] {
  return pvid === 0 ? [] : [{ first: pvid, last: pvid, pvid: true, untagged: true }];
}

/** One command's worth of a change: VLANs that are all so, or none of them, and were all as `was` says before. */
export interface VlanChange {
  readonly vlans: VlanRange;
  readonly present: boolean;
}

/** What leads from the one set of VLANs to the other. What goes is the first: for a moment a frame is lost, and not led astray. */
export function vlanChanges(
  shown: readonly VlanRange[],
  wanted: readonly VlanRange[],
): readonly VlanChange[] {
  const before = byId(shown);
  const after = byId(wanted);
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const made = [...after.keys()].filter((id) => !isSameFlags(after.get(id), before.get(id)));
  return [
    ...rangesOf(gone, before, before).map((vlans) => ({ vlans, present: false })),
    ...rangesOf(made, after, before).map((vlans) => ({ vlans, present: true })),
  ];
}

/** The VLANs once a range of them was set, or deleted. */
export function withVlans(shown: readonly VlanRange[], { vlans, present }: VlanChange): readonly VlanRange[] {
  const all = byId(shown);
  for (let id = vlans.first; id <= vlans.last; id += 1) {
    if (present) all.set(id, vlans);
    else all.delete(id);
  }
  if (present && vlans.pvid) {
    for (const [id, flags] of all)
      if (id !== vlans.first && flags.pvid) all.set(id, { ...flags, pvid: false });
  }
  return rangesOf(
    [...all.keys()].sort((a, b) => a - b),
    all,
    all,
  );
}

/** The flags of each VLAN of a range as they are shown; undefined: not all of them are there with the same flags. */
export function flagsOf(
  shown: readonly VlanRange[],
  { first, last }: VlanRange,
): VlanFlags | null | undefined {
  const all = byId(shown);
  const flags = all.get(first) ?? null;
  for (let id = first + 1; id <= last; id += 1) {
    if (!isSameFlags(all.get(id), flags ?? undefined)) return undefined;
  }
  return flags;
}

/** `VLAN 10 (PVID, untagged)`, `VLANs 1 (PVID, untagged) and 20–29`: for a sentence. */
export function vlanWords(vlans: readonly VlanRange[]): string {
  if (vlans.length === 0) return 'no VLAN';
  const [only] = vlans;
  return `${vlans.length === 1 && only?.first === only?.last ? 'VLAN' : 'VLANs'} ${vlanList(vlans)}`;
}

/** `10 (PVID, untagged), 20–29`: beside a label that says what they are. */
export function vlanList(vlans: readonly VlanRange[]): string {
  if (vlans.length === 0) return 'none';
  const each = vlans.map(({ first, last, pvid, untagged }) => {
    const flags = [pvid ? 'PVID' : '', untagged ? 'untagged' : ''].filter(Boolean).join(', ');
    return `${first === last ? first : `${first}–${last}`}${flags === '' ? '' : ` (${flags})`}`;
  });
  return each.join(', ');
}

type VlanFlags = Pick<VlanRange, 'pvid' | 'untagged'>;

function byId(vlans: readonly VlanRange[]): Map<number, VlanFlags> {
  const all = new Map<number, VlanFlags>();
  for (const { first, last, pvid, untagged } of vlans) {
    for (let id = first; id <= last; id += 1) all.set(id, { pvid, untagged });
  }
  return all;
}

function isSameFlags(a: VlanFlags | undefined, b: VlanFlags | undefined): boolean {
  return a?.pvid === b?.pvid && a?.untagged === b?.untagged;
}

/** Neighbouring VLANs with the same flags, then and before, as one. @param ids ascending */
function rangesOf(
  ids: readonly number[],
  flags: ReadonlyMap<number, VlanFlags>,
  before: ReadonlyMap<number, VlanFlags>,
): VlanRange[] {
  const ranges: VlanRange[] = [];
  for (const id of ids) {
    const own = flags.get(id) ?? { pvid: false, untagged: false };
    const last = ranges.at(-1);
    const joins =
      last !== undefined &&
      last.last === id - 1 &&
      !own.pvid &&
      isSameFlags(last, own) &&
      isSameFlags(before.get(last.first), before.get(id));
    if (joins) ranges[ranges.length - 1] = { ...last, last: id };
    else ranges.push({ first: id, last: id, pvid: own.pvid, untagged: own.untagged });
  }
  return ranges;
}
