import { hasLink } from '../kernel/links.ts';
import { setMaster } from '../kernel/master.ts';
import type { DemoDomain, DemoVnic, Homelab } from '../model.ts';
import type { WantedVnic } from '../virsh/deviceXml.ts';
import { type Actual, actualOf, changeDomain, findVnic, liveType } from './find.ts';
import { isGeneratedName } from './naming.ts';
import { becomes, type Outcome, refuses } from './outcome.ts';

const UPDATE_MS = 60;
const BRIDGED: readonly string[] = ['bridge', 'network'];

/**
 * `update-device --live` (qemu_hotplug.c, qemuDomainChangeNet). libvirt compares with what it believes and does not ask
 * the kernel: told to plug where it believes the TAP to be, it does nothing and reports success.
 */
export function updateLive(lab: Homelab, domain: DemoDomain, wanted: WantedVnic, elapsed: number): Outcome {
  const found = findVnic(domain.live, wanted);
  if (!found.ok) return refuses(found.error);
  const vnic = found.value;
  const fixed = fixedPart(vnic, wanted);
  if (fixed !== null) return refuses(`Operation not supported: ${fixed}`);
  const actual = actualOf(lab, wanted.plug);
  if (!actual.ok) return refuses(actual.error);

  const oldType = liveType(lab, vnic);
  const { type, bridge } = actual.value;
  const bridged = BRIDGED.includes(oldType) && BRIDGED.includes(type);
  if (oldType !== type && !bridged)
    return refuses(`Operation not supported: unable to change config on '${wanted.plug.type}' network type`);
  const replugs = bridged && (oldType !== type || bridge !== vnic.believedBridge);
  const plugged = replugs ? replug(lab, vnic, actual.value, elapsed) : { lab, error: null };
  if (plugged.error !== null) return refuses(plugged.error);

  const updated: DemoVnic = {
    ...vnic,
    plug: wanted.plug,
    believedBridge: bridge,
    linkState: wanted.linkState,
  };
  return becomes(
    changeDomain(plugged.lab, domain.uuid, (present) => ({
      ...present,
      live: present.live.map((other) => (other === vnic ? updated : other)),
    })),
    UPDATE_MS,
  );
}

/** `update-device --config`: nothing is checked against the host, not even whether the bridge or network exists. */
export function updateConfig(lab: Homelab, domain: DemoDomain, wanted: WantedVnic): Outcome {
  const found = findVnic(domain.defined, wanted);
  if (!found.ok) return refuses(found.error);
  const updated: DemoVnic = {
    ...found.value,
    plug: wanted.plug,
    model: wanted.model ?? found.value.model,
    linkState: wanted.linkState,
    targetDev: wanted.targetDev === null || isGeneratedName(wanted.targetDev) ? null : wanted.targetDev,
    managed: wanted.managed,
  };
  return becomes(
    changeDomain(lab, domain.uuid, (present) => ({
      ...present,
      defined: present.defined.map((other) => (other === found.value ? updated : other)),
    })),
  );
}

/** What cannot be changed of a running vNIC, where the XML wants it changed; null where it does not. */
function fixedPart(vnic: DemoVnic, wanted: WantedVnic): string | null {
  const model = wanted.model ?? (vnic.plug.type === 'hostdev' ? null : 'rtl8139');
  if (model !== vnic.model) return `cannot modify network device model from ${vnic.model} to ${model}`;
  if (wanted.targetDev !== null && wanted.targetDev !== vnic.targetDev)
    return 'cannot modify network device tap name';
  return wanted.mtu === null ? null : 'cannot modify MTU';
}

/**
 * Off the bridge where libvirt believes the TAP to be, and onto another (qemuDomainChangeNetBridge). A TAP that somebody
 * moved elsewhere still has a master then, and the kernel refuses a second one.
 */
function replug(
  lab: Homelab,
  vnic: DemoVnic,
  { bridge }: Actual,
  elapsed: number,
): { lab: Homelab; error: string | null } {
  const tap = vnic.targetDev ?? '';
  if (bridge === null || !hasLink(lab, bridge))
    return { lab, error: `operation failed: bridge ${bridge} doesn't exist` };
  const master = lab.links.find((link) => link.name === tap)?.master ?? null;
  if (master !== null && master !== vnic.believedBridge)
    return { lab, error: `Unable to add bridge ${bridge} port ${tap}: Device or resource busy` };
  const moved = setMaster(lab, tap, bridge, elapsed);
  if (moved.error === null) return moved;
  return { lab, error: `Unable to add bridge ${bridge} port ${tap}: Operation not supported` };
}
