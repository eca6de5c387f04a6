import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Condition } from '#shared/ops/condition.ts';
import type { Op, VnicKey } from '#shared/ops/op.ts';
import { findDomain, findVnic, hasImage, presentSide, vnicIn, vnicKey } from '#shared/ops/vnic/vnicKey.ts';

export interface VnicRef {
  readonly domain: string;
  readonly key: VnicKey;
}

/** An op or condition on a link, with the vNIC whose TAP the link was; null: no vNIC's. */
export interface Anchored<T> {
  readonly what: T;
  readonly behind: VnicRef | null;
}

/**
 * True of what concerns a running VM that does not run any more. Its vNICs live on in its saved image, where there is
 * one; its TAPs do not.
 */
export function isAboutStopped(
  what: Op | Condition,
  behind: VnicRef | null,
  snapshot: HostSnapshot,
): boolean {
  const isOfRun = behind !== null || ('scope' in what ? what.scope !== 'config' : 'domain' in what);
  const uuid = behind?.domain ?? ('domain' in what ? what.domain : null);
  if (!isOfRun || uuid === null) return false;
  const domain = findDomain(snapshot, uuid);
  if (domain === null) return true;
  const isInImage = 'scope' in what && hasImage(domain);
  return !domain.active && !isInImage;
}

/** The same on what the VM's run is now: it may have been saved since, or started from its saved image. */
export function onPresentSide<T extends Op | Condition>(what: T, snapshot: HostSnapshot): T {
  if (!('op' in what) || what.op !== 'vnic-source') return what;
  return { ...what, scope: presentSide(findDomain(snapshot, what.domain), what.scope) };
}

/** The same with the present name of the TAP, and on what the VM's run is now; null when the vNIC has no TAP. */
export function presentName<T extends Op | Condition>(
  { what, behind }: Anchored<T>,
  snapshot: HostSnapshot,
): T | null {
  if (behind === null || !('link' in what)) return onPresentSide(what, snapshot);
  const tap = vnicIn(snapshot, behind.domain, 'live', behind.key)?.targetDev ?? null;
  return tap === null ? null : { ...what, link: tap };
}

/** @param snapshot a read of a moment at which its TAP, if it has one, had the name that it is called by */
export function anchored<T extends Op | Condition>(what: T, snapshot: HostSnapshot): Anchored<T> {
  return { what, behind: vnicBehind(what, snapshot) };
}

function vnicBehind(what: Op | Condition, snapshot: HostSnapshot): VnicRef | null {
  if (!('link' in what)) return null;
  for (const domain of snapshot.domains) {
    const vnic = domain.live.find((each) => each.targetDev === what.link && each.targetManaged);
    const key = vnic === undefined ? null : vnicKey(domain, vnic);
    if (key !== null && findVnic(domain.live, key) === vnic) return { domain: domain.uuid, key };
  }
  return null;
}
