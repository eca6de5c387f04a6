import { addLink, changeLink, hasLink } from '../kernel/links.ts';
import { setMaster } from '../kernel/master.ts';
import { withFlow } from '../meter.ts';
import type { DemoDomain, DemoLink, Homelab, Meter } from '../model.ts';
import type { WantedVnic } from '../virsh/deviceXml.ts';
import { isGeneratedName, tapMac } from './naming.ts';

/** The host with the device that backs a new vNIC; `targetDev` null where nothing does. */
type Made = { readonly ok: true; readonly lab: Homelab; readonly targetDev: string | null } | Refusal;
type Refusal = { readonly ok: false; readonly error: string };

/** The meter of a new device: nothing counted yet, and enough traffic to come for its row to live. */
const unread: Meter = { since: 0, rxBytes: 0, txBytes: 0, rate: { rx: 900, tx: 1500 }, flowing: true };

/** What the vNIC is backed by on the host: a new TAP or macvtap, the user's own TAP, or nothing. */
export function makeBacking(
  lab: Homelab,
  domain: DemoDomain,
  wanted: WantedVnic & { readonly mac: string },
  bridge: string | null,
  elapsed: number,
): Made {
  const { plug } = wanted;
  if (plug.type === 'user') return { ok: true, lab, targetDev: null };
  if (plug.type === 'hostdev')
    return { ok: false, error: 'unsupported configuration: the demo host hot-plugs no PCI device' };
  if (plug.type === 'direct') return makeMacvtap(lab, domain, wanted.mac, plug, elapsed);
  if (plug.type === 'ethernet' && !wanted.managed) return takeOwnTap(lab, domain, wanted.targetDev, elapsed);
  if (bridge !== null && !hasLink(lab, bridge))
    return { ok: false, error: `Cannot get interface MTU on '${bridge}': No such device` };
  return makeTap(lab, domain, wanted, bridge, elapsed);
}

function makeTap(
  lab: Homelab,
  domain: DemoDomain,
  wanted: WantedVnic & { readonly mac: string },
  bridge: string | null,
  elapsed: number,
): Made {
  const own = wanted.targetDev !== null && !isGeneratedName(wanted.targetDev) ? wanted.targetDev : null;
  const name = own ?? `vnet${lab.next.vnet}`;
  if (hasLink(lab, name))
    return { ok: false, error: `Requested operation is not valid: The ${name} interface already exists` };
  const master = lab.links.find((link) => link.name === bridge);
  const made = addLink(lab, {
    name,
    mac: tapMac(wanted.mac),
    mtu: master?.mtu ?? 1500,
    up: true,
    master: null,
    device: { kind: 'tap', persist: false, user: null, holder: domain.pid },
    addresses: [],
    meter: { ...unread, since: elapsed, flowing: false },
  });
  const numbered = own === null ? { ...made, next: { ...made.next, vnet: made.next.vnet + 1 } } : made;
  const plugged =
    bridge === null ? { lab: numbered, error: null } : setMaster(numbered, name, bridge, elapsed);
  if (plugged.error !== null)
    return { ok: false, error: `Unable to add bridge ${bridge} port ${name}: Operation not supported` };
  return { ok: true, lab: plugged.lab, targetDev: name };
}

function makeMacvtap(
  lab: Homelab,
  domain: DemoDomain,
  mac: string,
  plug: { readonly dev: string; readonly mode: string },
  elapsed: number,
): Made {
  const lower = lab.links.find((link) => link.name === plug.dev);
  if (lower === undefined)
    return { ok: false, error: `Unable to get index for interface ${plug.dev}: No such device` };
  const name = `macvtap${lab.next.macvtap}`;
  const why = macvtapRefusal(lab, lower, plug.mode);
  if (why !== null)
    return { ok: false, error: `error creating macvtap interface ${name}@${plug.dev} (${mac}): ${why}` };
  if (lower.mac === mac || macvtapsOn(lab, lower).some((other) => other.mac === mac))
    return { ok: false, error: `Cannot set interface flags on '${name}': Address already in use` };
  const made = addLink(lab, {
    name,
    mac,
    mtu: lower.mtu,
    up: true,
    master: null,
    device: { kind: 'macvtap', lower: plug.dev, mode: plug.mode, holder: domain.pid },
    addresses: [],
    meter: { ...unread, since: elapsed },
  });
  const next = { ...made.next, macvtap: made.next.macvtap + 1 };
  return { ok: true, lab: { ...made, next }, targetDev: name };
}

/** What the kernel answers when no macvtap may sit there; one in `passthrough` has the link for itself. */
function macvtapRefusal(lab: Homelab, lower: DemoLink, mode: string): string | null {
  if (lower.device.kind === 'loopback') return 'Invalid argument';
  const present = macvtapsOn(lab, lower);
  const isAlone = mode === 'passthrough' || present.some(({ device }) => device.mode === 'passthrough');
  if (isAlone && present.length > 0) return 'Invalid argument';
  return lower.master === null ? null : 'Device or resource busy';
}

function macvtapsOn({ links }: Homelab, lower: DemoLink) {
  return links.flatMap(({ mac, device }) =>
    device.kind === 'macvtap' && device.lower === lower.name ? [{ mac, device }] : [],
  );
}

function takeOwnTap(lab: Homelab, domain: DemoDomain, name: string | null, elapsed: number): Made {
  if (name === null)
    return { ok: false, error: "internal error: target dev must be supplied when managed='no'" };
  const tap = lab.links.find((link) => link.name === name);
  if (tap === undefined)
    return {
      ok: false,
      error: "internal error: target managed='no' but specified dev doesn't exist",
    };
  if (tap.device.kind !== 'tap')
    return { ok: false, error: `Unable to create tap device ${name}: Invalid argument` };
  if (tap.device.holder !== null)
    return { ok: false, error: `Unable to create tap device ${name}: Device or resource busy` };
  const device = { ...tap.device, holder: domain.pid };
  const taken = changeLink(lab, name, (link) => withFlow({ ...link, device }, link.master !== null, elapsed));
  return { ok: true, lab: taken, targetDev: name };
}
