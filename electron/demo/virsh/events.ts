import type { DemoDomain, Homelab } from '../model.ts';

/**
 * What `virsh event --all --loop --timestamp` prints when the host changes from `before` to `after`: names as they are,
 * unescaped. As with libvirt 9.0, nothing for `update-device`, `domif-setlink` or an edit of the definition.
 */
export function eventLines(before: Homelab, after: Homelab, now: number): readonly string[] {
  const stamp = `${new Date(now).toISOString().replace('T', ' ').replace('Z', '')}+0000`;
  const gone = before.domains.filter((was) => !after.domains.some((other) => other.uuid === was.uuid));
  const ended = gone.flatMap((was) => lifecycle(was, { ...was, state: 'shut off' }));
  const lines = after.domains.flatMap((domain) => {
    const was = before.domains.find((other) => other.uuid === domain.uuid);
    if (was === undefined || was === domain) return [];
    const line = (event: string, what: string) => `event '${event}' for domain '${domain.name}': ${what}`;
    if (was.state !== domain.state) return lifecycle(was, domain);
    return [
      ...missingFrom(domain, was).map((alias) => line('device-removed', alias)),
      ...missingFrom(was, domain).map((alias) => line('device-added', alias)),
    ];
  });
  return [...ended, ...lines].map((line) => `${stamp}: ${line}`);
}

/** A VM that comes or goes is told by its own events alone: nothing of its vNICs. */
function lifecycle(was: DemoDomain, { name, state }: DemoDomain): string[] {
  const told: Readonly<Record<string, readonly string[]>> = {
    'shut off running': ['Resumed Unpaused', 'Started Booted'],
    'running paused': ['Suspended Paused'],
    'paused running': ['Resumed Unpaused'],
    'running shut off': ['Shutdown Finished after host request', 'Stopped Destroyed'],
    'paused shut off': ['Stopped Destroyed'],
  };
  return (told[`${was.state} ${state}`] ?? []).map(
    (what) => `event 'lifecycle' for domain '${name}': ${what}`,
  );
}

/** Aliases of the vNICs of `one` that `other` has not. */
function missingFrom(other: DemoDomain, one: DemoDomain): string[] {
  const present = new Set(other.live.map((vnic) => vnic.alias));
  return one.live.flatMap((vnic) => (vnic.alias === null || present.has(vnic.alias) ? [] : [vnic.alias]));
}
