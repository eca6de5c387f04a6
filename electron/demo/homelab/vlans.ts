import type { VlanRange } from '#shared/host/vlanRange.ts';

/** VLANs of a port, as `bridge vlan add … pvid untagged` and plain `add` make them. */
export function vlans(untagged: number | null, ...tagged: readonly number[]): readonly VlanRange[] {
  const own = untagged === null ? [] : [{ first: untagged, last: untagged, pvid: true, untagged: true }];
  return [...own, ...tagged.map((id) => ({ first: id, last: id, pvid: false, untagged: false }))];
}
