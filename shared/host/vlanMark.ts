import type { VlanRange } from './vlanRange.ts';

/**
 * A port’s VLANs as short as they can be said: the VLAN of its untagged frames, then those that are tagged.
 * `10`, `10 +20,100–103`, `+20` (tagged frames only), `10 (11)` where it sends VLAN 11 without a tag too.
 */
export function vlanMark(vlans: readonly VlanRange[]): string {
  const pvid = vlans.filter((each) => each.pvid);
  const bare = vlans.filter(({ pvid, untagged }) => untagged && !pvid);
  const tagged = vlans.filter(({ untagged }) => !untagged);
  return [
    ...(pvid.length === 0 ? [] : [listOf(pvid)]),
    ...(bare.length === 0 ? [] : [`(${listOf(bare)})`]),
    ...(tagged.length === 0 ? [] : [`+${listOf(tagged)}`]),
  ].join(' ');
}

function listOf(vlans: readonly VlanRange[]): string {
  return vlans.map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join(',');
}
