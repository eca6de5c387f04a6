import type { DemoDomain, Homelab } from '../model.ts';

/**
 * What `virsh event --all --loop --timestamp` prints when the host changes from `before` to `after`: names as they are,
 * unescaped. As with libvirt 9.0, nothing for `update-device` or an edit of the definition; and no VM of the demo host
 * starts, stops or pauses.
 */
export function eventLines(before: Homelab, after: Homelab, now: number): readonly string[] {
  const stamp = `${new Date(now).toISOString().replace('T', ' ').replace('Z', '')}+0000`;
  const lines = after.domains.flatMap((domain) => {
    const was = before.domains.find((other) => other.uuid === domain.uuid);
    if (was === undefined || was === domain) return [];
    const line = (event: string, what: string) => `event '${event}' for domain '${domain.name}': ${what}`;
    return [
      ...missingFrom(domain, was).map((alias) => line('device-removed', alias)),
      ...missingFrom(was, domain).map((alias) => line('device-added', alias)),
    ];
  });
  return lines.map((line) => `${stamp}: ${line}`);
}

/** Aliases of the vNICs of `one` that `other` doesn’t have. */
function missingFrom(other: DemoDomain, one: DemoDomain): string[] {
  const present = new Set(other.live.map((vnic) => vnic.alias));
  return one.live.flatMap((vnic) => (vnic.alias === null || present.has(vnic.alias) ? [] : [vnic.alias]));
}
