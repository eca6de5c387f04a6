import { changeLink } from '../kernel/links.ts';
import { removeLink } from '../kernel/remove.ts';
import type { DemoDomain, DemoVnic, Homelab } from '../model.ts';
import type { WantedVnic } from '../virsh/deviceXml.ts';
import { changeDomain, findVnic } from './find.ts';
import { becomes, type Outcome, refuses } from './outcome.ts';

const DETACH_MS = 250;
/** How long libvirt waits for a guest to let go, before it reports success all the same. */
const GUEST_TIMEOUT_MS = 5000;

/** `detach-device --live`: the guest must let go of the device; one that is paused or deaf never does. */
export function detachLive(lab: Homelab, domain: DemoDomain, wanted: WantedVnic, elapsed: number): Outcome {
  const found = findVnic(domain.live, wanted);
  if (!found.ok) return refuses(found.error);
  if (domain.deaf || domain.state === 'paused') return becomes(lab, GUEST_TIMEOUT_MS);
  const without = changeDomain(lab, domain.uuid, (present) => ({
    ...present,
    live: present.live.filter((vnic) => vnic !== found.value),
  }));
  return becomes(letGo(without, found.value, elapsed), DETACH_MS);
}

/** `detach-device --config`. */
export function detachConfig(lab: Homelab, domain: DemoDomain, wanted: WantedVnic): Outcome {
  const found = findVnic(domain.defined, wanted);
  if (!found.ok) return refuses(found.error);
  return becomes(
    changeDomain(lab, domain.uuid, (present) => ({
      ...present,
      defined: present.defined.filter((vnic) => vnic !== found.value),
    })),
  );
}

/** A TAP that libvirt made goes with its vNIC; the user's own stays, held by nobody. */
function letGo(lab: Homelab, { targetDev, managed }: DemoVnic, elapsed: number): Homelab {
  if (targetDev === null) return lab;
  if (managed) return removeLink(lab, targetDev, elapsed);
  return changeLink(lab, targetDev, (link) =>
    link.device.kind === 'tap' ? { ...link, device: { ...link.device, holder: null } } : link,
  );
}
